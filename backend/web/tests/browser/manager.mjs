import { expect } from './driver.mjs'

// Every figure, with its table; the tabs by keyboard; a table as a file.
export async function manager(reader, stand) {
    const { page } = reader
    await reader.signIn(stand.tokens.administrator)
    await reader.open('/manager')
    await page.waitForSelector('table')
    await reader.show('manager-availability')
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.table-tools button').first().click()])
    expect(file.suggestedFilename() === 'availability.csv', 'the table cannot be saved')
    await page.selectOption('[data-test=group]', 'truck')
    await reader.settled()
    expect((await reader.text('table')).includes('鲁A10001'), 'the availability of trucks is not shown')
    await page.focus('#tab-availability')
    for (const figure of ['faults', 'compliance', 'load', 'scorecard', 'alerts']) {
        await page.keyboard.press('ArrowRight')
        await page.waitForSelector(`#tab-${figure}[aria-selected=true]`)
        await reader.show(`manager-${figure}`)
    }
}
