import { expect } from './driver.mjs'

// One truck that lives, one of which nobody has ever heard, one that is somebody else's.
export async function truck(reader, stand) {
    const { page } = reader
    await reader.signIn(stand.tokens.dealer)
    await reader.open('/trucks/SIM00001')
    await page.waitForSelector('canvas')
    expect(await page.locator('.meter').count() >= 2, 'odometer and engine hours are not shown')
    expect(await page.locator('.due-item').count() > 0, 'nothing is planned')
    await reader.show('truck')
    await page.evaluate(() => window.scrollTo(0, 760))
    await reader.show('truck-below')
    await reader.open('/trucks/ODDTRK00')
    await page.waitForSelector('.truck-head')
    expect((await reader.text('.truck-head')).includes('<script>'), 'a name with a tag in it is not shown as it is')
    await reader.show('truck-unheard')
    await reader.expectingRefusal(async () => {
        await reader.open('/trucks/SIM00003')
        await page.waitForSelector('[data-test=error]')
    })
    expect(!(await reader.text('main')).includes('T7H'), 'the truck of another dealer is shown')
}
