// node speed.mjs STAND.json: what a first visit costs, and how soon the first page can be used.
import { readFileSync } from 'node:fs'
import { startBrowser } from './driver.mjs'

const stand = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const browser = await startBrowser(stand.browser)
const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

async function visit(path, ready) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 850 } })
    const page = await context.newPage()
    await page.goto(stand.url)
    await page.evaluate((token) => sessionStorage.setItem('roadworthy.token', token), stand.tokens.large)
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    let bytes = 0
    const files = new Set()
    session.on('Network.responseReceived', ({ requestId, response }) => { if (!response.url.includes('/api/')) files.add(requestId) })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (files.has(requestId)) bytes += encodedDataLength })
    await page.goto('about:blank')
    const begun = Date.now()
    await page.goto(`${stand.url}/#${path}`)
    await page.waitForSelector(ready)
    const ms = Date.now() - begun
    await page.waitForLoadState('networkidle')
    await context.close()
    return { ms, bytes }
}

for (const [name, path, ready] of [['due list', '/due', '.virtual-row'], ['fleet', '/fleet', '.fleet-row'], ['cases', '/cases', '[data-test=empty], .case-card'], ['truck', '/trucks/SIM00003', 'canvas']]) {
    const visits = []
    for (let n = 0; n < 5; ++n) visits.push(await visit(path, ready))
    console.log(`${name}: usable after ${middle(visits.map((one) => one.ms))} ms, ${Math.round(middle(visits.map((one) => one.bytes)) / 1000)} kB of files`)
}
await browser.close()
