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
  await sheet.locator('.filter select').nth(1).selectOption({ label: '空缺' });
  await expect(rows).toHaveText([/南流江 · 合浦县石康镇示意村05.*空缺.*村（社区）级.*K\d+\+\d{3} – K\d+\+\d{3}/]);
  await rows.first().getByRole('button').click();
  await expect(sheet.locator('.picked-heading h2')).toHaveText('南流江 · 石康镇示意村05');
  await expect(sheet.locator('.own')).toContainText('空缺');
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

test('the roster by post, and on paper with what the map says otherwise', async ({ page }) => {
  await visit(page, '?view=roster');
  const sheet = page.locator('.sheet');
  await sheet.locator('.filter select').first().selectOption({ label: '库长' });
  await expect(sheet.locator('.posts li')).toHaveText([/洪潮江水库库长/, /旺盛江水库库长/, /小江水库库长/]);
  await expect(sheet.locator('.printed')).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(sheet.locator('.printed')).toContainText(/均为示意.*按 \d{4}-\d{2}-\d{2} 的规定 · 第 1 版数据/);
  await expect(page.locator('.tools')).toBeHidden();
  await page.emulateMedia({ media: null });
});

for (const [language, words] of Object.entries({ zh: '图例：河长责任', en: 'Legend: Responsibility' })) {
  test(`the legend is drawn, in ${language}`, async ({ page }) => {
    await visit(page, `?view=layers&lang=${language}`);
    const legend = page.getByRole('img', { name: words });
    await expect(legend).toHaveJSProperty('complete', true);
    await expect(legend).not.toHaveJSProperty('naturalWidth', 0);
  });
}

test('a distance along a river, and why there is none', async ({ page }) => {
  await visit(page, '?view=measure&ends=109.378,21.815;109.3558,21.8099');
  const sheet = page.locator('.sheet');
  await expect(sheet.locator('.measured')).toHaveText(/^沿南流江 2\.\d+ 公里$/);
  await expect(sheet).toContainText(/起点桩号 K37\+\d{3} · 终点桩号 K39\+\d{3} · 直线 2\.\d+ 公里/);
  await visit(page, '?view=measure&ends=109.3,21.7');
  await expect(sheet).toContainText('该点不在河道上');
});
