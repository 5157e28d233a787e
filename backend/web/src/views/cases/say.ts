// Saying something of a case: sent under an id that stays the same until it has been taken, so that
// whoever presses twice, or after a lost answer, says it once.
import { ref } from 'vue'
import { ApiError, post } from '@/api/client'
import type { Case, CaseSaying } from '@/api/types'
import { locale } from '@/preferences'
import { bodyOf, missing, newId, type Field, type FieldName, type Values } from './entry'

export interface Saying {
    truck: string
    caseId: string
    say: CaseSaying['say']
    fields: readonly Field[]
    values: Values
}

export function useSaying() {
    const isSending = ref(false)
    const error = ref<ApiError | null>(null)
    const wrong = ref<FieldName | null>(null)
    let entry = newId('w')

    async function send({ truck, caseId, say, fields, values }: Saying): Promise<Case | null> {
        error.value = null
        wrong.value = missing(fields, values)?.name ?? null
        if (wrong.value !== null) return null
        isSending.value = true
        try {
            const said = await post<CaseSaying, Case>('/api/v1/trucks/{id}/cases/{case}/entries', { id: truck, case: caseId }, { lang: locale.value }, bodyOf(entry, say, fields, values))
            entry = newId('w')
            return said
        } catch (failure) {
            if (!(failure instanceof ApiError)) throw failure
            error.value = failure
            return null
        } finally {
            isSending.value = false
        }
    }
    return { isSending, error, wrong, send }
}
