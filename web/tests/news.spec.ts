/**
 * A page that stays open while the day or the world changes: the program itself, its clock at midnight, another world at its address.
 * `tests/it/page.rs` says where program, worlds and clock are.
 */
import type { Page } from '@playwright/test';
import { drawn, expect, PHONE, test } from './page';
import { BadGateway, Service, StandingClock } from './service';

const { NEWS_WORLD: WORLD = '', NEWS_NEXT_WORLD: NEXT_WORLD = '', NEWS_CLOCK: CLOCK = '' } = process.env;
const HOME = process.env.PAGE_URL ?? '';
const PORT = Number(new URL(HOME).port);

test.use(PHONE);

let service: Service | undefined;
test.afterEach(() => service?.stop());

/** The part of tile addresses that stands for edition, epoch and world. */
function tilesOf(page: Page): Set<string> {
  const seen = new Set<string>();
  page.on('request', (request) => {
    const url = new URL(request.url());
    const [, law] = /^\/(e\d+\/\d+)\/[^/]+\/\d+\/\d+\/\d+$/.exec(url.pathname) ?? [];
    if (law) seen.add(`${law} ${url.searchParams.get('v')}`);
  });
  return seen;
}

async function reload(page: Page): Promise<void> {
  const asked = page.waitForRequest('**/v1/chiefs/at?**');
  await page.getByRole('button', { name: '更新本页' }).tap();
  await asked;
  await drawn(page);
}

test('midnight, when a chief’s tenure ends', async ({ page }) => {
  const clock = new StandingClock(CLOCK);
  clock.set('2019-02-28 23:59:59');
  service = await Service.start(WORLD, PORT, clock);
  const tiles = tilesOf(page);
  await page.goto('./?at=109.12564481,21.73889433');
  const township = page.locator('.chain .seat', { has: page.locator('.post', { hasText: '洪潮江乌家镇河长' }) });
  await expect(township).toContainText('合浦县乌家镇镇长');
  await drawn(page);
  const before = [...tiles];
  expect(before).toHaveLength(1);
  await expect(page.locator('.notice-news')).toHaveCount(0);

  clock.set('2019-03-01 00:00:00');
  await expect(page.locator('.notice-news')).toContainText('日期已变更');
  // Nothing changes under a reader's eyes.
  await expect(township).toContainText('合浦县乌家镇镇长');
  tiles.clear();
  await reload(page);
  await expect(township).toContainText('自 2019-03-01 起空缺');
  await expect(page.locator('.notice-news')).toHaveCount(0);
  expect([...tiles]).toHaveLength(1);
  expect([...tiles]).not.toEqual(before);
});

test('another world after a new start, behind a proxy that says 502 meanwhile', async ({ page, watched }) => {
  watched.expected.push(/502|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  service = await Service.start(WORLD, PORT);
  const tiles = tilesOf(page);
  await page.goto('./?at=109.378,21.815');
  const first = page.locator('.contact');
  await expect(first).toContainText('0779-0000000');
  await drawn(page);
  const before = [...tiles];
  expect(before).toHaveLength(1);

  await service.stop();
  const gateway = await BadGateway.on(PORT);
  // The stream was refused: a browser leaves it at that.
  await expect.poll(() => gateway.asked).toBeGreaterThan(0);
  await gateway.close();
  service = await Service.start(NEXT_WORLD, PORT);
  // Both are edition 1, and have the same epochs.
  await expect(page.locator('.notice-news')).toContainText('数据有了新版本');
  await expect(first).toContainText('0779-0000000');
  tiles.clear();
  await reload(page);
  await expect(first).toContainText('0779-1234567');
  expect([...tiles]).toHaveLength(1);
  expect([...tiles]).not.toEqual(before);
  const [law] = (before[0] as string).split(' ');
  expect([...tiles][0]).toContain(`${law} `);
});
