// From the units of the interface, which stand in its names (_m, _s, _ml, _min), to those of people.
// Nowhere else is anything converted.
const metres_a_km = 1000
const seconds_an_hour = 3600
const millilitres_a_litre = 1000
const minutes_an_hour = 60

export type Unit = 'km' | 'h' | 'l' | 'days' | 'min'
export interface Quantity {
    value: number
    unit: Unit
}

export const kilometres = (m: number): Quantity => ({ value: Math.floor(m / metres_a_km), unit: 'km' })
export const hours = (s: number): Quantity => ({ value: Math.floor(s / seconds_an_hour), unit: 'h' })
export const litres = (ml: number): Quantity => ({ value: Math.floor(ml / millilitres_a_litre), unit: 'l' })
export const hoursOfMinutes = (min: number): Quantity => ({ value: Math.round((min / minutes_an_hour) * 10) / 10, unit: 'h' })

// Money travels in the smallest unit; the currencies that are offered have a hundred of them.
export const minorUnits = (major: number): number => Math.round(major * 100)
export const majorUnits = (minor: number): number => minor / 100

// A value of a meter in the unit that stands beside it.
export function quantity(value: number, unit: 'm' | 's' | 'ml' | 'days'): Quantity {
    switch (unit) {
        case 'm': return kilometres(value)
        case 's': return hours(value)
        case 'ml': return litres(value)
        case 'days': return { value, unit: 'days' }
    }
}

export interface Span {
    count: number
    unit: 'minute' | 'hour' | 'day'
}

// An age as one says it: minutes up to an hour, hours up to two days, then days.
export function span(s: number): Span {
    const minutes = Math.max(0, Math.floor(s / 60))
    if (minutes < 60) return { count: minutes, unit: 'minute' }
    const whole = Math.floor(minutes / 60)
    return whole < 48 ? { count: whole, unit: 'hour' } : { count: Math.floor(whole / 24), unit: 'day' }
}

// A running clock: 0:29:07, or 2 d 3:05:00.
export function countdown(s: number): { days: number; clock: string } {
    const left = Math.max(0, Math.floor(s))
    const two = (n: number) => String(n).padStart(2, '0')
    const days = Math.floor(left / 86400)
    const rest = left % 86400
    return { days, clock: `${Math.floor(rest / 3600)}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}` }
}
