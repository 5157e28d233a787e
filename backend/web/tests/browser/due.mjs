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

// More trucks than a page of the interface has rows: each is there once, and only those stand in the
// document that can be seen.
export async function long(reader, stand) {
    const { page } = reader
    await reader.signIn(stand.tokens.large)
    await reader.open('/due')
    await page.waitForSelector('.virtual-row')
    const seen = new Set()
    let most = 0
    for (let steps = 0; steps < 400; ++steps) {
        const rows = await page.locator('.virtual-row .plate').allInnerTexts()
        most = Math.max(most, rows.length)
        rows.forEach((plate) => seen.add(plate))
        const isAtEnd = await page.evaluate(() => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2)
        if (isAtEnd) await reader.settled()
        if (isAtEnd && !(await page.evaluate(() => window.scrollY + window.innerHeight < document.documentElement.scrollHeight - 2))) break
        await page.evaluate(() => window.scrollBy(0, window.innerHeight * 0.8))
        await page.waitForTimeout(20)
    }
    expect(seen.size > 390, `only ${seen.size} trucks are in the list`)
    expect(most < 60, `${most} rows stand in the document at once`)
    await reader.show('due-long-end')
    await page.locator('.virtual-row').last().focus()
    await page.keyboard.press('Home')
    await page.waitForTimeout(100)
    expect(await page.evaluate(() => document.activeElement.dataset.index) === '0', 'Home does not lead to the first truck')
    await page.keyboard.press('End')
    await page.waitForTimeout(100)
    expect(Number(await page.evaluate(() => document.activeElement.dataset.index)) > 390, 'End does not lead to the last truck')
}
