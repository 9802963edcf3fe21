/** A slow or broken network, news from the service, a base map from elsewhere. */
import { expect, PHONE, test } from './page';

test.use(PHONE);

const RIVER = './?at=109.378,21.815';

test('while the answer is on its way a skeleton stands there, and a new question cancels the old one', async ({
  page,
}) => {
  const cancelled: string[] = [];
  page.on('requestfailed', (request) => cancelled.push(request.url()));
  // The first is never answered.
  await page.route('**/v1/chiefs/at?*lon=109.378*', () => undefined);
  await page.goto(RIVER);
  await expect(page.locator('.waiting .skeleton').first()).toBeVisible();
  await page.locator('#search').fill('109.09888,21.87045');
  await page.getByRole('option').first().click();
  await expect(page.locator('.contact h2')).toContainText('洪潮江水库库长');
  await expect.poll(() => cancelled.some((url) => url.includes('lon=109.378'))).toBe(true);
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
  await expect(page.locator('.trouble')).toContainText('服务繁忙');
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.locator('.contact h2')).toContainText('洪潮江水库库长');
});

test('what an old link names and nobody knows any more is said in the reader’s language, with a way on', async ({
  page,
  watched,
}) => {
  watched.expected.push(/40[04]/);
  await page.goto('./?segment=NOPE-1');
  await expect(page.locator('.trouble')).toContainText('没有该编号');
  await page.goto('./?segment=NOPE-1&lang=en');
  await expect(page.locator('.trouble')).toContainText('There is no record with this id');
  await page.goto('./?at=109.378,21.815&concern=没有这一类');
  await expect(page.locator('.trouble')).toContainText('链接中的“concern”无法识别');
  await page.getByRole('button', { name: '去掉该项后重新查询' }).tap();
  await expect(page.locator('.contact h2')).toContainText('南流江');
});

const NEWS = {
  epoch: { now: '{"edition":1,"epoch":37,"version":"a"}', says: '日期已变更' },
  edition: { now: '{"edition":2,"epoch":1,"version":"a"}', says: '数据有了新版本' },
};

for (const [what, { now, says }] of Object.entries(NEWS)) {
  test(`a new ${what} is noticed and said`, async ({ page }) => {
    await page.route('**/v1/events', (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: `retry: 100000\nevent: world\ndata: {"edition":1,"epoch":36,"version":"a"}\n\nevent: world\ndata: ${now}\n\n`,
      }),
    );
    await page.goto('./');
    await expect(page.locator('.notice-news')).toContainText(says);
    await expect(page.getByRole('button', { name: '更新本页' })).toBeVisible();
  });
}

test('on an insecure origin it says why there is no position', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
  await page.goto('./');
  await page.getByRole('button', { name: '定位' }).click();
  await expect(page.locator('.locate-said')).toContainText('https');
});

test('a position of the device is asked about', async ({ page, context }) => {
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: 109.378, latitude: 21.815, accuracy: 12 });
  await page.goto('./');
  await page.getByRole('button', { name: '定位' }).click();
  await expect(page.locator('.contact h2')).toContainText('南流江');
  await expect(page.locator('.locate-said')).toContainText('12 米');
});

test('a place or a day that there is not is said, and nothing is asked instead', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('./?at=999,999&date=2018-02-30');
  await expect(page.locator('.notice-unread')).toContainText('at、date');
  expect(asked.filter((url) => url.includes('/v1/chiefs/at'))).toEqual([]);
  await page.locator('#search').fill('109.378,21.815');
  await page.getByRole('option').first().click();
  await expect(page.locator('.contact h2')).toContainText('南流江');
  await expect(page.locator('.notice-unread')).toHaveCount(0);
});
