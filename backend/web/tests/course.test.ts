import { describe, expect, it } from 'vitest'
import type { DueItem, FaultEntry, TruckDetail, TruckMeter } from '../src/api/types'
import { courseOf } from '../src/views/truck/course'

const window = (p10_on: string, p50_on: string, p90_on: string) => ({ p10_on, p50_on, p90_on })
const item = (target_odometer_m: number, days: ReturnType<typeof window> | null) => ({ distance: { target_odometer_m, window: days } }) as DueItem
const truck = (due: DueItem[]) => ({ odometer: { odometer_m: 1_000, read_at: '2026-03-01T00:00:00Z', age_s: 5 }, engine_time: null, due }) as unknown as TruckDetail
const meter = { sources: [{ is_followed: true, epochs: [{ from_at: '2025-01-01T00:00:00Z', offset: 0 }, { from_at: '2026-01-01T00:00:00Z', offset: 9 }], held: { value: 77, read_at: '2026-02-01T00:00:00Z' } }], refused: null } as unknown as TruckMeter
const fault = (opened_at: string, odometer_m: number | null) => ({ opened_at, odometer_m }) as FaultEntry
const at = (on: string) => Date.parse(`${on}T00:00:00Z`)

describe('the course of a meter', () => {
    it('is nothing without a reading', () => {
        expect(courseOf(truck([]), meter, [], 'engine_time')).toBeNull()
    })
    it('goes through what was known at faults to the reading, and never back', () => {
        const course = courseOf(truck([]), meter, [fault('2026-02-20T00:00:00Z', 900), fault('2026-01-20T00:00:00Z', 500), fault('2026-02-01T00:00:00Z', null), fault('2026-02-10T00:00:00Z', 5_000)], 'odometer')!
        expect(course.known).toEqual([[at('2026-01-20'), 500], [at('2026-02-20'), 900], [at('2026-03-01'), 1_000]])
        expect(course.held).toEqual([[at('2026-02-01'), 77]])
        expect(course.epochs).toEqual([at('2026-01-01')])
    })
    it('fans out to each target ahead, whose edges never run back in time', () => {
        const due = [item(3_000, window('2026-04-01', '2026-04-05', '2026-04-20')), item(2_000, window('2026-03-10', '2026-03-20', '2026-04-25')), item(500, window('2026-02-01', '2026-02-02', '2026-02-03')), item(4_000, null)]
        const course = courseOf(truck(due), meter, [], 'odometer')!
        expect(course.fan.early).toEqual([[at('2026-03-01'), 1_000], [at('2026-03-10'), 2_000], [at('2026-04-01'), 3_000]])
        expect(course.fan.late).toEqual([[at('2026-03-01'), 1_000], [at('2026-04-25'), 2_000]])
        expect(course.next).toEqual({ target: 2_000, on: '2026-03-20' })
    })
})
