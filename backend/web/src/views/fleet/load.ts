// What the board is made of, read page by page to its end. The first page of trucks shows at once.
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ApiError, get } from '@/api/client'
import { returns } from '@/api/connection'
import type { Page } from '@/api/resource'
import type { Facts } from './colour'

const nothing = (): Facts => ({ trucks: [], due: [], faults: [], cases: [], now_ms: Date.now() })
const limit = 500

async function all<Row>(ask: (cursor: string | undefined) => Promise<Page<Row>>, note: (rows: Row[]) => void): Promise<Row[]> {
    const rows: Row[] = []
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
        const page = await ask(cursor)
        rows.push(...page.items)
        if (isFirst) note([...rows])
        cursor = page.next ?? undefined
    }
    return rows
}
const nobody = () => {}

export function useFleet() {
    const facts = shallowRef<Facts>(nothing())
    const error = shallowRef<ApiError | null>(null)
    const isLoading = ref(false)
    let running: AbortController | undefined

    async function reload() {
        running?.abort()
        const mine = new AbortController()
        running = mine
        const signal = mine.signal
        isLoading.value = true
        error.value = null
        try {
            // Why first, then whose: no truck is green for a moment because its faults are on their way.
            const [due, faults, cases] = await Promise.all([
                all((cursor) => get('/api/v1/due', { query: { state: 'overdue,due,soon', limit, cursor }, signal }), nobody),
                all((cursor) => get('/api/v1/faults', { query: { state: 'open', limit, cursor }, signal }), nobody),
                all((cursor) => get('/api/v1/cases', { query: { state: 'open', limit, cursor }, signal }), nobody),
            ])
            const whole = (trucks: Facts['trucks']): Facts => ({ trucks, due, faults, cases, now_ms: Date.now() })
            const trucks = await all((cursor) => get('/api/v1/trucks', { query: { limit, cursor }, signal }), (first) => {
                if (facts.value.trucks.length === 0) facts.value = whole(first)
            })
            facts.value = whole(trucks)
        } catch (failure) {
            if (signal.aborted) return
            if (!(failure instanceof ApiError)) throw failure
            error.value = failure
        } finally {
            if (running === mine) isLoading.value = false
        }
    }

    watch(returns, reload, { immediate: true })
    onScopeDispose(() => running?.abort())
    return { facts, error, isLoading, reload }
}
