/** A slow or broken network, news from the service, a base map from elsewhere. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import { expect, PHONE, test } from './page';

test.use(PHONE);

const RIVER = './?at=109.378,21.815';

test('while the answer is on its way a skeleton stands there, and a new question cancels the old one', async ({
  page,
}) => {
  const cancelled: string[] = [];
  page.on('requestfailed', (request) => cancelled.push(request.url()));
  let first = true;
  await page.route('**/v1/chiefs/at?**', async (route) => {
    if (!first) return route.continue();
    first = false;
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await route.continue().catch(() => undefined);
  });
  await page.goto(RIVER);
  await expect(page.locator('.waiting .skeleton').first()).toBeVisible();
  await page.locator('#search').fill('109.09888,21.87045');
  await page.getByRole('option').first().click();
  await expect(page.locator('.contact h2')).toContainText('洪潮江水库库长');
  expect(cancelled.some((url) => url.includes('lon=109.378'))).toBe(true);
});

test('a service at its limit is asked again; one that stays away can be asked again by hand', async ({
  page,
  watched,
}) => {
  watched.expected.push(/503|ERR_FAILED/);
  let refusals = 1;
  await page.route('**/v1/chiefs/at?**', (route) => {
    refusals -= 1;
    if (refusals >= 0)
      return route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"busy"}' });
    return route.continue();
  });
  await page.goto(RIVER);
  await expect(page.locator('.contact h2')).toContainText('南流江');
  refusals = 4;
  await page.locator('#search').fill('109.09888,21.87045');
  await page.getByRole('option').first().click();
  await expect(page.locator('.trouble')).toContainText('服务正忙');
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.locator('.contact h2')).toContainText('洪潮江水库库长');
});

test('a new epoch is noticed and said', async ({ page }) => {
  await page.route('**/v1/events', (route) =>
    route.fulfill({
      contentType: 'text/event-stream',
      body: 'retry: 100000\nevent: world\ndata: {"edition":1,"epoch":36}\n\nevent: world\ndata: {"edition":1,"epoch":37}\n\n',
    }),
  );
  await page.goto('./');
  await expect(page.locator('.notice-news')).toContainText('日期变了');
  await expect(page.getByRole('button', { name: '更新本页' })).toBeVisible();
});

test('on an insecure origin it says why there is no position', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
  await page.goto('./');
  await page.getByRole('button', { name: '我在哪里' }).click();
  await expect(page.locator('.locate-said')).toContainText('https');
});

test('a position of the device is asked about', async ({ page, context }) => {
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: 109.378, latitude: 21.815, accuracy: 12 });
  await page.goto('./');
  await page.getByRole('button', { name: '我在哪里' }).click();
  await expect(page.locator('.contact h2')).toContainText('南流江');
  await expect(page.locator('.locate-said')).toContainText('12 米');
});

/** One grey pixel as a PNG. */
function pixel(): Buffer {
  const crcTable = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = ((crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
    return whole;
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 0x99]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('a base map comes through the service, under our own layers, with its approval number', async ({
  page,
  baseURL,
}) => {
  // The operator's host; what the service fetches for the page is played by the route.
  const asked: string[] = [];
  const host = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/png' });
    response.end(pixel());
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const { port } = host.address() as AddressInfo;
  await page.route('**/v1/page-config', async (route) => {
    const config = await (await route.fetch()).json();
    const tiles = [`${new URL('v1/base-map/0/', baseURL).href}{z}/{x}/{y}`];
    const base_map = {
      tiles,
      tile_size: 256,
      datum: 'cgcs2000',
      attribution: '测试底图',
      approval_number: 'GS（2026）0001号',
      max_zoom: 12,
      origin: null,
    };
    await route.fulfill({ json: { ...config, base_map } });
  });
  await page.route('**/v1/base-map/**', async (route) => {
    const response = await route.fetch({ url: `http://127.0.0.1:${port}${new URL(route.request().url()).pathname}` });
    await route.fulfill({ response });
  });
  await page.goto('./?map=11/21.8/109.3');
  await expect(page.locator('.credit')).toContainText('测试底图 · GS（2026）0001号');
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.getByRole('button', { name: '图层' }).click();
  await page.getByLabel('底图').uncheck();
  await expect(page.locator('.credit')).not.toContainText('测试底图');
  await expect(page).toHaveURL(/hide=base/);
  host.close();
});
