// What a page shows of the interface: what came, that it is on its way, or why it did not come.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { ApiError } from './client'
import { returns } from './connection'

export interface Resource<T> {
    data: ShallowRef<T | null>
    error: ShallowRef<ApiError | null>
    isLoading: Ref<boolean>
    reload: () => Promise<void>
}

function asApiError(error: unknown): ApiError {
    if (error instanceof ApiError) return error
    throw error
}

// Asks at once, whenever one of `sources` changes, and when the backend has come back. What was there
// stays until the new one has come: nothing jumps.
export function useResource<T>(ask: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []): Resource<T> {
    const data: ShallowRef<T | null> = shallowRef(null)
    const error: ShallowRef<ApiError | null> = shallowRef(null)
    const isLoading = ref(false)
    let running: AbortController | undefined

    async function reload() {
        running?.abort()
        const mine = new AbortController()
        running = mine
        isLoading.value = true
        try {
            data.value = await ask(mine.signal)
            error.value = null
        } catch (failure) {
            if (mine.signal.aborted) return
            error.value = asApiError(failure)
        } finally {
            if (running === mine) isLoading.value = false
        }
    }

    watch([...sources, returns], reload, { immediate: true })
    onScopeDispose(() => running?.abort())
    return { data, error, isLoading, reload }
}

export interface Page<Row> {
    items: Row[]
    next: string | null
}

export interface Feed<Row, P extends Page<Row>> {
    rows: ShallowRef<Row[]>
    first: ShallowRef<P | null>  // what stands on the first page beside its rows
    error: ShallowRef<ApiError | null>
    isLoading: Ref<boolean>
    isComplete: Ref<boolean>
    more: () => Promise<void>
    restart: () => Promise<void>
}

// The pages of a list, one after the other by their cursors; begun anew when a source changes.
export function useFeed<Row, P extends Page<Row>>(
    ask: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
    sources: WatchSource[] = [],
): Feed<Row, P> {
    const rows: ShallowRef<Row[]> = shallowRef([])
    const first: ShallowRef<P | null> = shallowRef(null)
    const error: ShallowRef<ApiError | null> = shallowRef(null)
    const isLoading = ref(false)
    const isComplete = ref(false)
    let cursor: string | undefined
    let running: AbortController | undefined

    async function take(isFirst: boolean) {
        const mine = new AbortController()
        running = mine
        isLoading.value = true
        try {
            const page = await ask(isFirst ? undefined : cursor, mine.signal)
            if (isFirst) first.value = page
            rows.value = isFirst ? page.items : [...rows.value, ...page.items]
            cursor = page.next ?? undefined
            isComplete.value = page.next === null
            error.value = null
        } catch (failure) {
            if (mine.signal.aborted) return
            error.value = asApiError(failure)
        } finally {
            if (running === mine) isLoading.value = false
        }
    }

    async function more() {
        if (!isLoading.value && !isComplete.value && error.value === null) await take(false)
    }
    async function restart() {
        running?.abort()
        isComplete.value = false
        await take(true)
    }

    watch([...sources, returns], restart, { immediate: true })
    onScopeDispose(() => running?.abort())
    return { rows, first, error, isLoading, isComplete, more, restart }
}
