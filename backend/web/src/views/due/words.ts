import type { DueItem } from '@/api/types'
import { useWords } from '@/words'
import { left } from './rows'

export function useDueWords() {
    const words = useWords()
    const { t, amount, number } = words
    // 1,200 km left; 12 d over
    function leftWords(item: DueItem, today_on: string): string {
        const rest = left(item, today_on)
        if (rest === null) return ''
        if (rest.kind === 'days') return t(rest.value < 0 ? 'due.dayOver' : 'due.dayLeft', { n: number(Math.abs(rest.value)) })
        return t(rest.value < 0 ? 'due.over' : 'due.left', { amount: amount(Math.abs(rest.value), rest.unit) })
    }
    function everyWords(item: DueItem): string {
        const { distance_m, engine_time_s, days, fuel_used_ml } = item.applied
        const parts = [
            distance_m === null ? null : amount(distance_m, 'm'),
            engine_time_s === null ? null : amount(engine_time_s, 's'),
            days === null ? null : amount(days, 'days'),
            fuel_used_ml === null ? null : amount(fuel_used_ml, 'ml'),
        ]
        return parts.filter((part) => part !== null).join(' / ')
    }
    return { ...words, leftWords, everyWords }
}
