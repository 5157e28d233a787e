// node run.mjs STAND.json: every page by every reader at the real backend, in both languages, at the
// size of a desk and of a phone, light and dark. STAND.json: {url, browser, tokens, pictures}
import { readFileSync } from 'node:fs'
import { cases } from './cases.mjs'
import { due, long } from './due.mjs'
import { Failed, Reader, startBrowser } from './driver.mjs'
import { fleet } from './fleet.mjs'
import { frame, roles } from './frame.mjs'
import { manager } from './manager.mjs'
import { truck } from './truck.mjs'

const stand = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const only = process.argv[3]
const days = { frame, roles, due, long, truck, cases, fleet, manager }
const looks = [
    { language: 'zh', size: 'desktop', theme: 'light' },
    { language: 'en', size: 'desktop', theme: 'dark' },
    { language: 'en', size: 'phone', theme: 'light' },
    { language: 'zh', size: 'phone', theme: 'dark' },
]

const browser = await startBrowser(stand.browser)
const wrong = []
let pages = 0
for (const [name, day] of Object.entries(days).filter(([name]) => only === undefined || name === only)) {
    for (const look of looks) {
        const reader = await Reader.begin(browser, stand, look)
        try {
            await day(reader, stand)
        } catch (error) {
            const kind = error instanceof Failed ? '' : `${error.stack} `
            reader.wrong.push(`${name}: ${kind}${error.message}`)
            await reader.page.screenshot({ path: `${stand.pictures}/failed-${name}-${look.size}-${look.language}.png` }).catch(() => {})
        }
        wrong.push(...(await reader.end()))
        pages += 1
    }
}
await browser.close()
console.log([...wrong, `${pages} walks, ${wrong.length} wrong`].join('\n'))
process.exit(wrong.length === 0 ? 0 : 1)
