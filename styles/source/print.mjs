// Black and white, for notice boards and copiers: patterns instead of colours.
import { BOLD, INSIDE, REGULAR, borders, courses, get, ground, is, layer, names, schematic, zoom } from './ground.mjs';
import { HALO, INK } from './palette.mjs';
import { COMMON } from './responsibility.mjs';
import { BANDS } from './segments.mjs';

const GREY = { land: '#FFFFFF', outside: '#EDEDED', water: '#F0F0F0', sea: '#E9E9E9', shore: '#6A6A6A', stream: '#5A5A5A' };
const BORDER = { city: '#222222', county: '#333333', township: '#555555', village: '#777777' };
const TEXT = { county: INK, township: INK, village: '#333333', water: '#222222', sea: '#333333', note: '#444444' };

const numbered = (name) => ['concat', name, ['to-string', ['coalesce', get('colour'), 0]]];
const held = ['in', get('state'), ['literal', ['filled', 'not_applicable']]];
const open = ['in', get('state'), ['literal', ['vacant', 'gap']]];
const side = (distance) => ['match', get('bank'), 'left', -distance, 'right', distance, 0];

function stretches() {
    const width = (more) => zoom(7, 2.4 + more, 10, 4 + more, 12, 6 + more, 14, 8 + more, 17, 12 + more);
    return BANDS.flatMap(({ level, minzoom, maxzoom }) => {
        const on = (id, filter, paint) => layer(`${id}-${level}`, 'line', `segments_${level}`, {
            minzoom, maxzoom, filter, layout: { 'line-join': 'round' }, paint: { 'line-offset': zoom(7, side(1.6), 12, side(3.6), 14, side(4.8), 17, side(7)), ...paint },
        });
        return [
            on('print-casing', ['any', held, open], { 'line-color': HALO, 'line-width': width(3) }),
            on('print-chief', held, { 'line-pattern': numbered('print-line-'), 'line-width': width(0) }),
            on('print-open-edge', open, { 'line-color': INK, 'line-width': width(1) }),
            on('print-open', open, { 'line-color': HALO, 'line-width': width(-1.4) }),
        ];
    });
}

function zones() {
    const fill = (id, sourceLayer, more) => layer(id, 'fill', sourceLayer, { ...more, paint: { 'fill-pattern': numbered('print-fill-'), 'fill-opacity': 0.75 } });
    const edge = (id, sourceLayer, more) => layer(id, 'line', sourceLayer, { ...more, layout: { 'line-join': 'round' }, paint: { 'line-color': INK, 'line-width': zoom(9, 0.6, 14, 1.4) } });
    const township = is('level', 'township');
    return [
        fill('print-land-zone', 'land_zones', { minzoom: 9, filter: INSIDE }), edge('print-land-zone-edge', 'land_zones', { minzoom: 9, filter: INSIDE }),
        fill('print-water-zone', 'water_zones', { minzoom: 9, filter: INSIDE }), edge('print-water-zone-edge', 'water_zones', { minzoom: 9, filter: INSIDE }),
        fill('print-piece', 'pieces', { minzoom: 10, filter: ['all', township, held] }), edge('print-piece-edge', 'pieces', { minzoom: 10, filter: township }),
    ];
}

function words() {
    const beside = { 'symbol-placement': 'line-center', 'text-rotation-alignment': 'viewport', 'text-variable-anchor': ['left', 'right', 'top', 'bottom'], 'text-radial-offset': 1.2, 'text-justify': 'auto', 'text-max-width': 9, 'text-padding': 5 };
    const paint = { 'text-color': INK, 'text-halo-color': HALO, 'text-halo-width': 2.2 };
    const text = (id, sourceLayer, rest, field) => layer(id, 'symbol', sourceLayer, { ...rest, layout: { ...beside, 'text-field': field, 'text-font': REGULAR, 'text-size': zoom(11, 11, 16, 15) }, paint });
    const call = ['concat', get('post_name'), ['case', ['has', 'phone'], ['concat', '\n', get('phone')], '']];
    const levels = ['county', 'township', 'village'];
    return [
        layer('board', 'symbol', 'notice_boards', { minzoom: 12.5, layout: { 'icon-image': 'board', 'icon-anchor': 'bottom', 'icon-padding': 1, 'icon-size': zoom(12.5, 0.8, 16, 1.3) } }),
        text('print-name-township', 'segments_township', { minzoom: 11.5, filter: ['all', held, ['any', ['<', ['zoom'], 12], ['!', get('city_level')]]] }, ['step', ['zoom'], get('post_name'), 13, call]),
        text('print-name-village', 'segments_village', { minzoom: 13, filter: held }, call),
        ...levels.map((level) => layer(`print-vacant-words-${level}`, 'symbol', `segments_${level}`, {
            minzoom: 8.5, filter: open,
            layout: { ...beside, 'text-field': ['concat', get('unit_name'), ['match', get('state'), 'vacant', '（空缺）', '（未设立）']], 'text-font': BOLD, 'text-size': zoom(8.5, 11, 14, 15), 'text-max-width': 7 },
            paint,
        })),
        ...levels.map((level) => layer(`print-vacant-${level}`, 'symbol', `segments_${level}`, {
            minzoom: 8, filter: open,
            layout: { 'symbol-placement': 'line-center', 'icon-image': 'print-open', 'icon-size': zoom(8, 0.7, 14, 1.2), 'icon-rotation-alignment': 'viewport', 'icon-padding': 6 },
        })),
    ];
}

const line = (label, layers, properties) => ({ label, sample: 'line', layers, properties, zoom: 13 });
const area = (label, layers, properties) => ({ label, sample: 'area', layers, properties, zoom: 13 });
const bands = (id) => BANDS.map(({ level }) => `${id}-${level}`);
const filled = { state: 'filled', bank: 'both', level: 'township', city_level: false };
const SIX = [0, 1, 2, 3, 4, 5];

export default {
    id: 'print',
    title: { zh: '公示牌黑白图', en: 'Notice boards' },
    description: { zh: '供公示牌和复印使用的黑白图：以线型和网纹区分相邻的河长。', en: 'Black and white for notice boards and copiers: patterns tell neighbouring chiefs apart.' },
    legend: [
        ...SIX.map((colour) => line(colour === 0 ? '河段，一种线型一河长（相邻不同）' : '', [...bands('print-casing'), ...bands('print-chief')], { ...filled, colour })),
        line('左岸、右岸分设河长', ['print-chief-village'], [{ ...filled, colour: 0, bank: 'left' }, { ...filled, colour: 3, bank: 'right' }]),
        line('空缺或应设未设（另有注记）', [...bands('print-open-edge'), ...bands('print-open')], { ...filled, state: 'vacant' }),
        ...SIX.map((colour) => area(colour === 0 ? '水库陆域、水域、分片，一种网纹一河长' : '', ['print-land-zone', 'print-land-zone-edge', 'print-water-zone', 'print-water-zone-edge', 'print-piece', 'print-piece-edge'], { ...filled, colour })),
        { label: '空缺或应设未设', sample: 'point', layers: ['print-vacant-county', 'print-vacant-township', 'print-vacant-village'], properties: { ...filled, state: 'vacant' }, zoom: 13 },
        { label: '河长公示牌', sample: 'point', layers: ['board'], properties: {}, zoom: 14 },
        line('河道中心线', ['course-casing', 'course'], { kind: 'river', city_level: false, order: 2 }),
        line('运河', ['course-casing', 'canal'], { kind: 'canal', city_level: false, order: 2 }),
        ...COMMON,
    ],
    layers: () => [...ground(GREY), ...zones(), ...borders(BORDER, GREY.shore), ...courses(GREY), ...stretches(), schematic(TEXT.note), ...names(TEXT), ...words()],
};
