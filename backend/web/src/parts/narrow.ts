import { onScopeDispose, ref } from 'vue'

// As wide as a phone? The same width as in the style sheets.
export function useNarrow() {
    const query = window.matchMedia('(max-width: 720px)')
    const isNarrow = ref(query.matches)
    const note = () => { isNarrow.value = query.matches }
    query.addEventListener('change', note)
    onScopeDispose(() => query.removeEventListener('change', note))
    return isNarrow
}
