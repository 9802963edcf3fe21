/** The notice board: complete on the page, one A4 page as PDF, missing things named. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './page';

test.use({ viewport: { width: 1000, height: 1300 } });

test('prints on one A4 page', async ({ page }, info) => {
  await page.goto('./?view=board&segment=NLJ-0-T-450521112-B-1');
  const board = page.locator('.board');
  await expect(board.locator('h1')).toHaveText('南流江（合浦县常乐镇）');
  await expect(board.locator('img.sketch')).toBeVisible({ timeout: 30_000 });
  await expect(board.locator('tbody th')).toHaveText([
    '市级',
    '市级',
    '县（区）级',
    '县（区）级',
    '乡镇（街道）级',
    '乡镇（街道）级',
  ]);
  await expect(board.locator('.board-phone')).toHaveText('0779-0000000');
  await expect(board.locator('.board-schematic')).toContainText('示意');
  await expect(board.getByRole('img', { name: /扫码/ })).toBeVisible();
  const file = info.outputPath('board.pdf');
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  const pdf = (await readFile(file)).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf) ?? [];
  // 210 by 297 mm in points.
  expect(Number(width)).toBeCloseTo(595.3, 0);
  expect(Number(height)).toBeCloseTo(841.9, 0);
});
