import { describe, expect, it } from 'vitest'
import type { CaseRow, DueEntry, FaultEntry, Truck } from '../src/api/types'
import { lightsOf, type Facts } from '../src/views/fleet/colour'

const now_ms = Date.parse('2026-03-10T00:00:00Z')
const truck = (id: string, heard_at: string | null = '2026-03-09T20:00:00Z') => ({ truck: id, heard_at }) as Truck
const due = (id: string, state: DueEntry['state']) => ({ truck: id, state }) as DueEntry
const fault = (id: string, group_action: FaultEntry['group_action']) => ({ truck: id, group_action }) as FaultEntry
const open = (id: string, state: 'running' | 'missed') => ({ truck: id, response: { state }, solution: { state: 'running' } }) as CaseRow
const light = (facts: Partial<Facts>) => lightsOf({ trucks: [truck('A')], due: [], faults: [], cases: [], now_ms, ...facts })[0]!

describe('the colours of a fleet', () => {
    it('no data is grey, never green and never an alarm', () => {
        expect(light({ trucks: [truck('A', null)] })).toMatchObject({ colour: 'grey', why: ['never'] })
        expect(light({ trucks: [truck('A', '2026-03-07T00:00:00Z')] })).toMatchObject({ colour: 'grey', why: ['silent'] })
        expect(light({ trucks: [truck('A', '2026-03-08T00:00:00Z')] })).toMatchObject({ colour: 'green', why: ['well'] })
    })
    it('what was known to be grave stays so in silence, and says both', () => {
        expect(light({ trucks: [truck('A', '2026-03-01T00:00:00Z')], faults: [fault('A', 'stop_now')] })).toMatchObject({ colour: 'red', why: ['stop_now', 'silent'] })
    })
    it('the worst reason decides, all are said', () => {
        expect(light({ due: [due('A', 'soon')] }).colour).toBe('green')
        expect(light({ due: [due('A', 'due')] }).colour).toBe('amber')
        expect(light({ due: [due('A', 'overdue')], faults: [fault('A', 'workshop_soon')] })).toMatchObject({ colour: 'red', why: ['overdue', 'workshop_soon'] })
        expect(light({ cases: [open('A', 'running')] }).colour).toBe('amber')
        expect(light({ cases: [open('A', 'missed')] }).colour).toBe('red')
        expect(light({ faults: [fault('A', 'log')] })).toMatchObject({ colour: 'green', why: ['well'] })
    })
    it('red comes first and green last', () => {
        const lights = lightsOf({ trucks: [truck('A'), truck('B', null), truck('C'), truck('D')], due: [due('C', 'due'), due('D', 'overdue')], faults: [], cases: [], now_ms })
        expect(lights.map((one) => one.truck.truck)).toEqual(['D', 'C', 'B', 'A'])
    })
})
