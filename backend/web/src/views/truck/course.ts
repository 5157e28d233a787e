// What is drawn of a meter: where it was known to stand, where it stands, and the fan in which it goes on.
// In the unit of the interface; Chart turns it into people's.
import type { DueItem, FaultEntry, TruckDetail, TruckMeter, Window } from '@/api/types'

export type Kind = 'odometer' | 'engine_time'
export type Point = [time_ms: number, value: number]

export interface Course {
    unit: 'm' | 's'
    known: Point[]  // in the order of time, the reading of now as the last
    held: Point[]
    refused: Point[]
    epochs: number[]  // when a new instrument came
    fan: { early: Point[]; expected: Point[]; late: Point[] }
    next: { target: number; on: string } | null
}

// Is there more to draw than the one reading of now?
export const hasCourse = (course: Course): boolean => course.known.length > 1 || course.fan.expected.length > 1

const msOfDay = (on: string) => Date.parse(`${on}T00:00:00Z`)

interface Target {
    value: number
    window: Window
}

function targets(due: readonly DueItem[], kind: Kind): Target[] {
    const found: Target[] = []
    for (const item of due) {
        const value = kind === 'odometer' ? item.distance?.target_odometer_m : item.engine_time?.target_engine_time_s
        const window = kind === 'odometer' ? item.distance?.window : item.engine_time?.window
        if (value != null && window) found.push({ value, window })
    }
    return found.sort((a, b) => a.value - b.value)
}

// The edges of a fan never run back, whatever the days of two items say.
function edge(start: Point, ends: Point[]): Point[] {
    const line: Point[] = [start]
    for (const [time, value] of ends) {
        const [before] = line[line.length - 1]!
        if (time > before) line.push([time, value])
    }
    return line
}

export function courseOf(truck: TruckDetail, meter: TruckMeter | undefined, faults: readonly FaultEntry[], kind: Kind): Course | null {
    const reading = kind === 'odometer' ? truck.odometer && { value: truck.odometer.odometer_m, at: truck.odometer.read_at } : truck.engine_time && { value: truck.engine_time.engine_time_s, at: truck.engine_time.read_at }
    if (!reading) return null
    const now: Point = [Date.parse(reading.at), reading.value]
    const source = meter?.sources.find((one) => one.is_followed)
    const seen = kind === 'odometer' ? faults.flatMap((fault): Point[] => (fault.odometer_m === null ? [] : [[Date.parse(fault.opened_at), fault.odometer_m]])) : []
    const known = [...seen.filter(([time, value]) => time < now[0] && value <= now[1]), now].sort((a, b) => a[0] - b[0])
    const ahead = targets(truck.due, kind).filter((target) => target.value > now[1])
    const to = (day: keyof Window) => ahead.map((target): Point => [msOfDay(target.window[day]), target.value])
    return {
        unit: kind === 'odometer' ? 'm' : 's',
        known,
        held: (meter?.sources ?? []).flatMap((one): Point[] => (one.held ? [[Date.parse(one.held.read_at), one.held.value]] : [])),
        refused: meter?.refused ? [[Date.parse(meter.refused.read_at), meter.refused.value]] : [],
        epochs: (source?.epochs ?? []).slice(1).map((epoch) => Date.parse(epoch.from_at)),
        fan: { early: edge(now, to('p10_on')), expected: edge(now, to('p50_on')), late: edge(now, to('p90_on')) },
        next: ahead[0] ? { target: ahead[0].value, on: ahead[0].window.p50_on } : null,
    }
}
