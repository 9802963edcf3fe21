/**
 * The ten tasks of somebody new, as docs/PAGE.md has them: taps counted, seconds taken from the first tap to what was wanted.
 * Each begins at the page's bare address on a phone, and taps what is to be seen.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, open, PHONE, test } from './page';

test.use(PHONE);

interface Place {
  lon: number;
  lat: number;
}

class Hand {
  taps = 0;
  private begun = 0;
  constructor(readonly page: Page) {}

  private count(taps: number): void {
    this.begun ||= Date.now();
    this.taps += taps;
  }

  async tap(what: Locator): Promise<void> {
    this.count(1);
    await what.tap();
  }

  button(name: string): Promise<void> {
    return this.tap(this.page.getByRole('button', { name }).first());
  }

  /** Into the box at the top, and the result that is meant. */
  async search(text: string, result: string | RegExp): Promise<void> {
    await this.tap(this.page.locator('#search'));
    await this.page.keyboard.insertText(text);
    await this.tap(this.page.getByRole('option').filter({ hasText: result }).first());
  }

  /** Opens a list, and picks. */
  async choose(list: Locator, label: string): Promise<void> {
    this.count(2);
    await list.selectOption({ label });
  }

  /** Where a place is on the screen, by the camera in the address; it has to be on the part of the map that nothing covers. */
  async tapMap(place: Place): Promise<void> {
    await expect(this.page.locator('.map[data-idle]')).toBeVisible({ timeout: 60_000 });
    const [zoom, lat, lon] = (new URL(this.page.url()).searchParams.get('map') ?? '').split('/').map(Number) as [
      number,
      number,
      number,
    ];
    const world = 512 * 2 ** zoom;
    const y = (degrees: number) => (Math.asinh(Math.tan((degrees * Math.PI) / 180)) / (2 * Math.PI)) * world;
    const at = { x: 195 + ((place.lon - lon) / 360) * world, y: 422 - (y(place.lat) - y(lat)) };
    const under = await this.page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.tagName, at);
    expect(under, `${JSON.stringify(at)} is on the map`).toBe('CANVAS');
    this.count(1);
    await this.page.touchscreen.tap(at.x, at.y);
  }

  /** The map has come to what was picked: its camera stands in the address. */
  async arrived(zoom: RegExp): Promise<void> {
    await expect(this.page).toHaveURL(zoom);
  }

  done(task: string, most: number): void {
    console.log(`${task}: ${this.taps} taps, ${((Date.now() - this.begun) / 1000).toFixed(1)} s`);
    expect(this.taps).toBeLessThanOrEqual(most);
  }
}

const RIVER = { lon: 109.378, lat: 21.815 };

async function begin(page: Page): Promise<Hand> {
  await open(page, '');
  return new Hand(page);
}

test('1 dead fish at 109.378, 21.815: whom to call', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('109.378, 21.815', 'WGS 84');
  await expect(page.locator('.contact h2')).toContainText('南流江常乐镇示意村06河长');
  await expect(page.locator('.number-first')).toHaveAttribute('href', 'tel:07790000000');
  await expect(page.locator('.number-first')).toBeInViewport({ ratio: 1 });
  hand.done('1 dead fish', 2);
});

test('2 sand mining on the 南流江 at 常乐镇: which departments', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('常乐镇', /^村镇\s*常乐镇/);
  await hand.arrived(/map=11\.2/);
  await hand.tapMap(RIVER);
  await expect(page.locator('.contact .where')).toContainText('南流江');
  await hand.choose(page.locator('#concern'), '非法采砂');
  await expect(page.locator('.competence')).toContainText('水利局');
  hand.done('2 sand mining', 5);
});

test('3 which stretches of 合浦县 have no village chief', async ({ page }) => {
  const hand = await begin(page);
  await hand.button('覆盖');
  await hand.choose(page.getByLabel('县（区）'), '合浦县');
  await hand.button('没有村级河长的河段');
  await expect(page.locator('.gaps li')).toHaveCount(50);
  await expect(page.locator('.sheet [role=status]')).toHaveText(/^\d+ 个河段$/);
  hand.done('3 stretches without a village chief', 4);
});

test('4 print the notice board of the 南流江 in 常乐镇', async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => document.body.setAttribute('data-printed', '');
  });
  const hand = await begin(page);
  await hand.search('南流江常乐镇', /^河段/);
  await hand.button('打印公示牌');
  await expect(page.locator('.board h1')).toContainText('南流江（合浦县常乐镇）');
  await hand.button('打印');
  await expect(page.locator('body[data-printed]')).toBeAttached();
  hand.done('4 notice board', 4);
});

test('5 how far along the 南流江 between two places', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('常乐镇', /^村镇\s*常乐镇/);
  await hand.arrived(/map=11\.2/);
  await hand.button('测距');
  await hand.tapMap(RIVER);
  await expect(page.locator('.sheet')).toContainText('请点击同一条河道上的终点');
  await hand.tapMap({ lon: 109.4141, lat: 21.8478 });
  await expect(page.locator('.measured')).toHaveText(/^沿南流江 5\.\d+ 公里$/);
  hand.done('5 distance along a river', 5);
});

test('6 who answers for the water of 洪潮江水库, and who for its shore', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('洪潮江水库', /^河湖\s*洪潮江水库/);
  await hand.arrived(/map=11\.2/);
  await hand.tapMap({ lon: 109.11, lat: 21.872 });
  await expect(page.locator('.contact h2')).toContainText('洪潮江水库库长');
  await hand.tapMap({ lon: 109.122, lat: 21.855 });
  await expect(page.locator('.contact .tag')).toHaveText('水库陆域');
  await expect(page.locator('.direct')).toContainText('洪潮江水库合浦县河长');
  hand.done('6 reservoir', 4);
});

test('7 a complaint with coordinates copied from 高德', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('109.38257, 21.8125', '高德');
  await expect(page.locator('.contact .where')).toContainText('南流江');
  hand.done('7 GCJ-02', 2);
});

test('8 who was chief of 洪潮江 in 乌家镇 on 15 April 2019', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('洪潮江乌家镇河长', '洪潮江乌家镇河长');
  await hand.button('日期');
  await hand.tap(page.locator('input[type=date]'));
  await page.locator('input[type=date]').fill('2019-04-15');
  await hand.button('关闭');
  await expect(page.locator('.held')).toContainText('空缺');
  hand.done('8 another day', 5);
});

test('9 the vacant seats of 合浦县, as a link for a colleague', async ({ page }) => {
  const hand = await begin(page);
  await hand.button('名册');
  await hand.tap(page.locator('.links').getByRole('button', { name: '合浦县' }));
  await hand.choose(page.locator('.filter select').nth(2), '空缺');
  await expect(page.locator('.posts li').first()).toContainText('空缺');
  await hand.button('分享');
  await expect(page.locator('#share-link')).toHaveValue(/view=roster&of=450521&seats=\.\.VACANT/);
  hand.done('9 link to vacant seats', 5);
});

test('10 who answers on the other bank of 白龙江, and who convenes its conference', async ({ page }) => {
  const hand = await begin(page);
  await hand.search('白龙江', /^河湖\s*白龙江/);
  await expect(page.locator('.conference')).toContainText('召集人：');
  await hand.arrived(/map=9\.5/);
  // Over the whole river a finger covers several villages: the first tap brings it nearer.
  await hand.tapMap({ lon: 109.378001, lat: 21.533993 });
  await hand.arrived(/map=12\.5/);
  await hand.tapMap({ lon: 109.378001, lat: 21.533993 });
  await expect(page.locator('.neighbours .pair', { hasText: '对岸' }).getByRole('button').first()).toBeVisible();
  hand.done('10 border river', 4);
});
