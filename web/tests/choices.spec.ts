/** What a finger chooses in the card and the panels: a concern, a day, layers, a link to share; each stands in the address. */
import type { Page } from '@playwright/test';
import { drawn, expect, PHONE, phoneTest, test, visit } from './page';

const RIVER = 'at=109.378,21.815';

/** Opens the present address as somebody else would, and gives what is asked of the service. */
async function openedAgain(page: Page, shows: string): Promise<void> {
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(page.locator(shows).first()).toBeVisible();
}

test.describe('on a phone', () => {
  test.use(PHONE);

  test('a concern: who is competent, with the duty and the task behind it, also by link', async ({ page }) => {
    await page.goto(`./?${RIVER}`);
    const concern = page.locator('.concern');
    await expect(concern.locator('.competence')).toHaveCount(0);
    await concern.locator('select').selectOption('非法采砂');
    await expect(page).toHaveURL(/concern=%E9%9D%9E%E6%B3%95%E9%87%87%E7%A0%82/);
    const units = concern.locator('.competence > .departments > li');
    const named = async () => (await units.locator('summary').allInnerTexts()).map((text) => text.trim());
    await expect(units).not.toHaveCount(0);
    const all = await named();
    expect(all.join()).toContain('水利局');
    // The duty of a unit, in the plan's words.
    await expect(units.first().locator('details p')).toBeHidden();
    await units.first().locator('summary').tap();
    await expect(units.first().locator('details p')).toBeVisible();
    await openedAgain(page, '.competence li');
    expect(await named()).toEqual(all);
    await expect(concern.locator('select')).toHaveValue('非法采砂');
    await concern.locator('select').selectOption('船舶污染');
    await expect.poll(async () => (await named()).join()).toContain('海事局');
    await concern.locator('select').selectOption('');
    await expect(concern.locator('.competence')).toHaveCount(0);
    await expect(page).not.toHaveURL(/concern=/);
  });

  test('a day: the answer of that day, also by link, and back to today', async ({ page }) => {
    await page.goto(`./?${RIVER}`);
    await expect(page.locator('.contact h2')).toContainText('首先联系');
    await page.getByRole('button', { name: '日期' }).tap();
    await page.locator('input[type=date]').fill('2018-01-15');
    await expect(page).toHaveURL(/date=2018-01-15/);
    await page.getByRole('button', { name: '关闭' }).tap();
    // The village seats were made in March.
    await expect(page.locator('.contact h2')).toContainText('南流江常乐镇河长');
    await expect(page.locator('.coordinates')).toContainText('按 2018-01-15 的规定');
    await openedAgain(page, '.notice-day');
    await expect(page.locator('.contact h2')).toContainText('南流江常乐镇河长');
    await page.getByRole('button', { name: '回到今天' }).tap();
    await expect(page.locator('.contact h2')).toContainText('示意村06河长');
    await expect(page).not.toHaveURL(/date=/);
  });

  test('layers: what is hidden is gone from the map and comes back, and another map has another legend', async ({
    page,
  }) => {
    // Of the map alone.
    const clip = { x: 0, y: 120, width: 300, height: 250 };
    const shot = async () => {
      await drawn(page);
      return page.screenshot({ clip });
    };
    await page.goto('./?view=layers&map=12.5/21.87/109.1');
    const whole = await shot();
    await page.getByLabel('水库水域、陆域').tap();
    await expect(page).toHaveURL(/hide=zones/);
    const without = await shot();
    expect(without.equals(whole)).toBe(false);
    await openedAgain(page, '.legend');
    await expect(page.getByLabel('水库水域、陆域')).not.toBeChecked();
    expect((await shot()).equals(without)).toBe(true);
    await page.getByLabel('水库水域、陆域').tap();
    await expect(page).not.toHaveURL(/hide=/);
    expect((await shot()).equals(whole)).toBe(true);
    await page.getByLabel('覆盖缺口').tap();
    await expect(page).toHaveURL(/style=coverage/);
    await expect(page.getByRole('img', { name: '图例：覆盖缺口' })).toHaveJSProperty('complete', true);
    expect((await shot()).equals(whole)).toBe(false);
  });

  test('sharing: the link is copied, and opens the same on another device', async ({ page, context, browser }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`./?${RIVER}&concern=非法采砂&date=2019-03-15&lang=en`);
    await expect(page.locator('.competence li').first()).toBeVisible();
    await page.getByRole('button', { name: 'Share' }).tap();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    // The link follows the map, which is still on its way to the river.
    await expect(page.locator('#share-link')).toHaveValue(/map=12\.50/);
    await page.getByRole('button', { name: 'Copy the link' }).tap();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(await page.locator('#share-link').inputValue());
    const other = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    const there = await other.newPage();
    await there.goto(link);
    await expect(there.locator('.notice-day')).toContainText('2019-03-15');
    await expect(there.locator('.competence li').first()).toBeVisible();
    await expect(there.locator('.contact .call')).toHaveText('Call first');
    await other.close();
  });
});

phoneTest('where the clipboard is closed, as without https, a link is copied all the same', async ({ page }) => {
  await visit(page, `?view=share&${RIVER}`);
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }));
  await page.getByRole('button', { name: '复制链接' }).tap();
  await expect(page.getByRole('button', { name: '已复制' })).toBeVisible();
});
