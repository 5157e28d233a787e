// Days, moments, numbers and money as a reader writes them. *_on is a day and has no time zone; *_at is a moment, shown by the reader's clock.
const day_ms = 86_400_000

export type Locale = 'zh' | 'en'
const tags: Record<Locale, string> = { zh: 'zh-CN', en: 'en-GB' }

export const numberOfDay = (on: string): number => Math.round(Date.parse(`${on}T00:00:00Z`) / day_ms)
export const dayOfNumber = (day: number): string => new Date(day * day_ms).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string): number => numberOfDay(to) - numberOfDay(from)
export const todayOn = (now = Date.now()): string => new Date(now).toISOString().slice(0, 10)

function isOfYear(on: string, now: number): boolean {
    return on.slice(0, 4) === new Date(now).toISOString().slice(0, 4)
}

// 3 Mar, or 3 Mar 2027 where it is not of this year.
export function shownDay(on: string, locale: Locale, now = Date.now()): string {
    const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', month: 'short', day: 'numeric' }
    if (!isOfYear(on, now)) options.year = 'numeric'
    return new Intl.DateTimeFormat(tags[locale], options).format(new Date(`${on}T00:00:00Z`))
}

export function shownMoment(at: string, locale: Locale, now = Date.now()): string {
    const options: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
    if (!isOfYear(at, now)) options.year = 'numeric'
    return new Intl.DateTimeFormat(tags[locale], options).format(new Date(at))
}

export function shownNumber(value: number, locale: Locale, digits = 0): string {
    return new Intl.NumberFormat(tags[locale], { maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(value)
}

export function shownMoney(amount: number, currency: string, locale: Locale): string {
    return new Intl.NumberFormat(tags[locale], { style: 'currency', currency }).format(amount)
}

// The reader's own, as it is called there.
export function timeZone(locale: Locale): string {
    const parts = new Intl.DateTimeFormat(tags[locale], { timeZoneName: 'shortOffset' }).formatToParts(new Date())
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC'
}
