import { expect } from './driver.mjs'

// The fleet in its colours; a truck of which nobody has heard is grey.
export async function fleet(reader, stand) {
    const { page } = reader
    await reader.signIn(stand.tokens.administrator)
    await reader.open('/fleet')
    await page.waitForSelector('.fleet-row')
    await reader.show('fleet')
    await page.click('[data-test=light-grey]')
    await reader.settled()
    expect(await page.locator('.fleet-row').count() > 0, 'no truck is grey')
    expect(await page.locator('.fleet-row .lamp:not(.grey)').count() === 0, 'the filter shows other colours')
    await reader.show('fleet-grey')
    await page.fill('input[type=search]', 'nothing is called so')
    await page.waitForSelector('[data-test=empty]')
    await page.fill('input[type=search]', '')
    await page.locator('.virtual-row').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('.truck-head')
}
