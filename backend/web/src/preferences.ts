// What a reader has chosen for this browser: language and theme.
import { computed, ref, watch } from 'vue'
import type { Locale } from './dates'

type Theme = 'light' | 'dark'
const place = 'roadworthy.'

function kept<T extends string>(name: string, known: readonly T[], usual: T) {
    const found = localStorage.getItem(place + name) as T | null
    const value = ref(found !== null && known.includes(found) ? found : usual)
    watch(value, (chosen) => localStorage.setItem(place + name, chosen))
    return value
}

const wantsChinese = navigator.languages.find((tag) => /^(zh|en)\b/.test(tag))?.startsWith('zh') ?? true
const wantsDark = window.matchMedia('(prefers-color-scheme: dark)').matches

export const locale = kept<Locale>('language', ['zh', 'en'], wantsChinese ? 'zh' : 'en')
export const theme = kept<Theme>('theme', ['light', 'dark'], wantsDark ? 'dark' : 'light')
export const isDark = computed(() => theme.value === 'dark')

watch(locale, (chosen) => { document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en' }, { immediate: true })
watch(isDark, (dark) => document.documentElement.classList.toggle('dark', dark), { immediate: true })
