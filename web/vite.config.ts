/** What is built: one page, hashed assets, and beside each what brotli and gzip make of it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Packing MapLibre as small as it gets takes seconds, and it seldom changes. */
const KEPT = 'node_modules/.cache/packed';

async function kept(bytes: Buffer, ending: string, pack: (bytes: Buffer) => Promise<Buffer>): Promise<Buffer> {
  const file = `${KEPT}/${createHash('sha256').update(bytes).digest('hex')}${ending}`;
  const before = await readFile(file).catch(() => undefined);
  if (before) return before;
  const packed = await pack(bytes);
  await mkdir(KEPT, { recursive: true });
  await writeFile(file, packed);
  return packed;
}

/** Packs every asset once; the service sends what the browser understands. */
function packed(): Plugin {
  const brotli = (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
  const zip = (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 });
  return {
    name: 'packed',
    apply: 'build',
    enforce: 'post',
    // Once everything is written as it will be served: earlier, other plugins still have their say.
    async writeBundle({ dir }, bundle) {
      const assets = Object.keys(bundle).filter((name) => !/\.(html|txt|png)$/.test(name));
      await Promise.all(
        assets.map(async (name) => {
          const file = join(dir ?? '', name);
          const bytes = await readFile(file);
          await writeFile(`${file}.br`, await kept(bytes, '.br', brotli));
          await writeFile(`${file}.gz`, await kept(bytes, '.gz', zip));
        }),
      );
    },
  };
}

export default defineConfig({
  // The page says in <base> under which prefix it is served.
  base: './',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.txt' },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  plugins: [packed()],
});
