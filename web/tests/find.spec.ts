/** The box: names with arrow keys, and coordinates in three datums and several notations. */
import { expect, phoneTest as test, visit } from './page';

test('a name by keyboard alone', async ({ page }) => {
  await visit(page, '');
  const box = page.locator('#search');
  await box.focus();
  await page.keyboard.type('洪潮江水库');
  const options = page.getByRole('option');
  await expect(options.first()).toContainText('洪潮江水库');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/water=HCJK/);
  await expect(page.locator('.picked-heading h2')).toHaveText('洪潮江水库');
  await page.keyboard.press('Escape');
  await expect(page.locator('.sheet')).toHaveCount(0);
});

for (const [text, found] of [
  ['nlj', '南流江'],
  ['hongchaojiangshuiku', '洪潮江水库'],
  ['NLJ-0-T-450521112-B-1', '南流江常乐镇段'],
]) {
  test(`by pinyin, initials or id: ${text}`, async ({ page }) => {
    await visit(page, '');
    await page.locator('#search').fill(text as string);
    await expect(page.getByRole('option').first().locator('.result-name')).toHaveText(found as string);
    await page.keyboard.press('Escape');
  });
}

test('what isn’t there is said, with a way on', async ({ page }) => {
  await visit(page, '');
  await page.locator('#search').fill('密西西比河');
  await expect(page.locator('.result-none')).toContainText('没有找到');
});

const PASTED = [
  { text: '109.378, 21.815', option: 0, crs: undefined },
  { text: '21°48′54″N 109°22′40.8″E', option: 0, crs: undefined },
  { text: '高德 109.38257,21.8125', option: 0, crs: 'GCJ02' },
  { text: '109.38257 21.8125', option: 1, crs: 'GCJ02' },
  { text: '百度坐标 109.38906,21.81854', option: 0, crs: 'BD09' },
];

for (const { text, option, crs } of PASTED) {
  test(`coordinates as pasted: ${text}`, async ({ page }) => {
    await visit(page, '');
    await page.locator('#search').fill(text);
    await page.getByRole('option').nth(option).click();
    // The same water, by every datum: a shift of half a kilometre would leave it.
    await expect(page.locator('.contact .where')).toContainText('南流江');
    await expect(page.locator('.coordinates')).toContainText(/109\.37\d+, 21\.81\d+/);
    if (crs) await expect(page).toHaveURL(new RegExp(`crs=${crs}`));
    else await expect(page).not.toHaveURL(/crs=/);
  });
}
