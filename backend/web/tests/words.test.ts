// No string that people read stands in a page, and both languages say everything.
import { describe, expect, it } from 'vitest'
import { en } from '../src/i18n/en'
import { zh } from '../src/i18n/zh'

// Each file's text by its path; the language files and what is generated aside.
const pages: Record<string, string> = import.meta.glob('../src/**/*.vue', { query: '?raw', import: 'default', eager: true })
const modules: Record<string, string> = import.meta.glob(['../src/**/*.ts', '!../src/i18n/**', '!../src/api/schema.ts'], { query: '?raw', import: 'default', eager: true })
const sources = Object.entries({ ...pages, ...modules })

function flat(words: object, before = ''): Map<string, string> {
    const all = new Map<string, string>()
    for (const [key, value] of Object.entries(words)) {
        if (typeof value === 'string') all.set(before + key, value)
        else for (const [name, text] of flat(value, `${before}${key}.`)) all.set(name, text)
    }
    return all
}

const languages = { en: flat(en), zh: flat(zh) }
const marks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([mark]) => mark).sort()
describe('words', () => {
    it('are in both languages, with the same places to fill', () => {
        expect([...languages.zh.keys()].sort()).toEqual([...languages.en.keys()].sort())
        for (const [key, text] of languages.en) expect([key, marks(languages.zh.get(key) ?? '')]).toEqual([key, marks(text)])
    })
    it('are said, not left empty, and Chinese is Chinese', () => {
        const borrowed = new Set(['app.title', 'app.language'])
        for (const [key, text] of languages.en) expect([key, text.trim() !== '' && (borrowed.has(key) || !/\p{Script=Han}/u.test(text))]).toEqual([key, true])
        for (const [key, text] of languages.zh) expect([key, borrowed.has(key) || /\p{Script=Han}/u.test(text) || !/\p{L}{2}/u.test(text.replace(/\{\w+\}/g, ''))]).toEqual([key, true])
    })
    it('have Chinese signs between Chinese', () => {
        for (const [key, text] of languages.zh) expect([key, /\p{Script=Han}[,;:!?()]|[,;:!?(]\p{Script=Han}/u.test(text)]).toEqual([key, false])
    })
    it('stand in no page: what is between tags and in attributes for people is asked of a language', () => {
        for (const [file, source] of Object.entries(pages)) {
            const template = /<template>([\s\S]*)<\/template>/.exec(source)?.[1] ?? ''
            const text = template.replace(/<!--[\s\S]*?-->/g, '').replace(/\{\{[\s\S]*?\}\}/g, '').replace(/"[^"]*"/g, '""')
            expect([file, [...text.matchAll(/>([^<>]*\p{L}{2,}[^<>]*)</gu)].map(([, words]) => words!.trim())]).toEqual([file, []])
            expect([file, [...template.matchAll(/\s(?:title|aria-label|placeholder|alt|label|empty)="([^"]*\p{L}[^"]*)"/gu)].map(([all]) => all)]).toEqual([file, []])
        }
    })
    it('signs between words are asked of a language as well', () => {
        for (const [file, source] of Object.entries(pages)) expect([file, [...source.matchAll(/\}\}[:;,(]|\(\{\{|join\('[,;] '\)/g)].map(([all]) => all)]).toEqual([file, []])
    })
    it('no Chinese stands outside of the words', () => {
        for (const [file, source] of sources) expect([file, /\p{Script=Han}/u.test(source)]).toEqual([file, false])
    })
    it('are all used', () => {
        const all = sources.map(([, source]) => source).join('\n')
        const unused = [...languages.en.keys()].filter((key) => {
            const group = key.slice(0, key.lastIndexOf('.') + 1)
            return !all.includes(`'${key}'`) && !(group !== '' && all.includes(`\`${group}\${`))
        })
        expect(unused).toEqual([])
    })
})
