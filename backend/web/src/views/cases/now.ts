import { onScopeDispose, ref } from 'vue'

// The present moment, once a second, for clocks that run.
export function useNow() {
    const now_ms = ref(Date.now())
    const timer = window.setInterval(() => { now_ms.value = Date.now() }, 1000)
    onScopeDispose(() => window.clearInterval(timer))
    return now_ms
}
