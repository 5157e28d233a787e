import { describe, expect, it } from 'vitest'
import { axisAround, barOf, position, ticks, todayAt } from '../src/parts/axis'

const axis = axisAround('2026-03-11', 30, 70)

describe('the axis of days', () => {
    it('has today where its parts meet', () => {
        expect(todayAt(axis)).toBe(30)
        expect(position(axis, '2026-03-11')).toBe(30)
        expect(position(axis, '2026-05-20')).toBe(100)
    })
    it('cuts a bar at its ends and says so', () => {
        expect(barOf(axis, { p10_on: '2026-03-21', p50_on: '2026-03-31', p90_on: '2026-04-10' })).toEqual({ from: 40, expected: 50, until: 60, isCutBefore: false, isCutAfter: false })
        const long = barOf(axis, { p10_on: '2025-01-01', p50_on: '2026-03-31', p90_on: '2027-01-01' })
        expect([long.from, long.until, long.isCutBefore, long.isCutAfter]).toEqual([0, 100, true, true])
    })
    it('has a tick for the first of each month', () => {
        expect(ticks(axis).map((tick) => tick.on)).toEqual(['2026-03-01', '2026-04-01', '2026-05-01'])
    })
})
