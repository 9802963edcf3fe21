/** axe finds no serious violation in any view, in either language, on a phone and on a desktop. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { DESKTOP, expect, PHONE, phoneTest, test, visit } from './page';

const VIEWS = {
  start: { query: '', shows: '.hint' },
  place: { query: '?at=109.378,21.815&concern=非法采砂', shows: '.competence li' },
  'English place': { query: '?at=109.09888,21.85845&lang=en', shows: '.chain .seat' },
  segment: { query: '?segment=NLJ-0-T-450521112-B-1', shows: '.neighbours .link' },
  water: { query: '?water=BLJ', shows: '.chain .seat' },
  post: { query: '?post=RC-NLJ-450521', shows: '.tenures li' },
  layers: { query: '?view=layers', shows: '.legend' },
  date: { query: '?view=date&date=2018-07-01', shows: '.panel input' },
  measure: { query: '?view=measure&ends=109.378,21.815;109.3558,21.8099', shows: '.measured' },
  coverage: { query: '?view=coverage&of=450521', shows: '.gaps li' },
  stretches: { query: '?view=stretches&of=450521&seats=.village.UNFILLED', shows: '.gaps li' },
  roster: { query: '?view=roster&of=450521', shows: '.posts li' },
  share: { query: '?view=share&at=109.378,21.815', shows: '.qr' },
  export: { query: '?view=export', shows: '.choice' },
  board: { query: '?view=board&segment=NLJ-0-T-450521112-B-1', shows: '.board tbody tr' },
};

async function nothingGrave(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  const grave = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual(
    [],
  );
}

for (const [device, { viewport }] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  for (const [view, { query, shows }] of Object.entries(VIEWS)) {
    phoneTest(`the ${view} view is accessible on a ${device}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await visit(page, query);
      await expect(page.locator(shows).first()).toBeVisible();
      await nothingGrave(page);
    });
  }
}

test.describe('with the map drawn', () => {
  test.use(PHONE);
  test('the page is accessible', async ({ page }) => {
    await page.goto('./?at=109.378,21.815&map=13/21.815/109.378');
    await expect(page.locator('.contact h2')).toBeVisible();
    await expect(page.locator('.maplibregl-canvas')).toBeVisible();
    await nothingGrave(page);
  });
});
