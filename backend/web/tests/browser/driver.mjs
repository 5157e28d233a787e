// Debian's Chromium at the pages, as a person sees them: at a size, in a language, with a theme. What a
// page may never do is watched all the time: an error on the console, a request to anybody else.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const sizes = { desktop: { width: 1366, height: 850 }, phone: { width: 390, height: 844 } }

export class Failed extends Error {}
export function expect(holds, words) {
    if (!holds) throw new Failed(words)
}

export async function startBrowser(program) {
    return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

export class Reader {
    // look: {language, size, theme}
    static async begin(browser, stand, look) {
        const reader = new Reader()
        Object.assign(reader, { stand, look, wrong: [], mayFail: false })
        reader.context = await browser.newContext({
            viewport: sizes[look.size],
            locale: look.language === 'zh' ? 'zh-CN' : 'en-GB',
            timezoneId: 'Asia/Shanghai',
            colorScheme: look.theme,
            deviceScaleFactor: 1,
            hasTouch: look.size === 'phone',
            reducedMotion: 'reduce',
        })
        reader.page = await reader.context.newPage()
        reader.page.setDefaultTimeout(20000)
        reader.watch()
        await reader.page.goto(stand.url)
        return reader
    }

    watch() {
        const note = (words) => { if (!this.mayFail) this.wrong.push(words) }
        this.page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) note(`console: ${message.text()}`) })
        this.page.on('pageerror', (error) => note(`page: ${error.message}`))
        this.page.on('dialog', (dialog) => { note(`dialog: ${dialog.message()}`); void dialog.dismiss() })
        this.page.on('request', (request) => {
            if (!request.url().startsWith(this.stand.url) && !request.url().startsWith('data:')) note(`asked somebody else: ${request.url()}`)
        })
    }

    async signIn(token) {
        await this.page.fill('#token', token)
        await this.page.keyboard.press('Enter')
        await this.page.waitForSelector('header.bar')
    }

    async open(path) {
        await this.page.goto(`${this.stand.url}/#${path}`)
        await this.settled()
    }

    // Playwright's own waitForFunction needs eval, which the policy of the pages forbids.
    async until(what, holds, argument) {
        for (let tries = 0; tries < 200; ++tries) {
            if (await this.page.evaluate(holds, argument)) return
            await this.page.waitForTimeout(100)
        }
        throw new Failed(`waited in vain: ${what}`)
    }

    // What the browser itself notes on the console of a request that is refused is no error of the page.
    async expectingRefusal(act) {
        this.mayFail = true
        await act()
        this.mayFail = false
    }

    // Everything that was asked for has come and been drawn.
    async settled() {
        await this.page.waitForTimeout(60)
        await this.page.waitForLoadState('networkidle')
        await this.until('all has come', () => document.querySelector('[data-test=loading]') === null)
        await this.page.waitForTimeout(120)
    }

    text(selector = 'main') { return this.page.locator(selector).first().innerText() }

    // A picture that is kept, and what is wrong with the page for those who hear or cannot use a mouse.
    async show(name) {
        await this.settled()
        const { language, size, theme } = this.look
        mkdirSync(this.stand.pictures, { recursive: true })
        await this.page.screenshot({ path: join(this.stand.pictures, `${name}-${size}-${language}-${theme}.png`) })
        const overflow = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        if (overflow > 0) this.wrong.push(`${name}: wider than the window by ${overflow} pixels`)
        await this.page.evaluate(axe)
        const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
        for (const one of found.violations.filter((violation) => ['serious', 'critical'].includes(violation.impact))) {
            const where = one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any.map((check) => check.message).join('; ').slice(0, 200)})`)
            this.wrong.push(`${name}: axe ${one.id}: ${one.help}: ${where.join(' | ')}`)
        }
    }

    async end() {
        await this.context.close()
        const who = `${this.look.language} ${this.look.size} ${this.look.theme}`
        return this.wrong.map((words) => `${who}: ${words}`)
    }
}
