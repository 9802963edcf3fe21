/** Taking data away: chosen, started, followed over a reload, downloaded, removed; and ended while it is made. */
import { statSync } from 'node:fs';
import { expect, phoneTest as test, visit } from './page';

test('layers are chosen, made into one file, taken and removed', async ({ page }) => {
  await visit(page, '?view=layers');
  const sheet = page.locator('.sheet');
  await sheet.getByRole('button', { name: '数据导出' }).click();
  await expect(sheet.getByRole('heading', { name: '数据导出', level: 2 }).first()).toBeVisible();
  const start = sheet.getByRole('button', { name: '开始导出' });
  const on = sheet.locator('.choice input:checked');
  await expect(on).toHaveCount(4);
  while ((await on.count()) > 0) await on.first().uncheck();
  await expect(start).toBeDisabled();
  await sheet.getByLabel('县（区）', { exact: true }).check();
  await sheet.locator('.filter select').first().selectOption({ label: 'CSV（zip）' });
  await start.click();
  await expect(page).toHaveURL(/view=export&from=layers&job=[0-9a-f]{32}/);
  const link = sheet.getByRole('link', { name: /^下载（\d+\.\d MB）$/ });
  await expect(link).toBeVisible();
  await expect(sheet.locator('ul')).toContainText(/counties: \d/);
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(file.suggestedFilename()).toMatch(/^counties_\d{4}-\d{2}-\d{2}\.zip$/);
  expect(statSync(await file.path()).size).toBeGreaterThan(100);
  const address = new URL(page.url()).search;
  await visit(page, '?view=layers');
  await visit(page, address);
  await expect(link).toBeVisible();
  await sheet.getByRole('button', { name: '删除' }).click();
  await expect(start).toBeVisible();
  await expect(page).not.toHaveURL(/job=/);
});

test('an export that is gone says so, in English', async ({ page }) => {
  // What isn't there is a 404, and the console of a browser says so.
  await page.route('**/v1/exports/*', (route) => route.fulfill({ json: { ...WAITING, state: 'expired' } }));
  await visit(page, '?view=export&job=0123456789abcdef0123456789abcdef&lang=en');
  const sheet = page.locator('.sheet');
  await expect(sheet.getByRole('status')).toHaveText('The file had its time and is removed.');
  await sheet.getByRole('button', { name: 'Another export' }).click();
  await expect(sheet.getByRole('button', { name: 'Start' })).toBeVisible();
  await page.unroute('**/v1/exports/*');
});

const WAITING = {
  id: '0123456789abcdef0123456789abcdef',
  state: 'running',
  progress: { features: 5, of_features: 10 },
  collections: [],
  remarks: [],
  links: [],
};

test('work under way shows how far it is, and is ended', async ({ page }) => {
  const asked: string[] = [];
  await page.route('**/v1/exports/*', (route) => {
    asked.push(route.request().method());
    return route.request().method() === 'DELETE' ? route.fulfill({ status: 204 }) : route.fulfill({ json: WAITING });
  });
  await visit(page, '?view=export&job=0123456789abcdef0123456789abcdef');
  const sheet = page.locator('.sheet');
  await expect(sheet.getByRole('progressbar')).toHaveJSProperty('position', 0.5);
  await sheet.getByRole('button', { name: '取消' }).click();
  await expect(sheet.getByRole('button', { name: '开始导出' })).toBeVisible();
  expect(asked).toContain('DELETE');
  await page.unroute('**/v1/exports/*');
});
