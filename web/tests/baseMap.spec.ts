/**
 * A base map for real: the service with `--base-map-url`, a host of tiles beside it, and the browser between them.
 * `tests/it/page.rs` starts two services, one whose map the browser asks itself and one with a key.
 */
import type { Page } from '@playwright/test';
import { expect, listen, open, quiet, test } from './page';
import { DOT, GREATEST_ZOOM, MARKED, SQUARE, TileHost } from './tileHost';

const DIRECT = process.env.PAGE_URL ?? '';
const KEYED = process.env.KEYED_PAGE_URL ?? '';
const PORT = Number(process.env.TILE_HOST_PORT);
const KEY = process.env.TILE_HOST_KEY ?? '';
const ORIGIN = `http://127.0.0.1:${PORT}`;
const CREDIT = '测试底图（某测绘局） · 审图号：桂S（2026）1号';

let host: TileHost;
test.beforeAll(async () => {
  host = await TileHost.on(PORT);
});
test.afterAll(() => host.close());
// Wide enough for the card to stand beside the place.
test.use({ viewport: { width: 1000, height: 600 } });

const PLACE = `at=${MARKED.lon.toFixed(6)},${MARKED.lat.toFixed(6)}`;
/** One pixel is 1.1 m. */
const QUERY = `?${PLACE}&map=16/${MARKED.lat}/${MARKED.lon}`;

interface Patch {
  left: number;
  top: number;
  right: number;
  bottom: number;
  count: number;
}

/** Where on the screen pixels of a colour are. */
async function patch(page: Page, { red, green, blue }: { red: number; green: number; blue: number }): Promise<Patch> {
  const shot = (await page.screenshot()).toString('base64');
  return page.evaluate(
    async ([data, r, g, b]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
      const found = { left: image.width, top: image.height, right: -1, bottom: -1, count: 0 };
      for (let n = 0; n < pixels.length; n += 4) {
        const away = Math.max(
          Math.abs((pixels[n] as number) - r),
          Math.abs((pixels[n + 1] as number) - g),
          Math.abs((pixels[n + 2] as number) - b),
        );
        if (away > 12) continue;
        const [x, y] = [(n / 4) % image.width, Math.floor(n / 4 / image.width)];
        found.left = Math.min(found.left, x);
        found.right = Math.max(found.right, x + 1);
        found.top = Math.min(found.top, y);
        found.bottom = Math.max(found.bottom, y + 1);
        found.count += 1;
      }
      return found;
    },
    [shot, red, green, blue] as const,
  );
}

const middle = ({ left, top, right, bottom }: Patch) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

/** The page's own mark of the place asked about. */
const OURS = { red: 214, green: 40, blue: 40 };

async function lieOnOneAnother(page: Page): Promise<void> {
  const square = await patch(page, SQUARE);
  // 18 pixels of the greatest zoom, each four on the screen; the outermost are mixed with the ground.
  for (const side of [square.right - square.left, square.bottom - square.top]) {
    expect(side).toBeGreaterThan(64);
    expect(side).toBeLessThan(75);
  }
  const [theirs, upper, ours] = [middle(square), middle(await patch(page, DOT)), middle(await patch(page, OURS))];
  for (const [a, b] of [
    [theirs, ours],
    [theirs, upper],
  ] as const) {
    expect(Math.hypot(a.x - b.x, a.y - b.y), 'pixels, each 1.1 m').toBeLessThan(2);
  }
}

test('a map that browsers ask themselves lies in its place, and the policy is open for its origin alone', async ({
  page,
  watched,
}) => {
  watched.allowed.push(ORIGIN);
  const document = await page.request.get(DIRECT, { headers: { accept: 'text/html' } });
  const strict = await page.request.get(KEYED, { headers: { accept: 'text/html' } });
  const [policy, unopened] = [document, strict].map((answer) => answer.headers()['content-security-policy'] ?? '');
  expect(unopened).not.toContain('http');
  expect(policy).toBe(
    unopened
      ?.replace("img-src 'self'", `img-src 'self' ${ORIGIN}`)
      .replace("connect-src 'self'", `connect-src 'self' ${ORIGIN}`),
  );
  await open(page, QUERY);
  await expect(page.locator('.contact h2')).toBeVisible();
  await expect(page.locator('.credit')).toContainText(CREDIT);
  await lieOnOneAnother(page);
  expect(new Set(host.asked.map(({ map }) => map))).toEqual(new Set(['ground', 'names']));
  expect(Math.max(...host.asked.map(({ z }) => z))).toBe(GREATEST_ZOOM);
  // Whoever hides it has our own ground back, and its credit goes with it.
  await page.getByRole('button', { name: '图层' }).click();
  await page.getByLabel('底图').uncheck();
  await expect(page.locator('.credit')).not.toContainText('测试底图');
  await expect(page).toHaveURL(/hide=base/);
  await expect.poll(async () => (await patch(page, SQUARE)).count).toBe(0);
});

test('a map with a key comes through the service, and browsers see neither key nor host', async ({ browser }) => {
  host.asked.length = 0;
  const context = await browser.newContext({ baseURL: KEYED, viewport: { width: 1000, height: 600 }, locale: 'zh-CN' });
  const page = await context.newPage();
  const heard = listen(page, new URL(KEYED).origin);
  const seen: string[] = [];
  const bodies: Promise<unknown>[] = [];
  page.on('response', (response) => {
    seen.push(response.url(), JSON.stringify(response.headers()));
    // The stream of events has no end to wait for.
    if (/json|html|javascript|css/.test(response.headers()['content-type'] ?? ''))
      bodies.push(response.text().then((body) => seen.push(body)));
  });
  await open(page, QUERY);
  await expect(page.locator('.contact h2')).toBeVisible();
  await expect(page.locator('.credit')).toContainText(CREDIT);
  await lieOnOneAnother(page);
  await Promise.all(bodies);
  expect(seen.some((text) => text.includes('/v1/base-map/1/'))).toBe(true);
  expect(seen.filter((text) => text.includes(KEY) || text.includes(ORIGIN))).toEqual([]);
  expect(host.asked.length).toBeGreaterThan(3);
  for (const { query, headers, z } of host.asked) {
    expect(query.get('tk')).toBe(KEY);
    expect(z).toBeLessThanOrEqual(GREATEST_ZOOM);
    // Nothing of the visitor's goes on.
    expect(Object.keys(headers).sort()).toEqual(['accept', 'host', 'user-agent']);
    expect(headers['user-agent']).toMatch(/^riverchief\//);
  }
  quiet(heard);
  await context.close();
});
