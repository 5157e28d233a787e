// A span of days as a line from 0 to 100, for windows drawn beside one another.
import { dayOfNumber, numberOfDay } from '@/dates'
import type { Window } from '@/api/types'

export interface Axis {
    first: number  // days since 1970
    last: number
    today: number
}

export interface Tick {
    on: string
    at: number
}

export interface Bar {
    from: number
    expected: number
    until: number
    isCutBefore: boolean
    isCutAfter: boolean
}

export function axisAround(today_on: string, before: number, after: number): Axis {
    const today = numberOfDay(today_on)
    return { first: today - before, last: today + after, today }
}

const clamped = (value: number) => Math.min(100, Math.max(0, value))
const raw = (axis: Axis, day: number) => ((day - axis.first) / (axis.last - axis.first)) * 100
export const position = (axis: Axis, on: string) => clamped(raw(axis, numberOfDay(on)))
export const todayAt = (axis: Axis) => raw(axis, axis.today)

export function barOf(axis: Axis, window: Window): Bar {
    const from = raw(axis, numberOfDay(window.p10_on))
    const until = raw(axis, numberOfDay(window.p90_on))
    return {
        from: clamped(from),
        expected: position(axis, window.p50_on),
        until: clamped(until),
        isCutBefore: from < 0,
        isCutAfter: until > 100,
    }
}

// The first days of months.
export function ticks(axis: Axis): Tick[] {
    const found: Tick[] = []
    for (let day = axis.first; day <= axis.last; ++day) {
        const on = dayOfNumber(day)
        if (on.endsWith('-01')) found.push({ on, at: raw(axis, day) })
    }
    return found
}
