/** The notice board: complete on the page, one A4 page as PDF with its sketch, missing things named. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './page';

test.use({ viewport: { width: 1000, height: 1300 } });

test('prints on one A4 page', async ({ page }, info) => {
  await page.goto('./?view=board&segment=NLJ-0-T-450521112-B-1');
  const board = page.locator('.board');
  await expect(board.locator('h1')).toHaveText('南流江（合浦县常乐镇）');
  await expect(board.locator('img.sketch')).toBeVisible();
  await expect(board.locator('dt')).toHaveText([
    '河段概况',
    '起点',
    '终点',
    '长度',
    '监督电话',
    '制作单位',
    '日期',
    '内容版本',
  ]);
  await expect(board.locator('tbody th')).toHaveText([
    '市级',
    '市级',
    '县（区）级',
    '县（区）级',
    '乡镇（街道）级',
    '乡镇（街道）级',
  ]);
  await expect(board.locator('.board-duties')).toContainText('直接责任人');
  await expect(board.locator('.board-duties')).toContainText('到2020年');
  await expect(board.locator('.board-phone')).toHaveText('0779-0000000');
  await expect(board.locator('.board-schematic')).toContainText('示意');
  await expect(board.locator('figcaption').first()).toContainText('示意');
  await expect(board.getByRole('img', { name: /扫码/ })).toBeVisible();
  const file = info.outputPath('board.pdf');
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  const pdf = (await readFile(file)).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf) ?? [];
  // 210 by 297 mm in points.
  expect(Number(width)).toBeCloseTo(595.3, 0);
  expect(Number(height)).toBeCloseTo(841.9, 0);
  // The sketch is in it in full, and there is something on it: ground, lines, and the segment's own colour.
  const sketch = await page.evaluate(() => {
    const image = document.querySelector('img.sketch') as HTMLImageElement;
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [dark, glowing] = [0, 0];
    for (let n = 0; n < data.length; n += 4) {
      const [red, green, blue] = [data[n] as number, data[n + 1] as number, data[n + 2] as number];
      if (red < 60 && green < 80 && blue < 80) dark += 1;
      if (Math.abs(red - 255) < 9 && Math.abs(green - 183) < 9 && blue < 12) glowing += 1;
    }
    const all = data.length / 4;
    return { width: canvas.width, dark: dark / all, glowing: glowing / all };
  });
  expect(pdf).toMatch(new RegExp(`/Width ${sketch.width}\\b`));
  expect(sketch.dark).toBeGreaterThan(0.005);
  expect(sketch.glowing).toBeGreaterThan(0.005);
});

test('of a piece of a lake, with what is missing printed as missing, and not before the sketch is there', async ({
  page,
}) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((go) => {
    release = go;
  });
  await page.route('**/styles/print.json*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./?view=board&segment=LH.piece.village.450521110211');
  const board = page.locator('.board');
  const row = (name: string) => board.locator('.board-row', { hasText: name }).locator('dd');
  await expect(row('范围')).toHaveText('廉湖（示意）在合浦县石湾镇示意村11的水面');
  await expect(row('面积')).toContainText('平方公里');
  await expect(board.locator('dt', { hasText: '起点' })).toHaveCount(0);
  for (const name of ['监督电话', '日期']) await expect(row(name)).toHaveText('（未登记）');
  const village = board.locator('tbody tr', { hasText: '村（社区）级' });
  await expect(village.locator('td')).toHaveText(['河长', '可设未设', '（未登记）']);
  const print = page.getByRole('button', { name: '打印' });
  await expect(board.locator('.sketch')).toContainText('正在绘制');
  await expect(print).toBeDisabled();
  release();
  await expect(board.locator('img.sketch')).toBeVisible();
  await expect(print).toBeEnabled();
});
