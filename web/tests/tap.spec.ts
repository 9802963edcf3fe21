/** A tap on the map: whom to call first, for every kind of place. */
import type { Page } from '@playwright/test';
import { DESKTOP, expect, LANDSCAPE, open, PHONE, tap, test } from './page';

const RIVER = {
  what: '南流江',
  lon: 109.378,
  lat: 21.815,
  status: '河湖范围内',
  first: '南流江常乐镇示意村06河长',
  says: '此处在南流江范围内',
};
const PLACES = [
  RIVER,
  {
    what: '水库水域',
    lon: 109.09888,
    lat: 21.87045,
    status: '水库水域',
    first: '洪潮江水库库长',
    says: '由水库库长直接负责',
  },
  {
    what: '水库陆域',
    lon: 109.09888,
    lat: 21.85845,
    status: '水库陆域',
    first: '洪潮江水库星岛湖镇示意村08河长',
    says: '陆域（库区沿岸）',
  },
  {
    what: '旱地',
    lon: 109.3,
    lat: 21.7,
    status: '附近没有河湖',
    first: '合浦县石康镇总河长',
    says: '由所在行政区总河长负总责',
  },
  { what: '海上', lon: 109, lat: 21.3, status: '海域', first: undefined, says: '海域不设河长' },
];

for (const [device, { use, places }] of Object.entries({
  phone: { use: PHONE, places: PLACES },
  'phone on its side': { use: LANDSCAPE, places: [RIVER] },
  desktop: { use: DESKTOP, places: [RIVER] },
})) {
  test.describe(device, () => {
    test.use(use);
    for (const { what, lon, lat, status, first, says } of places) {
      test(`a tap on ${what}`, async ({ page }, info) => {
        await tap(page, { lon, lat });
        const card = page.locator('.sheet');
        await expect(card.locator('.contact .where .tag')).toHaveText(status);
        await expect(card.locator('.summary')).toContainText(says);
        if (first === undefined) await expect(card.locator('h2')).toHaveText('没有可联系的河长');
        else await expect(card.locator('h2')).toContainText(first);
        await expect(page).toHaveURL(/at=/);
        // Positions are schematic, and the map says so.
        await expect(page.locator('.credit')).toContainText('示意图');
        await expect(page.locator('.maplibregl-ctrl-scale')).toHaveText(/^\d+\s(米|公里)$/);
        // Whom to call is read without scrolling.
        await expect(card.locator('.contact h2')).toBeInViewport({ ratio: 1 });
        if (first) await expect(card.locator('.number').first()).toBeInViewport({ ratio: 1 });
        await page.screenshot({ path: info.outputPath(`${device}-${what}.png`) });
      });
    }
  });
}

/** Holds the next question to the service; what is returned lets it go, and waits until its answer would have been shown. */
async function holdFirst(page: Page): Promise<() => Promise<void>> {
  let release: (() => void) | undefined;
  await page.route('**/v1/**', async (route) => {
    if (!release) await new Promise<void>((go) => (release = go));
    await route.continue().catch(() => undefined);
  });
  return async () => {
    release?.();
    await page.waitForTimeout(500);
  };
}

const MIDDLE = { x: PHONE.viewport.width / 2, y: PHONE.viewport.height / 2 };

test.describe('a finger', () => {
  test.use(PHONE);

  test('beside a line means the river, by one request that the answer states the distance of', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\/v1\/(chiefs|segments)\//.test(request.url())) asked.push(request.url());
    });
    // Zoom 12: 16 pixels are some 280 m, and the place lies well outside the water.
    await tap(page, { lon: 109.378, lat: 21.8175 }, 12);
    await expect(page.locator('.contact h2')).toContainText('南流江');
    await expect(page.locator('.note').first()).toContainText(/点击范围按 28\d 米计算/);
    const at = asked.filter((url) => url.includes('/chiefs/at'));
    expect(at).toHaveLength(1);
    expect(at[0]).toMatch(/tolerance_px=16&zoom=12/);
    // A link gives the same answer.
    await expect(page).toHaveURL(/tap=16,12/);
    await page.reload();
    await expect(page.locator('.note').first()).toContainText(/点击范围按 28\d 米计算/);
  });

  test('over the whole city brings the map nearer before it names a village', async ({ page }) => {
    await tap(page, { lon: 109.378, lat: 21.815 }, 10);
    await expect(page.locator('.map-said')).toContainText('请再次点击');
    await expect(page.locator('.sheet')).toHaveCount(0);
    await expect(page).toHaveURL(/map=12\.50\/21\.8/);
    await page.touchscreen.tap(MIDDLE.x, MIDDLE.y);
    await expect(page.locator('.contact h2')).toContainText('南流江');
    await expect(page.locator('.map-said')).toHaveCount(0);
  });

  test('that taps again is answered for its last place, however late the first answer comes', async ({ page }) => {
    await open(page, '?map=14/21.815/109.378');
    // Whatever a tap asks first is late.
    const late = await holdFirst(page);
    await page.touchscreen.tap(MIDDLE.x, MIDDLE.y);
    await expect(page.locator('.waiting').first()).toBeVisible();
    // 150 pixels north: off the river.
    await page.touchscreen.tap(MIDDLE.x, MIDDLE.y - 150);
    await expect(page.locator('.contact .where .tag')).not.toHaveText('河湖范围内');
    const said = await page.locator('.contact').textContent();
    await late();
    expect(await page.locator('.contact').textContent()).toBe(said);
  });

  test('is told when there is no answer, and no other place is asked instead', async ({ page, watched }) => {
    watched.expected.push(/ERR_FAILED/);
    await open(page, '?map=12/21.8175/109.378');
    const asked = new Set<string>();
    await page.route('**/v1/**', (route) => {
      asked.add(route.request().url());
      return route.abort();
    });
    await page.touchscreen.tap(MIDDLE.x, MIDDLE.y);
    await expect(page.locator('.trouble')).toBeVisible({ timeout: 15_000 });
    expect([...asked]).toHaveLength(1);
    expect([...asked][0]).toContain('/v1/chiefs/at?');
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: '重试' }).click();
    await expect(page.locator('.contact h2')).toContainText('南流江');
  });

  test('leaves a panel alone that was opened since', async ({ page }) => {
    await open(page, '?map=12/21.8175/109.378');
    const late = await holdFirst(page);
    await page.touchscreen.tap(MIDDLE.x, MIDDLE.y);
    await expect(page.locator('.waiting').first()).toBeVisible();
    await page.getByRole('button', { name: '图层' }).tap();
    await late();
    await expect(page.locator('.sheet h2').first()).toContainText('图层');
  });
});

test.describe('a mouse', () => {
  test.use(DESKTOP);
  test('measures along a river by two clicks', async ({ page }) => {
    await open(page, '?view=measure&map=13/21.815/109.378');
    const { width, height } = DESKTOP.viewport;
    await page.mouse.click(width / 2, height / 2);
    await expect(page.locator('.sheet')).toContainText('南流江');
    // Zoom 13 has 11,651 pixels a degree; the second place lies 0.0222° west and 0.0051° south.
    await page.mouse.click(width / 2 - 259, height / 2 + 64);
    await expect(page.locator('.measured')).toHaveText(/^沿南流江 2\.\d+ 公里$/);
    await expect(page).toHaveURL(/ends=109\.37\d+,21\.81\d+;109\.35\d+,21\.8\d+/);
  });
});
