// Chinese and English are equal first languages: each has a file of its own a subject, and a word that
// is missing in one of them does not compile.
import { watch } from 'vue'
import { createI18n } from 'vue-i18n'
import { locale } from '@/preferences'
import { en } from './en'
import { zh } from './zh'

export type Words = typeof en

declare module 'vue-i18n' {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    export interface DefineLocaleMessage extends Words {}
}

export const i18n = createI18n<[Words], 'en' | 'zh', false>({
    legacy: false,
    locale: locale.value,
    fallbackLocale: 'en',
    messages: { en, zh },
})
watch(locale, (chosen) => { i18n.global.locale.value = chosen })
