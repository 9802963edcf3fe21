// The legend of a style, drawn from its own layers: each sample is what the layer's filter and paint give for the sample's
// properties, worked out by MapLibre's own evaluator. A legend can't disagree with its map.
import { featureFilter, latest, normalizePropertyExpression } from '@maplibre/maplibre-gl-style-spec';
import { inEnglish } from './english.mjs';
import { PICTURES } from './sprite.mjs';

const GEOMETRY = { line: 2, area: 3, point: 1 };
const ROW = 26;
const LEFT = 16;
const SWATCH = 46;
const SMALL = 22;
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The value of a layer's property for a feature; the default where the layer doesn't set it. */
export function valueOf(layer, group, name, zoom, feature) {
    const spec = latest[`${group}_${layer.type}`][name];
    const given = layer[group]?.[name] ?? spec.default;
    if (given === undefined) return undefined;
    const value = normalizePropertyExpression(given, `${layer.id}.${name}`, spec).evaluate({ zoom }, feature);
    return value?.name ?? value;
}

const colour = (value) => {
    const [r, g, b, a] = value.rgb;
    const hex = [r, g, b].map((v) => Math.round(v * 255).toString(16).padStart(2, '0')).join('');
    return { hex: `#${hex}`, alpha: a };
};
const inside = (name) => {
    if (!PICTURES[name]) throw new Error(`no picture ${name}`);
    return PICTURES[name].replace(/^<svg[^>]*>/, '').replace(/<\/svg>\n$/, '');
};
const size = (name) => PICTURES[name].match(/width="(\d+)" height="(\d+)"/).slice(1).map(Number);
const number = (value) => String(Math.round(value * 100) / 100);

/** Draws samples and collects the patterns they need. */
class Drawing {
    patterns = new Map();

    pattern(name, scale, y) {
        const [width, height] = size(name);
        const id = `p-${name}${scale === 1 ? '' : `-${Math.round(scale * 100)}`}${y === undefined ? '' : `-${Math.round(y * 100)}`}`;
        const at = y === undefined ? '' : ` y="${number(y)}"`;
        this.patterns.set(id, `<pattern id="${id}"${at} width="${number(width * scale)}" height="${number(height * scale)}" patternUnits="userSpaceOnUse"><g transform="scale(${number(scale)})">${inside(name)}</g></pattern>`);
        return `url(#${id})`;
    }

    line(get, x, y, width) {
        const thick = get('line-width');
        const middle = y + get('line-offset');
        const image = get('line-pattern');
        const opacity = get('line-opacity');
        if (image) {
            const [, height] = size(image);
            const top = middle - thick / 2;
            return `<rect x="${x}" y="${number(top)}" width="${width}" height="${number(thick)}" fill="${this.pattern(image, thick / height, top)}"/>`;
        }
        const { hex, alpha } = colour(get('line-color'));
        const dashes = get('line-dasharray');
        const dash = dashes ? ` stroke-dasharray="${dashes.map((d) => number(d * thick)).join(' ')}"` : '';
        return `<path d="M${x} ${number(middle)}h${width}" stroke="${hex}" stroke-width="${number(thick)}"${dash}${opacity * alpha < 1 ? ` opacity="${number(opacity * alpha)}"` : ''}/>`;
    }

    edge(get, x, y, width) {
        const { hex, alpha } = colour(get('line-color'));
        const dashes = get('line-dasharray');
        const dash = dashes ? ` stroke-dasharray="${dashes.map((d) => number(d * get('line-width'))).join(' ')}"` : '';
        return `<rect x="${x}" y="${y - 9}" width="${width}" height="18" fill="none" stroke="${hex}" stroke-width="${number(get('line-width'))}"${dash}${alpha < 1 ? ` opacity="${number(alpha)}"` : ''}/>`;
    }

    fill(get, x, y, width) {
        const image = get('fill-pattern');
        const opacity = get('fill-opacity');
        const paint = image ? this.pattern(image, 1) : colour(get('fill-color')).hex;
        return `<rect x="${x}" y="${y - 9}" width="${width}" height="18" fill="${paint}"${opacity < 1 ? ` opacity="${number(opacity)}"` : ''}/>`;
    }

    icon(name, scale, x, y, width) {
        const [w, h] = size(name);
        return `<g transform="translate(${number(x + width / 2 - (w * scale) / 2)} ${number(y - (h * scale) / 2)}) scale(${number(scale)})">${inside(name)}</g>`;
    }

    sample(style, entry, x, y, width) {
        const type = GEOMETRY[entry.sample];
        const drawn = [];
        for (const id of entry.layers) {
            const layer = style.layers.find((l) => l.id === id);
            if (!layer) throw new Error(`legend of ${style.name}: no layer ${id}`);
            if (entry.zoom < (layer.minzoom ?? 0) || entry.zoom >= (layer.maxzoom ?? 25)) continue;
            for (const properties of [entry.properties].flat()) {
                const feature = { type: layer.type === 'symbol' ? 1 : type, properties };
                const passes = layer.filter ? featureFilter(layer.filter, `${layer.id}.filter`).filter({ zoom: entry.zoom }, feature) : true;
                // Symbols stand on lines too: their filter may ask for either.
                const passesAsLine = layer.type === 'symbol' && layer.filter && featureFilter(layer.filter, `${layer.id}.filter`).filter({ zoom: entry.zoom }, { ...feature, type: 2 });
                if (!passes && !passesAsLine) continue;
                const paint = (name) => valueOf(layer, 'paint', name, entry.zoom, feature);
                if (layer.type === 'line') drawn.push(entry.sample === 'area' ? this.edge(paint, x, y, width) : this.line(paint, x, y, width));
                if (layer.type === 'fill') drawn.push(this.fill(paint, x, y, width));
                if (layer.type === 'symbol' && drawn.length === 0) {
                    drawn.push(this.icon(valueOf(layer, 'layout', 'icon-image', entry.zoom, feature), valueOf(layer, 'layout', 'icon-size', entry.zoom, feature), x, y, width));
                }
            }
        }
        if (drawn.length === 0) throw new Error(`legend of ${style.name}: nothing is drawn for “${entry.label}”`);
        return drawn.join('');
    }
}

/** The rows: entries without a label of their own stand beside the one before. */
export function rows(entries) {
    const found = [];
    for (const entry of entries) {
        if (entry.label === '') found.at(-1).push(entry);
        else found.push([entry]);
    }
    return found;
}

/** `language` is `zh` or `en`; names of levels stay as long as they need to. */
export function legendSvg(style, language = 'zh') {
    const drawing = new Drawing();
    const { 'riverchief:title': title, 'riverchief:legend': legend } = style.metadata;
    const land = style.layers.find((l) => l.id === 'land').paint['fill-color'];
    const groups = rows(legend);
    const said = (label) => (language === 'zh' ? label : inEnglish(label));
    const heading = language === 'zh' ? `${title.zh} · 图例` : `${title.en} · legend`;
    const textX = LEFT + Math.max(SWATCH, ...groups.filter((g) => g.length > 1).map((g) => g.length * (SMALL + 3))) + 12;
    const lines = groups.map((entries, n) => {
        const y = 62 + n * ROW;
        const wide = entries.length > 1 ? SMALL : SWATCH;
        const samples = entries.map((entry, i) => drawing.sample(style, entry, LEFT + i * (SMALL + 3), y, wide)).join('');
        return `${samples}<text x="${textX}" y="${y + 5}">${escape(said(entries[0].label))}</text>`;
    });
    // A Chinese character is as wide as the type is high, a Latin one half of that and a little more.
    const perCharacter = language === 'zh' ? 14 : 7.6;
    const longest = Math.max(...groups.map(([e]) => said(e.label).length));
    const width = Math.ceil(textX + longest * perCharacter) + 16;
    const height = 62 + lines.length * ROW + 8;
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" lang="${language === 'zh' ? 'zh-CN' : 'en'}" role="img" aria-label="${escape(language === 'zh' ? `${title.zh}图例` : heading)}" font-family="'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif" font-size="14" fill="#111">`,
        `<defs>${[...drawing.patterns.values()].join('')}</defs>`,
        `<rect width="${width}" height="${height}" fill="${land}"/>`,
        `<text x="${LEFT}" y="32" font-size="17" font-weight="700">${escape(heading)}</text>`,
        ...lines,
        '</svg>\n',
    ].join('\n');
}
