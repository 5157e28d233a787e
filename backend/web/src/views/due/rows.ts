// From the due list, which has a row an item, to what an advisor works through: a row a truck, since he
// calls once. And what a row says of its limiting criterion.
import type { Criterion, DueEntry, DueItem } from '@/api/types'
import { daysBetween } from '@/dates'

export interface TruckRow {
    truck: string
    lead: DueEntry  // the one with the highest score: by it the truck has its place
    items: DueEntry[]
}

// A truck keeps the place of its first row; what comes with later pages joins it there.
export function byTruck(entries: readonly DueEntry[]): TruckRow[] {
    const rows = new Map<string, TruckRow>()
    for (const entry of entries) {
        const row = rows.get(entry.truck)
        if (row) row.items.push(entry)
        else rows.set(entry.truck, { truck: entry.truck, lead: entry, items: [entry] })
    }
    return [...rows.values()]
}

export interface Limit {
    criterion: Criterion
    unit: 'm' | 's' | 'ml'
    target: number | null
    reading: number | null
    age_s: number | null
}

// The criteria of usage that an item has, and what they rest on.
export function limits(item: DueItem): Limit[] {
    const found: Limit[] = []
    const { distance, engine_time, fuel_used } = item
    if (distance) found.push({ criterion: 'distance', unit: 'm', target: distance.target_odometer_m, reading: distance.reading?.odometer_m ?? null, age_s: distance.reading?.age_s ?? null })
    if (engine_time) found.push({ criterion: 'engine_time', unit: 's', target: engine_time.target_engine_time_s, reading: engine_time.reading?.engine_time_s ?? null, age_s: engine_time.reading?.age_s ?? null })
    if (fuel_used) found.push({ criterion: 'fuel_used', unit: 'ml', target: fuel_used.target_fuel_used_ml, reading: fuel_used.reading?.fuel_used_ml ?? null, age_s: fuel_used.reading?.age_s ?? null })
    return found
}

export const limiting = (item: DueItem): Limit | undefined => limits(item).find((limit) => limit.criterion === item.limiting_criterion)

export type Left = { kind: 'usage'; value: number; unit: Limit['unit'] } | { kind: 'days'; value: number } | null

// How much is left by the limiting criterion; negative: so much over.
export function left(item: DueItem, today_on: string): Left {
    const limit = limiting(item)
    if (limit) return limit.target === null || limit.reading === null ? null : { kind: 'usage', value: limit.target - limit.reading, unit: limit.unit }
    return item.limiting_criterion === 'calendar' && item.calendar_on ? { kind: 'days', value: daysBetween(today_on, item.calendar_on) } : null
}

// The day under which a row is filed, if it has one.
export const expectedOn = (item: DueItem): string | null => item.window?.p50_on ?? item.calendar_on
