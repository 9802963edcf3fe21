/** Taking data away: chosen, started, followed over a reload, downloaded, looked into, removed; refused; ended while it is made. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** What is in a zip: GeoJSON and the note. */
function unzipped(file: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
    const list = execFileSync('python3', ['-m', 'zipfile', '-l', file], { encoding: 'utf8' });
    const names = list.match(/^\S+\.(geojson|json)(?=\s)/gm) ?? [];
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a chosen unit is taken, filtered and rounded, and nothing of its neighbours', async ({ page }) => {
  await visit(page, '?view=layers');
  await visit(page, '?unit=450521&view=export&take=townships,posts');
  const sheet = page.locator('.sheet');
  const layer = (name: string) => sheet.getByRole('checkbox', { name, exact: true });
  const choice = (name: string) => sheet.getByRole('combobox', { name });
  await expect(layer('任期')).toBeVisible();
  await choice('范围').selectOption({ label: '所选行政区：合浦县' });
  // Nothing in a tenure says where it is.
  await expect(layer('任期')).toHaveCount(0);
  await expect(layer('岗位')).toBeChecked();
  await choice('格式').selectOption({ label: 'GeoJSON（zip）' });
  await sheet.getByText('更多选项').click();
  await choice('坐标精度').selectOption({ label: '约 10 厘米（经纬度 6 位小数）' });
  await choice('坐标系').selectOption({ label: 'CGCS2000 3° 带 108E（EPSG:4545）' });
  await expect(choice('坐标精度').locator('option:checked')).toHaveText('约 10 厘米（取整到 0.1 米）');
  await choice('坐标系').selectOption('');
  await sheet.getByRole('textbox', { name: /^筛选条件/ }).fill("name LIKE '西%'");
  await sheet.getByRole('button', { name: '开始导出' }).click();
  const link = sheet.getByRole('link', { name: /^下载/ });
  await expect(link).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const files = unzipped(await file.path());
  expect(Object.keys(files).sort()).toEqual(['manifest.json', 'posts.geojson', 'townships.geojson']);
  const note = JSON.parse(files['manifest.json'] ?? '');
  expect([note.request.unit, note.request.precision, note.request.bbox]).toEqual(['450521', 6, undefined]);
  const read = (name: string) => JSON.parse(files[name] ?? '').features;
  const towns = read('townships.geojson');
  expect(towns.map((town: { properties: { name: string } }) => town.properties.name)).toEqual(['西场镇']);
  const numbers: number[] = towns[0].geometry.coordinates.flat(Number.POSITIVE_INFINITY);
  const off = numbers.filter((number) => Number(number.toFixed(6)) !== number);
  expect(off.length, 'vertices that stay where a ring would break').toBeLessThan(numbers.length / 100);
  const posts: string[] = read('posts.geojson').map((post: { properties: { unit: string } }) => post.properties.unit);
  expect(posts.length).toBeGreaterThan(3);
  expect(posts.filter((of) => !of.startsWith('450521'))).toEqual([]);
  await sheet.getByRole('button', { name: '删除' }).click();
});

test('a filter that a layer cannot take is refused where it stands, with what it could name', async ({
  page,
  phone,
}) => {
  phone.heard.expected.push(/status of 400/);
  await visit(page, '?view=layers');
  await visit(page, '?view=export&take=townships&lang=en');
  const sheet = page.locator('.sheet');
  await sheet.getByText('More options').click();
  const filter = sheet.getByRole('textbox', { name: /^Filter/ });
  await filter.fill('colour = 1');
  await sheet.getByRole('button', { name: 'Start export' }).click();
  const alert = sheet.getByRole('alert');
  await expect(alert).toContainText('The layer “Townships”');
  await expect(alert).toContainText('There is no property “colour”');
  await expect(alert.getByText('There is no property')).toBeInViewport({ ratio: 1 });
  await expect(alert).toContainText(/Available fields: code, name, level/);
  await filter.fill("name LIKE '南%' AND");
  await sheet.getByRole('button', { name: 'Start export' }).click();
  await expect(alert).toContainText(/The filter isn't CQL2: at 1:\d+ \(line:column\)/);
  await expect(page).not.toHaveURL(/job=/);
});

test('an export that is gone says so, in English', async ({ page }) => {
  // What isn't there is a 404, and the console of a browser says so.
  await page.route('**/v1/exports/*', (route) => route.fulfill({ json: { ...WAITING, state: 'expired' } }));
  await visit(page, '?view=export&job=0123456789abcdef0123456789abcdef&lang=en');
  const sheet = page.locator('.sheet');
  await expect(sheet.getByRole('status')).toHaveText('The file has expired.');
  await sheet.getByRole('button', { name: 'New export' }).click();
  await expect(sheet.getByRole('button', { name: 'Start export' })).toBeVisible();
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
