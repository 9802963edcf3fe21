/** What an official looks for: coverage, stretches without a chief, the roster; each state in a link. */
import { expect, phoneTest as test, visit } from './page';

test('which stretches of a county have no village chief', async ({ page }) => {
  await visit(page, '?view=coverage');
  const sheet = page.locator('.sheet');
  await sheet.getByLabel('县（区）').selectOption({ label: '合浦县' });
  await sheet.getByRole('button', { name: '没有村级河长的河段' }).click();
  await expect(page).toHaveURL(/view=stretches&of=450521&seats=\.village\.UNFILLED/);
  const rows = sheet.locator('.gaps li');
  await expect(rows).toHaveCount(50);
  await expect(sheet.getByRole('status')).toContainText(/^\d+ 个河段$/);
  await expect(rows.first()).toContainText('合浦县');
  const first = (await rows.first().textContent()) ?? '';
  await sheet.getByRole('button', { name: '下一页' }).click();
  await expect(rows.first()).not.toHaveText(first);
  // Vacant seats alone, each with the stretch that waits for a chief.
  await sheet.locator('.filter select').nth(1).selectOption({ label: '暂缺' });
  await expect(rows).toHaveText([/南流江 · 合浦县石康镇示意村05.*暂缺.*村（社区）级.*K\d+\+\d{3} – K\d+\+\d{3}/]);
  await rows.first().getByRole('button').click();
  await expect(sheet.locator('.picked-heading h2')).toHaveText('南流江 · 石康镇示意村05');
  await expect(sheet.locator('.own')).toContainText('暂缺');
});

test('coverage of a county counts by level, and says how far the plan’s milestones are', async ({ page }) => {
  await visit(page, '?view=coverage&of=450521');
  const sheet = page.locator('.sheet');
  await expect(sheet.locator('tbody tr')).toHaveCount(5);
  await expect(sheet.locator('tbody tr', { hasText: '村（社区）级' }).locator('td').nth(2)).not.toHaveText('0');
  await expect(sheet.locator('.milestones li')).toHaveCount(9);
  await expect(sheet.locator('.milestones')).not.toContainText(/[A-Z]{3}/);
});

test('sharing gives the link of what is open', async ({ page }) => {
  await visit(page, '?view=roster&of=450521&seats=..VACANT');
  await page.getByRole('button', { name: '分享' }).click();
  await expect(page.locator('#share-link')).toHaveValue(/\?view=roster&of=450521&seats=\.\.VACANT$/);
  await page.getByRole('button', { name: '关闭' }).click();
  await expect(page.locator('.sheet h2')).toHaveText('河长名册');
});
