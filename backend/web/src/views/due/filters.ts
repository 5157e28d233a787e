// The filters of the due list. They stand in the address of the page, so that a list can be kept.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Query } from '@/api/client'

export const states = ['overdue', 'due', 'soon', 'unknown', 'not_due'] as const
export const usualStates = 'overdue,due,soon,unknown'
const names = ['state', 'workshop', 'model', 'tier', 'agreement', 'criterion', 'order'] as const
export type FilterName = (typeof names)[number]

export function useFilters() {
    const route = useRoute()
    const router = useRouter()
    const value = (name: FilterName): string => {
        const found = route.query[name]
        return typeof found === 'string' ? found : ''
    }
    function set(name: FilterName, to: string) {
        const query = { ...route.query, [name]: to }
        if (to === '' || (name === 'state' && to === usualStates) || (name === 'order' && to === 'rank')) delete query[name]
        void router.replace({ query })
    }
    // What outsiders wrote into the address is the interface's to judge.
    const query = computed(() => Object.fromEntries(names.map((name) => [name, value(name)])) as Query<'/api/v1/due'>)
    const isFiltered = computed(() => names.some((name) => name !== 'order' && value(name) !== ''))
    const clear = () => void router.replace({ query: {} })
    return { value, set, query, isFiltered, clear }
}
