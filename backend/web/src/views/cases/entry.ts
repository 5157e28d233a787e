// What people may say of a case, and which fields belong to each; the interface judges the rest.
import type { CaseSaying } from '@/api/types'
import { minorUnits } from '@/units'
import { allStages } from './board'

export type FieldName = 'stage' | 'owner' | 'words' | 'due_on' | 'reason' | 'ready_at' | 'is_accepted' | 'cause' | 'action' | 'parts' | 'labour_min' | 'cost_minor' | 'currency' | 'paid_by' | 'alert' | 'kind' | 'caller' | 'phone' | 'where' | 'truck'
export type Say = 'reached' | 'owned' | 'note' | 'next_step' | 'paused' | 'resumed' | 'estimate' | 'answer' | 'closed'

export interface Field {
    name: FieldName
    kind: 'text' | 'words' | 'day' | 'moment' | 'number' | 'money' | 'list' | 'choice'
    isNeeded: boolean
    choices?: readonly string[]
    group?: 'stage' | 'reason' | 'payer' | 'alert' | 'kind' | 'yes'  // where the words of the choices are
}

const words = (isNeeded: boolean): Field => ({ name: 'words', kind: 'words', isNeeded })
const reasons = ['waiting_for_customer', 'parts_ordered_by_customer', 'customer_uses_truck', 'waiting_for_parts', 'weather_or_road', 'other']

export const fieldsOf: Record<Say, Field[]> = {
    reached: [{ name: 'stage', kind: 'choice', isNeeded: true, choices: allStages.slice(1), group: 'stage' }],
    owned: [{ name: 'owner', kind: 'text', isNeeded: true }],
    note: [words(true)],
    next_step: [words(true), { name: 'due_on', kind: 'day', isNeeded: false }],
    paused: [{ name: 'reason', kind: 'choice', isNeeded: true, choices: reasons, group: 'reason' }, words(false)],
    resumed: [],
    estimate: [{ name: 'ready_at', kind: 'moment', isNeeded: true }, words(false)],
    answer: [{ name: 'is_accepted', kind: 'choice', isNeeded: true, choices: ['yes', 'no'], group: 'yes' }, words(false)],
    closed: [
        { name: 'cause', kind: 'words', isNeeded: true },
        { name: 'action', kind: 'words', isNeeded: true },
        { name: 'parts', kind: 'list', isNeeded: false },
        { name: 'labour_min', kind: 'number', isNeeded: true },
        { name: 'cost_minor', kind: 'money', isNeeded: true },
        { name: 'currency', kind: 'choice', isNeeded: true, choices: ['CNY', 'USD', 'EUR'] },
        { name: 'paid_by', kind: 'choice', isNeeded: true, choices: ['customer', 'warranty', 'agreement', 'goodwill'], group: 'payer' },
        { name: 'alert', kind: 'choice', isNeeded: false, choices: ['unknown', 'useful', 'not_useful'], group: 'alert' },
    ],
}
export const sayings = Object.keys(fieldsOf) as Say[]

export const callFields: Field[] = [
    { name: 'truck', kind: 'text', isNeeded: true },
    { name: 'kind', kind: 'choice', isNeeded: true, choices: ['breakdown', 'complaint'], group: 'kind' },
    { name: 'caller', kind: 'text', isNeeded: true },
    { name: 'phone', kind: 'text', isNeeded: false },
    { name: 'words', kind: 'words', isNeeded: true },
    { name: 'where', kind: 'text', isNeeded: false },
]

export type Values = Partial<Record<FieldName, string>>
export const missing = (fields: readonly Field[], values: Values): Field | undefined => fields.find((field) => field.isNeeded && !values[field.name]?.trim())

function valueOf(field: Field, text: string): unknown {
    if (field.kind === 'number') return Number(text)
    if (field.kind === 'money') return minorUnits(Number(text))
    if (field.kind === 'list') return text.split(/[,\uFF0C\u3001;\uFF1B]/).map((one) => one.trim()).filter((one) => one !== '')
    if (field.kind === 'moment') return new Date(text).toISOString().replace(/\.\d+Z$/, 'Z')
    if (field.group === 'yes') return text === 'yes'
    return text
}

// The body of a saying. What was left empty is left out.
export function bodyOf(entry: string, say: CaseSaying['say'], fields: readonly Field[], values: Values): CaseSaying {
    const said = fields.flatMap((field): [string, unknown][] => {
        const text = values[field.name]?.trim() ?? ''
        return text === '' || field.name === 'truck' ? [] : [[field.name, valueOf(field, text)]]
    })
    return { entry, say, ...Object.fromEntries(said) }
}

// New for this truck. Not crypto.randomUUID: that is only there over HTTPS.
export function newId(prefix: string): string {
    const bytes = crypto.getRandomValues(new Uint8Array(8))
    return prefix + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
