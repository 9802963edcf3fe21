// Stretches, zones and pieces in the colour of the chief. The lowest chief that is set up at a zoom is shown: where a village has
// none, its township's colour stays.
import { BOLD, INSIDE, REGULAR, get, is, layer, zoom } from './ground.mjs';
import { CHIEF, HALO, HAZARD, INK, MISSING, QUIET } from './palette.mjs';

/** Which level is drawn at which zoom; townships stay under villages. */
export const BANDS = [
    { level: 'city', minzoom: 0, maxzoom: 7.5 },
    { level: 'county', minzoom: 7.5, maxzoom: 10 },
    { level: 'township', minzoom: 10 },
    { level: 'village', minzoom: 12 },
];
const MANDATORY = ['county', 'township', 'village'];

const chief = (colours) => ['match', get('colour'), ...colours.flatMap((colour, n) => [n, colour]), QUIET];
export const CHIEF_COLOUR = chief(CHIEF);

const WIDTHS = [7, 1.6, 10, 3, 12, 4.4, 14, 6.5, 17, 10];
/** City-level waters are half as wide again. */
const widths = (more = 0) => zoom(...WIDTHS.flatMap((v, n) => (n % 2 ? [['+', ['*', v, ['case', get('city_level'), 1.5, 1]], more]] : [v])));
/** A bank's stretch lies beside the middle, on its own side seen downstream; one for both banks on it. */
const offsets = zoom(...WIDTHS.flatMap((v, n) => (n % 2 ? [['*', ['match', get('bank'), 'left', -1, 'right', 1, 0], ['+', 0.7, ['*', v / 2, ['case', get('city_level'), 1.5, 1]]]]] : [v])));

const held = ['in', get('state'), ['literal', ['filled', 'not_applicable']]];
const layout = { 'line-cap': 'butt', 'line-join': 'round' };

function band({ level, minzoom, maxzoom }) {
    const on = (id, filter, paint, more = {}) =>
        layer(`${id}-${level}`, 'line', `segments_${level}`, { minzoom, maxzoom, filter, layout: { ...layout, ...more }, paint: { 'line-offset': offsets, ...paint } });
    const set = ['in', get('state'), ['literal', ['filled', 'not_applicable', 'vacant', 'gap']]];
    return [
        on('stretch-casing', level === 'village' ? set : ['has', 'level'], { 'line-color': HALO, 'line-width': widths(2) }),
        ...(level === 'village' ? [] : [on('not-established', ['in', get('state'), ['literal', ['not_established', 'not_yet']]], { 'line-color': QUIET, 'line-width': widths(-1), 'line-dasharray': [0.6, 1.2] })]),
        on('chief', held, { 'line-color': CHIEF_COLOUR, 'line-width': widths() }),
        on('vacant-edge', is('state', 'vacant'), { 'line-color': INK, 'line-width': widths(3) }),
        on('vacant', is('state', 'vacant'), { 'line-color': HAZARD, 'line-width': widths(0.4), 'line-dasharray': [1.1, 1.1] }),
        on('gap-edge', is('state', 'gap'), { 'line-color': MISSING.gap, 'line-width': widths(2.4) }),
        on('gap', is('state', 'gap'), { 'line-color': HALO, 'line-width': widths(-0.4), 'line-dasharray': [1.6, 0.8] }),
    ];
}

/** Reservoir zones hatched (land) and waved (water); pieces tinted. */
export function zones() {
    const pattern = (name) => ['match', get('state'), 'vacant', 'hatch-vacant', 'gap', 'hatch-gap', ['concat', name, ['to-string', ['coalesce', get('colour'), 0]]]];
    // Before the plan nobody sits there and nobody is missing.
    const seated = ['all', INSIDE, ['!', is('state', 'not_yet')]];
    return [
        layer('land-zone', 'fill', 'land_zones', { minzoom: 8.5, filter: seated, paint: { 'fill-pattern': pattern('hatch-'), 'fill-opacity': zoom(8.5, 0.4, 11, 0.7) } }),
        layer('land-zone-edge', 'line', 'land_zones', { minzoom: 10, filter: INSIDE, layout: { 'line-join': 'round' }, paint: { 'line-color': CHIEF_COLOUR, 'line-width': zoom(10, 0.5, 14, 1.4) } }),
        layer('water-zone', 'fill', 'water_zones', { minzoom: 8.5, filter: seated, paint: { 'fill-pattern': pattern('wave-'), 'fill-opacity': zoom(8.5, 0.4, 11, 0.6) } }),
        layer('water-zone-edge', 'line', 'water_zones', { minzoom: 8.5, filter: INSIDE, layout: { 'line-join': 'round' }, paint: { 'line-color': CHIEF_COLOUR, 'line-width': zoom(8.5, 0.8, 14, 2) } }),
        ...BANDS.filter((b) => MANDATORY.includes(b.level)).flatMap(({ level, minzoom, maxzoom }) => [
            layer(`piece-${level}`, 'fill', 'pieces', { minzoom, maxzoom, filter: ['all', is('level', level), held], paint: { 'fill-color': CHIEF_COLOUR, 'fill-opacity': 0.3 } }),
            layer(`piece-vacant-${level}`, 'fill', 'pieces', { minzoom, maxzoom, filter: ['all', is('level', level), ['in', get('state'), ['literal', ['vacant', 'gap']]]], paint: { 'fill-pattern': ['match', get('state'), 'vacant', 'hatch-vacant', 'hatch-gap'] } }),
            layer(`piece-edge-${level}`, 'line', 'pieces', { minzoom, maxzoom, filter: is('level', level), paint: { 'line-color': ['match', get('state'), 'vacant', INK, 'gap', MISSING.gap, ['not_established', 'not_yet'], QUIET, CHIEF_COLOUR], 'line-width': zoom(10, 0.8, 14, 2) } }),
        ]),
    ];
}

export const stretches = () => BANDS.flatMap(band);

/** Vacant and missing seats at every zoom, whatever level is drawn: symbols above all names. */
export function alarms() {
    const open = ['in', get('state'), ['literal', ['vacant', 'gap']]];
    const filter = ['all', open, ['any', is('state', 'vacant'), ['>=', ['zoom'], 9]]];
    // A stretch has a middle in every tile it crosses: close ones are the same, one of them is enough.
    const symbol = (level) => layer(`alarm-${level}`, 'symbol', `segments_${level}`, {
        minzoom: 7.5, filter,
        layout: {
            'symbol-placement': 'line-center', 'symbol-sort-key': ['case', is('state', 'vacant'), 0, 1],
            'icon-image': ['match', get('state'), 'vacant', 'vacant', 'gap'], 'icon-size': zoom(7.5, 0.6, 10, 0.9, 14, 1.2), 'icon-padding': 6, 'icon-rotation-alignment': 'viewport',
        },
    });
    // By itself, for a middle with words on it must be long enough to hold them.
    const words = (level) => layer(`alarm-words-${level}`, 'symbol', `segments_${level}`, {
        minzoom: 9.5, filter,
        layout: {
            'symbol-placement': 'line-center', 'symbol-sort-key': ['case', is('state', 'vacant'), 0, 1],
            'text-field': ['concat', get('unit_name'), ['match', get('state'), 'vacant', ' 空缺', ' 未设立']],
            'text-font': BOLD, 'text-size': zoom(9, 11, 14, 14), 'text-variable-anchor': ['left', 'right', 'top', 'bottom'], 'text-radial-offset': 1.3, 'text-rotation-alignment': 'viewport', 'text-max-width': 7, 'text-justify': 'auto',
        },
        paint: { 'text-color': INK, 'text-halo-color': '#FFF3A8', 'text-halo-width': 2 },
    });
    return [...MANDATORY.map(words), ...MANDATORY.map(symbol)];
}

/** Who it is, along the line, when there is room. */
export function chiefNames() {
    // City-level waters have chiefs in every village; from zoom 12 on those are drawn there.
    const seen = { township: ['all', held, ['any', ['<', ['zoom'], 12], ['!', get('city_level')]]], village: held };
    return ['township', 'village'].map((level) => layer(`chief-name-${level}`, 'symbol', `segments_${level}`, {
        minzoom: level === 'township' ? 11 : 12.8, filter: seen[level],
        layout: {
            'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': get('post_name'), 'text-font': REGULAR, 'text-size': zoom(12, 10.5, 16, 13),
            'text-offset': ['match', get('bank'), 'left', ['literal', [0, -1.3]], ['literal', [0, 1.3]]], 'text-max-angle': 30, 'text-padding': 8, 'text-letter-spacing': 0.04,
        },
        paint: { 'text-color': INK, 'text-halo-color': HALO, 'text-halo-width': 1.8 },
    }));
}

export function boards() {
    return [layer('board', 'symbol', 'notice_boards', { minzoom: 13, layout: { 'icon-image': 'board', 'icon-size': zoom(13, 0.8, 16, 1.3), 'icon-anchor': 'bottom', 'icon-padding': 1 } })];
}
