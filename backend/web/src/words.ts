// How the values of the interface are said to people, in the language of the page.
import { useI18n } from 'vue-i18n'
import { shownDay, shownMoment, shownMoney, shownNumber } from './dates'
import { locale } from './preferences'
import { hoursOfMinutes, majorUnits, quantity, span, type Quantity } from './units'

export function useWords() {
    const { t } = useI18n()
    const number = (value: number, digits = 0) => shownNumber(value, locale.value, digits)
    const inUnit = (q: Quantity) => t(`units.${q.unit}`, { n: number(q.value, 1) })
    const age = (age_s: number | null | undefined) => {
        if (age_s === null || age_s === undefined) return t('age.none')
        const { count, unit } = span(age_s)
        return count === 0 ? t('age.now') : t(`age.${unit}`, { n: number(count) })
    }
    // How long something took: 7 d, 3 h.
    const duration = (s: number) => {
        const { count, unit } = span(s)
        return inUnit({ value: count, unit: unit === 'day' ? 'days' : unit === 'hour' ? 'h' : 'min' })
    }
    return {
        t,
        number,
        age,
        duration,
        ageAt: (at: string | null) => age(at === null ? null : (Date.now() - Date.parse(at)) / 1000),
        amount: (value: number, unit: 'm' | 's' | 'ml' | 'days') => inUnit(quantity(value, unit)),
        labour: (min: number) => inUnit(hoursOfMinutes(min)),
        percent: (value: number | null) => (value === null ? '–' : `${number(value, 1)} %`),
        money: (minor: number, currency: string) => shownMoney(majorUnits(minor), currency, locale.value),
        day: (on: string) => shownDay(on, locale.value),
        moment: (at: string) => shownMoment(at, locale.value),
        itemName: (item: { name_zh: string; name_en: string; item?: string | null }) =>
            (locale.value === 'zh' ? item.name_zh || item.name_en : item.name_en || item.name_zh) || (item.item ?? ''),
    }
}
