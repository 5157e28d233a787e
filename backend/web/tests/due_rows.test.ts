import { describe, expect, it } from 'vitest'
import type { DueEntry } from '../src/api/types'
import { byTruck, left, limiting } from '../src/views/due/rows'

const entry = (truck: string, item: string, more: Partial<DueEntry> = {}) =>
    ({ truck, item, limiting_criterion: 'none', distance: null, engine_time: null, fuel_used: null, calendar_on: null, window: null, ...more }) as DueEntry

const by_distance = (target: number | null, reading: number | null) =>
    entry('A', 'oil', {
        limiting_criterion: 'distance',
        distance: { target_odometer_m: target, reading: reading === null ? null : { odometer_m: reading, read_at: '', age_s: 60 }, window: null, is_reached: false, is_past_tolerance: false },
    })

describe('rows of trucks', () => {
    it('a truck has one row, where its first item stands, whatever page the others come with', () => {
        const rows = byTruck([entry('B', 'oil'), entry('A', 'oil'), entry('B', 'air')])
        expect(rows.map((row) => [row.truck, row.lead.item, row.items.length])).toEqual([['B', 'oil', 2], ['A', 'oil', 1]])
    })
    it('says what is left by the criterion that limits, and nothing without a reading', () => {
        expect(left(by_distance(100_000, 98_000), '2026-03-01')).toEqual({ kind: 'usage', value: 2_000, unit: 'm' })
        expect(left(by_distance(100_000, 101_000), '2026-03-01')).toEqual({ kind: 'usage', value: -1_000, unit: 'm' })
        expect(left(by_distance(100_000, null), '2026-03-01')).toBeNull()
        expect(limiting(by_distance(1, 2))?.age_s).toBe(60)
    })
    it('counts days where the date limits', () => {
        const item = entry('A', 'papers', { limiting_criterion: 'calendar', calendar_on: '2026-02-27' })
        expect(left(item, '2026-03-01')).toEqual({ kind: 'days', value: -2 })
        expect(limiting(item)).toBeUndefined()
    })
})
