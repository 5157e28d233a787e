import { expect } from './driver.mjs'

// The advisor's list: walked through by keyboard, opened, filtered down to nothing, and back.
export async function due(reader, stand) {
    const { page } = reader
    await reader.signIn(stand.tokens.dealer)
    await reader.open('/due')
    await page.waitForSelector('.virtual-row')
    const trucks = await page.locator('.virtual-row .plate').allInnerTexts()
    expect(new Set(trucks).size === trucks.length, `a truck has two rows: ${trucks}`)
    expect(await page.locator('a.call[href^="tel:"]').count() > 0, 'nobody can be called')
    await reader.show('due')

    await page.locator('.virtual-row').first().focus()
    if (trucks.length > 1) {
        await page.keyboard.press('ArrowDown')
        expect(await page.evaluate(() => document.activeElement.dataset.index) === '1', 'the arrow keys do not walk through the list')
    }
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-test=due-detail]')
    await page.waitForTimeout(350)
    await reader.show('due-detail')
    expect((await page.locator('blockquote').innerText()).length > 10, 'nothing to say')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[data-test=due-detail]', { state: 'hidden' })

    await reader.open('/due?model=none')
    await page.waitForSelector('[data-test=empty]')
    await reader.show('due-empty')
    await reader.expectingRefusal(async () => {
        await reader.open('/due?criterion=love')
        await page.waitForSelector('[data-test=error]')
    })
    await reader.open('/due')
    await page.waitForSelector('.virtual-row')
}
