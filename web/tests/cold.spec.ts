/** The first answer after a cold load: what was transferred, and when it could be read. */
import { expect, PHONE, test } from './page';

test.use(PHONE);

const AIM_BYTES = 600_000;

test('the first answer costs no more than 600 kB', async ({ page }, info) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const begun = Date.now();
  await page.goto('./?at=109.378,21.815');
  await expect(page.locator('.contact h2')).toContainText('南流江');
  const answered = Date.now() - begun;
  await expect(page.locator('.map[data-idle]')).toBeVisible();
  const drawn = Date.now() - begun;
  // The worker is another target: what it was loaded with is known to the page's timing alone.
  const worker = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry.name.endsWith('.mjs'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0),
  );
  const whole = bytes + worker;
  const measured = `answer after ${answered} ms, map after ${drawn} ms, ${Math.round(whole / 1000)} kB`;
  info.annotations.push({ type: 'cold load', description: measured });
  console.log(measured);
  expect(whole).toBeGreaterThan(300_000);
  expect(whole).toBeLessThan(AIM_BYTES);
});
