/** What the card says, from a link: chain and reasons, neighbours, the day, the language, foreign parameters. */
import { expect, phoneTest as test, visit } from './page';

const RIVER = 'at=109.378,21.815';

test('the card goes from whom to call to why, and to the neighbours', async ({ page }) => {
  await visit(page, `?${RIVER}`);
  const card = page.locator('.sheet');
  await expect(card.locator('h2')).toContainText('南流江常乐镇示意村06河长');
  await expect(card.locator('.number').first()).toContainText('0779-0000000');
  await expect(card.locator('.number', { hasText: '监督电话' })).toContainText('0779-0000000');
  await expect(card.locator('.direct li')).toHaveText([/南流江北海市河长/, '南流江合浦县河长', '南流江常乐镇河长']);
  const chain = card.locator('.chain').first();
  await expect(chain.locator('.seat .level')).toHaveText(['村（社区）级', '乡镇（街道）级', '县（区）级', '市级']);
  await expect(chain.locator('.seat').nth(1).locator('.reports')).toContainText('报告 合浦县常乐镇总河长（同一人）');
  await card.getByText(/全部依据（\d+ 步）/).click();
  await expect(card.locator('.steps q', { hasText: '分级分段分片' }).first()).toBeVisible();
  await card.locator('.neighbours .link').first().click();
  await expect(page).toHaveURL(/segment=NLJ-0-V/);
  await expect(card.locator('.picked-heading h2')).toContainText('南流江');
  await page.goBack();
  await expect(card.locator('.contact h2')).toContainText('南流江常乐镇示意村06河长');
});

test('a vacant seat is said, and the level above comes first', async ({ page }) => {
  await visit(page, '?post=RC-NLJ-450521111205');
  await page.locator('.sheet .pair .link').first().click();
  await expect(page.locator('.sheet .own')).toContainText('空缺');
  await expect(page.locator('.sheet .along')).toContainText('南流江石康镇河长');
  await expect(page.locator('.sheet .along .number')).toContainText('0779-0000000');
});

test('near a boundary the other side is named with its distance', async ({ page }) => {
  await visit(page, '?at=109.07488,21.84245');
  await expect(page.locator('.alternatives li')).toContainText(/米外为/);
});

test('a border river has another chief on the other bank', async ({ page }) => {
  await visit(page, '?segment=BLJ-0-D-450512-L-1');
  const opposite = page.locator('.neighbours .pair', { hasText: '对岸' });
  await opposite.getByRole('button').first().click();
  await expect(page).toHaveURL(/segment=BLJ-0-D-\d+-R-1/);
});

test('a joint conference names its convener', async ({ page }) => {
  await visit(page, '?at=109.378001,21.533993');
  await expect(page.locator('.conference')).toContainText('召集人：白龙江（示意）银海区河长');
});

test('the law of another day, and back', async ({ page }) => {
  await visit(page, `?${RIVER}&date=2017-01-01`);
  await expect(page.locator('.notice-day')).toContainText('2017-01-01');
  await expect(page.locator('.seat-filled')).toHaveCount(0);
  await page.getByRole('button', { name: '回到今天' }).click();
  await expect(page.locator('.seat-filled').first()).toBeVisible();
  await expect(page).not.toHaveURL(/date=/);
});

test('foreign parameters are dropped, ours are kept', async ({ page }) => {
  await page.goto(`./?utm_source=wechat&${RIVER}&fbclid=x&lang=en`);
  await expect(page.locator('.contact h2')).toContainText('Call first');
  const address = new URL(page.url());
  expect([...address.searchParams.keys()].filter((name) => name !== 'map')).toEqual(['at', 'lang']);
});

test('English by a switch, and back', async ({ page }) => {
  await visit(page, `?${RIVER}`);
  await expect(page.locator('.contact .call')).toHaveText('首先联系');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await expect(page.locator('.contact .call')).toHaveText('Call first');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('.direct h3')).toHaveText('Directly responsible');
  // Reasons by rule; what was found here and the plan's own words stay Chinese, and are marked so.
  const reasons = page.locator('.reasons');
  await expect(reasons).toContainText('Every unit that such a river passes has a segment and a chief');
  await expect(reasons.locator('q').first()).toHaveAttribute('lang', 'zh');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.locator('.contact .call')).toHaveText('首先联系');
});

test('a stretch of several villages lists them from upstream on; a village’s names its own chief', async ({ page }) => {
  await visit(page, '?segment=NLJ-0-T-450521112-B-1');
  const villages = page.locator('.along li');
  await expect(villages.first()).toBeVisible();
  expect(await villages.count()).toBeGreaterThan(3);
  const starts = (await villages.locator('.fine').allTextContents()).map((text) => {
    const [, km, m] = /K(\d+)\+(\d+)/.exec(text) ?? [];
    return Number(km) * 1000 + Number(m);
  });
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  // The township's own card names no village as the one to call.
  await expect(page.locator('.sheet .chain .level', { hasText: '村（社区）级' })).toHaveCount(0);
  await villages.first().getByRole('button').click();
  await expect(page).toHaveURL(/segment=NLJ-0-V-/);
  await expect(page.locator('.sheet .own')).toBeVisible();
});
