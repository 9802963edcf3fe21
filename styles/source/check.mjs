// Checks the styles: valid after MapLibre's own validator, built from these sources, readable, explained by their legends,
// shown by their thumbnails. Says everything that is wrong and ends with 1; ends with 0 and a line of figures otherwise.
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { SERVED, STYLES, sha256, stale, template } from './build.mjs';
import { EYES, apart, ciede2000, contrast, lab } from './eyes.mjs';
import { CHIEF, GROUNDS, HALO, HAZARD, INK } from './palette.mjs';

/** ΔE2000 at which two line colours side by side are plainly two. */
const APART = 20;
const LINE_CONTRAST = 3;
const TEXT_CONTRAST = 4.5;
/** Not explained in a legend: what everything is drawn on. */
const SELF_EVIDENT = new Set(['outside', 'land']);

const wrong = [];
const must = (holds, words) => { if (!holds) wrong.push(words); };

/** Every `#RRGGBB` in a value. */
const colours = (value) => [...JSON.stringify(value ?? null).matchAll(/#[0-9a-fA-F]{6}/g)].map(([hex]) => hex);
/** Every `match` on an attribute in a value, as [attribute, label]. */
function classes(value) {
    if (!Array.isArray(value)) return [];
    const own = [];
    if (value[0] === 'match') {
        const input = JSON.stringify(value[1]);
        const attribute = input.match(/^\["get","(\w+)"\]$/)?.[1] ?? input.match(/^\["coalesce",\["get","(\w+)"\]/)?.[1];
        for (let i = 2; attribute && i < value.length - 1; i += 2) own.push([attribute, [value[i]].flat()]);
    }
    return own.concat(...value.map(classes));
}

function ciede2000IsRight() {
    // Pairs 1, 4, 14 and 20 of Sharma, Wu and Dalal (2005), the reference for implementations.
    const known = [
        [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
        [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
        [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
        [[50, 2.5, 0], [58, 24, 15], 19.4535],
    ];
    for (const [a, b, expected] of known) must(Math.abs(ciede2000(a, b) - expected) < 1e-4, `CIEDE2000 of ${a} and ${b} is ${ciede2000(a, b)}, not ${expected}`);
}

function palette() {
    let least = Infinity;
    for (const [n, a] of CHIEF.entries()) {
        for (const b of CHIEF.slice(n + 1)) {
            least = Math.min(least, apart(a, b));
            for (const eyes of EYES) {
                const distance = ciede2000(lab(a, eyes), lab(b, eyes));
                must(distance >= APART, `${a} and ${b} are only ${distance.toFixed(1)} apart for eyes with ${eyes}`);
            }
        }
    }
    must(contrast(HAZARD, INK) >= 7, 'the hazard pattern has too little contrast within');
    return least;
}

function readable(style) {
    const ids = new Set(style.layers.map((l) => l.id));
    const grounds = style.layers.filter((l) => ['outside', 'land', 'sea', 'water'].includes(l.id)).flatMap((l) => colours(l.paint));
    for (const layer of style.layers) {
        const where = `${style.name}, layer ${layer.id}`;
        // A casing or a band is not the line; what lies on an edge is seen against that edge.
        const onEdge = ids.has(layer.id.replace(/^(\w+)(-|$)/, '$1-edge$2')) || ids.has(layer.id.replace(/-(city|county|township|village)$/, '-edge-$1'));
        if (layer.type === 'line' && !/casing|-band$/.test(layer.id) && !onEdge && !/^missing-(vacant|gap)$/.test(layer.id)) {
            for (const hex of colours(layer.paint['line-color'])) {
                for (const ground of [...grounds, HALO]) must(contrast(hex, ground) >= LINE_CONTRAST, `${where}: ${hex} on ${ground} has ${contrast(hex, ground).toFixed(2)}:1`);
            }
        }
        if (layer.type === 'symbol' && layer.layout['text-field']) {
            const halo = colours(layer.paint['text-halo-color']);
            must(halo.length === 1 && layer.paint['text-halo-width'] >= 1.2, `${where}: text without a halo`);
            must(Array.isArray(layer.layout['text-font']), `${where}: text without a font`);
            for (const hex of colours(layer.paint['text-color'])) {
                for (const ground of [...grounds, ...halo]) must(contrast(hex, ground) >= TEXT_CONTRAST, `${where}: text ${hex} on ${ground} has ${contrast(hex, ground).toFixed(2)}:1`);
            }
        }
    }
}

function explained(style) {
    const legend = style.metadata['riverchief:legend'];
    const named = new Set(legend.flatMap((entry) => entry.layers));
    for (const layer of style.layers) {
        const words = layer.type === 'symbol' && !layer.layout['icon-image'];
        must(words || SELF_EVIDENT.has(layer.id) || named.has(layer.id), `${style.name}: the legend doesn't name layer ${layer.id}`);
        const painted = Object.values(layer.paint ?? {}).concat([layer.layout?.['icon-image']]);
        for (const [attribute, labels] of painted.flatMap(classes)) {
            const shown = legend.some((entry) => [entry.properties].flat().some((p) => labels.includes(p[attribute])));
            must(shown, `${style.name}: layer ${layer.id} tells ${attribute} = ${labels} apart, the legend doesn't`);
        }
    }
}

function closed(style) {
    const sprite = JSON.parse(readFileSync(`${SERVED}/sprite.json`, 'utf8'));
    const names = Object.keys(sprite);
    for (const layer of style.layers) {
        for (const image of ['icon-image', 'fill-pattern', 'line-pattern']) {
            for (const [text] of JSON.stringify(layer.layout?.[image] ?? layer.paint?.[image] ?? null).matchAll(/(?<=")(?!to-string")[a-z]+-[a-z-]*\d?(?=")/g)) {
                must(names.some((name) => name === text || name.startsWith(text)), `${style.name}: layer ${layer.id} wants the picture ${text}, the sprite has none`);
            }
        }
    }
    must(!/:\/\//.test(JSON.stringify(style)), `${style.name}: an address in the template`);
}

function valid(style) {
    const source = { ...style.sources.riverchief, tiles: ['https://river.example/{z}/{x}/{y}'], bounds: [108, 20, 110, 22], minzoom: 0, maxzoom: 14 };
    for (const glyphs of [{}, { glyphs: 'https://river.example/fonts/{fontstack}/{range}.pbf' }]) {
        const served = { ...style, ...glyphs, sprite: 'https://river.example/styles/sprite', sources: { riverchief: source } };
        for (const error of validateStyleMin(served)) must(false, `${style.name}: ${error.message}`);
    }
}

/** Thumbnails carry the hash of what they were made from. */
function shown() {
    if (!existsSync(`${SERVED}/thumbnails.sha256`)) {
        must(false, 'there are no thumbnails: run make thumbnails');
        return;
    }
    const recorded = new Map(readFileSync(`${SERVED}/thumbnails.sha256`, 'utf8').trim().split('\n').map((line) => line.split('  ').reverse()));
    for (const { id } of STYLES) {
        must(recorded.get(id) === madeFrom(id), `styles/served/${id}.png was made before the style changed: run make thumbnails and commit it`);
        const bytes = readFileSync(`${SERVED}/${id}.png`).length;
        must(bytes <= 100_000, `styles/served/${id}.png has ${bytes} bytes, over 100,000`);
    }
}

/** What a thumbnail depends on: the style and the pictures of the sprite. */
export const madeFrom = (id) => sha256(['json'].map((ending) => readFileSync(`${SERVED}/${id}.${ending}`)).concat([readFileSync(`${SERVED}/sprite@2x.png`)]).map(sha256).join(' '));

function all() {
    ciede2000IsRight();
    const least = palette();
    for (const name of stale()) must(false, `styles/served/${name} is not what styles/source gives: run make styles and commit it`);
    const styles = STYLES.map(template);
    for (const style of styles) {
        valid(style);
        closed(style);
        readable(style);
        explained(style);
    }
    shown();
    const files = readdirSync(SERVED).filter((name) => name.endsWith('.png'));
    for (const words of wrong) console.error(words);
    if (wrong.length) {
        process.exitCode = 1;
    } else {
        console.log(`${styles.length} styles, ${styles.reduce((n, s) => n + s.layers.length, 0)} layers, ${files.length} pictures; colours of chiefs at least ${least.toFixed(1)} apart on ${GROUNDS.length} grounds`);
    }
}

if (process.argv[1]?.endsWith('check.mjs')) all();
