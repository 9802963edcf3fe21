// Writes the styles, their legends and the pictures of the sprite.
//
//   node source/build.mjs              styles and legends into served/, pictures as SVG into ../target/styles/sprite
//   node source/build.mjs --check      writes nothing; says what in served/ is not what the sources give
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from '@maplibre/maplibre-gl-style-spec';
import coverage from './coverage.mjs';
import { SOURCE } from './ground.mjs';
import inventory from './inventory.mjs';
import { legendSvg } from './legend.mjs';
import planning from './planning.mjs';
import print from './print.mjs';
import responsibility from './responsibility.mjs';
import { PICTURES } from './sprite.mjs';

export const STYLES = [responsibility, inventory, coverage, planning, print];
const root = fileURLToPath(new URL('..', import.meta.url));
export const SERVED = `${root}served`;
export const DRAWN = `${root}../target/styles/sprite`;

/** The style as it stands in served/: complete but for the addresses, which the service fills in. */
export function template({ id, title, description, legend, layers }) {
    return {
        version: 8,
        name: `${title.zh} ${title.en}`,
        metadata: { 'riverchief:id': id, 'riverchief:title': title, 'riverchief:description': description, 'riverchief:legend': legend },
        center: [109.15, 21.55],
        zoom: 8.6,
        sprite: '/styles/sprite',
        sources: { [SOURCE]: { type: 'vector' } },
        layers: layers(),
    };
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
export const pictures = () => Object.entries(PICTURES).sort(([a], [b]) => (a < b ? -1 : 1));
/** Hash of the drawings the sprite is made of. */
export const drawings = () => sha256(pictures().map(([name, svg]) => `${name}\n${svg}`).join('\n'));

function outputs() {
    return STYLES.flatMap((style) => {
        const built = template(style);
        return [
            [`${style.id}.json`, `${format(built, 1)}\n`],
            [`${style.id}.svg`, legendSvg(built)],
            [`${style.id}.en.svg`, legendSvg(built, 'en')],
        ];
    }).concat([['sprite.sha256', `${drawings()}\n`]]);
}

function write() {
    mkdirSync(SERVED, { recursive: true });
    mkdirSync(DRAWN, { recursive: true });
    for (const [name, text] of outputs()) writeFileSync(`${SERVED}/${name}`, text);
    for (const [name, svg] of pictures()) writeFileSync(`${DRAWN}/${name}.svg`, svg);
}

export function stale() {
    return outputs().filter(([name, text]) => {
        try {
            return readFileSync(`${SERVED}/${name}`, 'utf8') !== text;
        } catch (error) {
            if (error.code === 'ENOENT') return true;
            throw error;
        }
    }).map(([name]) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    if (process.argv[2] === '--check') {
        const names = stale();
        for (const name of names) console.error(`styles/served/${name} is not what styles/source gives: run make styles and commit it`);
        process.exitCode = names.length ? 1 : 0;
    } else {
        write();
    }
}
