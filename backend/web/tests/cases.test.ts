import { describe, expect, it } from 'vitest'
import type { CaseClock } from '../src/api/types'
import { faceOf, type Reading } from '../src/views/cases/clock'
import { bodyOf, callFields, fieldsOf, missing, newId } from '../src/views/cases/entry'

const clock = (state: CaseClock['state'], more: Partial<CaseClock> = {}): CaseClock => ({ state, used_s: 0, paused_s: 0, left_s: 0, over_s: 0, deadline_at: null, ...more })
const face = (reading: Partial<Reading>) => faceOf({ clock: clock('met'), which: 'response', stage: 'reported', isClosed: false, read_ms: 0, now_ms: 60_000, ...reading })

describe('a clock of a case', () => {
    it('counts down from what the interface said, and over when it has run out', () => {
        expect(face({ clock: clock('running', { left_s: 1800 }) })).toEqual({ kind: 'left', days: 0, clock: '0:29:00', isNear: false })
        expect(face({ clock: clock('running', { left_s: 600 }) })).toMatchObject({ isNear: true })
        expect(face({ clock: clock('running', { left_s: 50 }) })).toMatchObject({ kind: 'over', clock: '0:00:10' })
    })
    it('stands still while it is paused, and after it was answered late', () => {
        expect(face({ clock: clock('paused', { left_s: 90 }) })).toMatchObject({ kind: 'paused', clock: '0:01:30' })
        expect(face({ clock: clock('missed', { over_s: 90 }) })).toMatchObject({ kind: 'over', clock: '0:02:30' })
        expect(face({ clock: clock('missed', { over_s: 90 }), stage: 'answered' })).toMatchObject({ clock: '0:01:30' })
        expect(face({ clock: clock('missed', { over_s: 90 }), which: 'solution', stage: 'in_workshop' })).toMatchObject({ clock: '0:02:30' })
        expect(face({ clock: clock('missed', { over_s: 90 }), isClosed: true })).toMatchObject({ clock: '0:01:30' })
    })
})

describe('what is said of a case', () => {
    it('has the fields of its kind, each as the interface takes it, and nothing that was left empty', () => {
        expect(bodyOf('e', 'closed', fieldsOf.closed, { cause: ' c ', action: 'a', parts: 'x, y，z,', labour_min: '5', cost_minor: '12.34', paid_by: '' })).toEqual({ entry: 'e', say: 'closed', cause: 'c', action: 'a', parts: ['x', 'y', 'z'], labour_min: 5, cost_minor: 1234 })
        expect(bodyOf('e', 'answer', fieldsOf.answer, { is_accepted: 'no', words: '' })).toEqual({ entry: 'e', say: 'answer', is_accepted: false })
        expect(bodyOf('e', 'estimate', fieldsOf.estimate, { ready_at: '2026-03-04T10:00:00Z' })).toEqual({ entry: 'e', say: 'estimate', ready_at: '2026-03-04T10:00:00Z' })
        expect(bodyOf('e', 'opened', callFields, { truck: 'T', kind: 'breakdown', caller: 'x', words: 'w' })).not.toHaveProperty('truck')
    })
    it('is not sent without what it needs', () => {
        expect(missing(fieldsOf.next_step, { words: '  ' })?.name).toBe('words')
        expect(missing(fieldsOf.resumed, {})).toBeUndefined()
    })
    it('goes under an id that is new and that the interface takes', () => {
        const ids = new Set(Array.from({ length: 100 }, () => newId('w')))
        expect(ids.size).toBe(100)
        for (const id of ids) expect(id).toMatch(/^w[0-9a-f]{16}$/)
    })
})
