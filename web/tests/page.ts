/** A page whose console must stay clean and whose requests must stay at home, and words for what tests do with it. */
import { test as base, expect, type Page } from '@playwright/test';

export { expect };

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 };
export const LANDSCAPE = { ...PHONE, viewport: { width: 844, height: 390 } };
export const DESKTOP = { viewport: { width: 1920, height: 1080 } };

/** Chromium's software renderer says so of itself; nothing of the page's. */
const DRIVER = /GL Driver Message|GroupMarkerNotSet|software WebGL/;

interface Watched {
  /** Origins besides the service's own that the policy is to let through. */
  allowed: string[];
  /** What the console may say in a test about trouble. */
  expected: RegExp[];
}

interface Heard extends Watched {
  console: string[];
  foreign: string[];
}

/** Notes what a page says and whom it asks. */
export function listen(page: Page, home: string): Heard {
  const heard: Heard = { allowed: [], expected: [], console: [], foreign: [] };
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (!DRIVER.test(message.text())) heard.console.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => heard.console.push(String(error)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== home && !heard.allowed.includes(origin))
      heard.foreign.push(request.url());
  });
  return heard;
}

export function quiet(heard: Heard): void {
  const unexpected = heard.console.filter((line) => !heard.expected.some((known) => known.test(line)));
  expect(unexpected, 'the console').toEqual([]);
  expect(heard.foreign, 'requests to other origins').toEqual([]);
}

/** Every test has a page of its own, and its console must be clean at the end. */
export const test = base.extend<{ watched: Watched }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const heard = listen(page, new URL(baseURL ?? '').origin);
      await use(heard);
      quiet(heard);
    },
    { auto: true },
  ],
});

/** What a map is drawn by; a board's sketch is another. */
const MAP_STYLES = /\/styles\/(responsibility|inventory|coverage|planning)\.json/;

/**
 * Tests of one file about what stands beside the map share a phone on which the map is still on its way: drawing it takes
 * longer than all that is asked of the rest.
 */
export const phoneTest = base.extend<{ page: Page }, { phone: { page: Page; heard: Heard } }>({
  phone: [
    async ({ browser }, use) => {
      const home = new URL(process.env.PAGE_URL ?? '').href;
      const context = await browser.newContext({
        ...PHONE,
        baseURL: home,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      });
      await context.route(MAP_STYLES, () => undefined);
      const page = await context.newPage();
      const heard = listen(page, new URL(home).origin);
      await page.goto('./');
      await use({ page, heard });
      await context.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ phone }, use) => {
    await phone.page.setViewportSize(PHONE.viewport);
    await use(phone.page);
    quiet(phone.heard);
  },
});

/** Goes to an address of the page as the back button would, without loading it again. */
export async function visit(page: Page, query: string): Promise<void> {
  await page.evaluate((search) => {
    history.pushState(null, '', location.pathname + search);
    dispatchEvent(new PopStateEvent('popstate'));
  }, query);
}

/** Opens an address of the page and waits until the map is drawn. */
export async function open(page: Page, query: string): Promise<void> {
  await page.goto(`./${query}`);
  await drawn(page);
}

export async function drawn(page: Page): Promise<void> {
  // The first map of a world waits for the shapes of its zoom to be made.
  await expect(page.locator('.map[data-idle]')).toBeVisible({ timeout: 60_000 });
}

/** Taps the middle of the map, where `map=` put the place that is meant. */
export async function tap(page: Page, at: { lon: number; lat: number }, zoom = 14): Promise<void> {
  await open(page, `?map=${zoom}/${at.lat}/${at.lon}`);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  if (width < 900) await page.touchscreen.tap(width / 2, height / 2);
  else await page.mouse.click(width / 2, height / 2);
}
