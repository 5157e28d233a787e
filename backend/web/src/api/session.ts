// Who is signed in. Today that is a token of the interface, kept as long as the tab lives; whatever
// takes its place has to give `headers` and `me` and nothing else here is known to the pages.
import { computed, ref } from 'vue'
import type { Me } from './types'

const place = 'roadworthy.token'
const token = ref(sessionStorage.getItem(place))
export const me = ref<Me | null>(null)
// Why the last session ended, for the page that asks for a new one.
export const endedBecause = ref<'refused' | null>(null)

export const hasCredentials = computed(() => token.value !== null)
export const isStaff = computed(() => me.value !== null && me.value.role !== 'customer')

export function headers(): Record<string, string> {
    return token.value === null ? {} : { Authorization: `Bearer ${token.value}` }
}

export function useToken(text: string) {
    token.value = text
    endedBecause.value = null
    sessionStorage.setItem(place, text)
}

export function endSession(because: 'refused' | null = null) {
    token.value = null
    me.value = null
    endedBecause.value = because
    sessionStorage.removeItem(place)
}
