// The period of a figure, in whole days until today, as it stands in the address.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { dayOfNumber, numberOfDay, todayOn } from '@/dates'

export const lengths = [30, 90, 180, 365] as const

export function usePeriod(usual: number) {
    const route = useRoute()
    const router = useRouter()
    const days = computed(() => lengths.find((one) => String(one) === route.query.days) ?? usual)
    const to_on = todayOn()
    const from_on = computed(() => dayOfNumber(numberOfDay(to_on) - days.value))
    return { days, from_on, to_on, choose: (n: number) => void router.replace({ query: { ...route.query, days: n === usual ? undefined : n } }) }
}

export function useGroup<Group extends string>(known: readonly Group[], usual: Group) {
    const route = useRoute()
    const router = useRouter()
    const group = computed(() => known.find((one) => one === route.query.group) ?? usual)
    return { group, chooseGroup: (one: string) => void router.replace({ query: { ...route.query, group: one === usual ? undefined : one } }) }
}
