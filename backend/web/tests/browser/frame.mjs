import { expect } from './driver.mjs'

// Signing in with what is no token, then with one; language and theme; a page that is not there; the
// backend away and back.
export async function frame(reader, stand) {
    const { page } = reader
    await reader.show('sign-in')
    await page.keyboard.press('Enter')
    expect((await page.locator('#token-wrong').innerText()).length > 3, 'an empty token is taken without a word')
    await reader.expectingRefusal(async () => {
        await page.fill('#token', 'nonsense')
        await page.keyboard.press('Enter')
        await reader.until('a wrong token is refused', () => document.querySelector('#token-wrong').textContent.length > 3)
    })
    await reader.signIn(stand.tokens.administrator)
    await reader.settled()

    const heading = () => page.locator('h1').first().innerText()
    const before = await heading()
    await page.click('[data-test=language]')
    expect((await heading()) !== before, 'the language does not change')
    await page.click('[data-test=language]')
    expect((await heading()) === before, 'the language does not change back')
    const dark = () => page.evaluate(() => document.documentElement.classList.contains('dark'))
    const wasDark = await dark()
    await page.click('[data-test=theme]')
    expect((await dark()) !== wasDark, 'the theme does not change')
    await page.click('[data-test=theme]')

    await reader.open('/nowhere')
    await reader.show('missing')
    await offline(reader)
    await page.reload()
    await page.waitForSelector('header.bar')  // the token lives as long as the tab
    await page.click('[data-test=sign-out]')
    await page.waitForSelector('#token')
    expect(await page.evaluate(() => sessionStorage.length === 0), 'a token is kept after signing out')
}

async function offline(reader) {
    const { page } = reader
    await reader.open('/due')
    await reader.expectingRefusal(async () => {
        await reader.context.setOffline(true)
        await page.waitForSelector('[data-test=away]')
        await reader.show('away')
        await reader.context.setOffline(false)
        await page.waitForSelector('[data-test=away]', { state: 'detached' })
    })
    await reader.settled()
}

// A customer sees his own pages, and by no address those of staff.
export async function roles(reader, stand) {
    await reader.signIn(stand.tokens.customer)
    await reader.settled()
    const links = await reader.page.locator('nav a').allInnerTexts()
    expect(links.length > 0, 'a customer has no page')
    expect(!(await reader.text('body')).includes('SIM00003'), 'a customer sees the truck of another one')
    await reader.open('/manager')
    expect(await reader.page.locator('[data-test=nav-manager]').count() === 0, 'a customer is led to the page of staff')
    expect(await reader.page.locator('.notice a').count() === 1, 'a customer gets the page of staff')
}
