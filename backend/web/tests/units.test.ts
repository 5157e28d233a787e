import { describe, expect, it } from 'vitest'
import { countdown, hoursOfMinutes, kilometres, quantity, span } from '../src/units'

describe('units', () => {
    it('shows no kilometre that has not been driven', () => {
        expect(kilometres(999).value).toBe(0)
        expect(kilometres(123_456_789).value).toBe(123_456)
        expect(quantity(-1_500, 'm').value).toBe(-2)
    })
    it('takes each quantity of the interface to that of people', () => {
        expect(quantity(7_200, 's')).toEqual({ value: 2, unit: 'h' })
        expect(quantity(2_999, 'ml')).toEqual({ value: 2, unit: 'l' })
        expect(quantity(12, 'days')).toEqual({ value: 12, unit: 'days' })
        expect(hoursOfMinutes(100).value).toBe(1.7)
    })
    it('says an age in the unit in which one says it', () => {
        expect(span(-5)).toEqual({ count: 0, unit: 'minute' })
        expect(span(59 * 60 + 59)).toEqual({ count: 59, unit: 'minute' })
        expect(span(3600)).toEqual({ count: 1, unit: 'hour' })
        expect(span(48 * 3600 - 1)).toEqual({ count: 47, unit: 'hour' })
        expect(span(48 * 3600)).toEqual({ count: 2, unit: 'day' })
    })
    it('counts a clock down to nothing, never below', () => {
        expect(countdown(1747)).toEqual({ days: 0, clock: '0:29:07' })
        expect(countdown(2 * 86400 + 3 * 3600 + 5 * 60)).toEqual({ days: 2, clock: '3:05:00' })
        expect(countdown(-3)).toEqual({ days: 0, clock: '0:00:00' })
    })
})
