// For those who draw: segments with measures and banks, what is registered and what derived, zones, extents, findings.
import { BOLD, INSIDE, REGULAR, borders, courses, get, ground, is, layer, names, schematic, zoom } from './ground.mjs';
import { HALO, INK, SEVERITY, TEXT } from './palette.mjs';
import { COMMON } from './responsibility.mjs';
import { BANDS, CHIEF_COLOUR, boards, zones } from './segments.mjs';

const side = (distance) => ['match', get('bank'), 'left', -distance, 'right', distance, 0];
const open = ['in', get('state'), ['literal', ['not_established', 'not_yet']]];
const derived = ['all', ['!', get('registered')], ['!', open]];

function stretches() {
    return BANDS.flatMap(({ level, minzoom, maxzoom }) => {
        // Townships make way for villages, whose measures are the finer ones.
        const on = (id, filter, paint) => layer(`${id}-${level}`, 'line', `segments_${level}`, {
            minzoom, maxzoom: level === 'township' ? 12.5 : maxzoom, filter, layout: { 'line-join': 'round' },
            paint: { 'line-offset': zoom(10, side(2), 15, side(5)), ...paint },
        });
        const width = (more) => zoom(7, 1.4 + more, 11, 2.6 + more, 15, 5 + more);
        return [
            on('plan-casing', ['has', 'level'], { 'line-color': HALO, 'line-width': width(2.4) }),
            on('plan-registered', get('registered'), { 'line-color': CHIEF_COLOUR, 'line-width': width(0) }),
            on('plan-derived', derived, { 'line-color': CHIEF_COLOUR, 'line-width': width(0), 'line-dasharray': [2, 1.2] }),
            on('plan-open', ['all', ['!', get('registered')], open], { 'line-color': TEXT.note, 'line-width': width(-0.6), 'line-dasharray': [0.6, 1.6] }),
        ];
    });
}

const kilometres = (name) => ['concat', 'K', ['to-string', ['floor', ['/', get(name), 1000]]], '+', ['slice', ['to-string', ['+', 1000, ['floor', ['%', get(name), 1000]]]], 1]];
const BANKS = ['match', get('bank'), 'left', '左岸 ', 'right', '右岸 ', ''];

function measures() {
    return [['township', 11.2, 12.5], ['village', 12.8]].map(([level, minzoom, maxzoom]) => layer(`measure-${level}`, 'symbol', `segments_${level}`, {
        minzoom, maxzoom,
        layout: {
            'symbol-placement': 'line-center', 'text-field': ['concat', BANKS, get('unit_name'), ' ', kilometres('measure_from'), '–', kilometres('measure_to')], 'text-font': REGULAR,
            'text-size': zoom(11, 10.5, 16, 13), 'text-offset': ['match', get('bank'), 'left', ['literal', [0, -1.4]], ['literal', [0, 1.4]]], 'text-max-angle': 38, 'text-padding': 5,
        },
        paint: { 'text-color': INK, 'text-halo-color': HALO, 'text-halo-width': 1.8 },
    }));
}

function extents() {
    return [
        layer('extent', 'fill', 'management_extents', { minzoom: 9.5, paint: { 'fill-color': '#8A4B00', 'fill-opacity': 0.08 } }),
        layer('extent-edge', 'line', 'management_extents', { minzoom: 9.5, layout: { 'line-join': 'round' }, paint: { 'line-color': '#8A4B00', 'line-width': zoom(9.5, 0.6, 14, 1.6), 'line-dasharray': [5, 2] } }),
        layer('functional-area-edge', 'line', 'functional_areas', { layout: { 'line-join': 'round' }, paint: { 'line-color': '#0A5A46', 'line-width': zoom(8, 1, 14, 2.2), 'line-dasharray': [1, 1.6] } }),
    ];
}

function tags() {
    return [
        layer('flow', 'symbol', 'centrelines', { minzoom: 10.5, layout: { 'symbol-placement': 'line', 'symbol-spacing': 150, 'icon-image': 'flow', 'icon-rotation-alignment': 'map', 'icon-padding': 1, 'icon-size': zoom(10.5, 0.8, 15, 1.2) } }),
        layer('code-township', 'symbol', 'labels', {
            minzoom: 11, maxzoom: 14, filter: ['all', is('of', 'townships'), is('part', 0)],
            layout: { 'text-field': get('id'), 'text-font': REGULAR, 'text-size': 10.5, 'text-anchor': 'top', 'text-offset': [0, 1.6], 'text-padding': 4 },
            paint: { 'text-color': TEXT.township, 'text-halo-color': HALO, 'text-halo-width': 1.6 },
        }),
        layer('reference-level', 'symbol', 'water_zones', {
            minzoom: 11, filter: ['all', ['has', 'reference_level'], INSIDE],
            layout: { 'text-field': ['concat', '水位 ', ['to-string', get('reference_level')]], 'text-font': REGULAR, 'text-size': 11, 'text-offset': [0, 1.8], 'text-padding': 6 },
            paint: { 'text-color': TEXT.water, 'text-halo-color': HALO, 'text-halo-width': 1.6 },
        }),
    ];
}

function findings() {
    return [
        layer('finding', 'symbol', 'findings', {
            layout: {
                'icon-image': ['match', get('severity'), 'error', 'finding-error', 'warning', 'finding-warning', 'finding-note'], 'icon-size': zoom(7, 0.6, 12, 1), 'icon-allow-overlap': ['step', ['zoom'], false, 9, true], 'icon-padding': 1,
                'symbol-sort-key': ['match', get('severity'), 'error', 0, 'warning', 1, 2],
                'text-field': ['step', ['zoom'], '', 11, get('code')], 'text-font': BOLD, 'text-size': 11, 'text-optional': true, 'text-variable-anchor': ['left', 'right', 'top', 'bottom'], 'text-radial-offset': 1,
            },
            paint: { 'text-color': ['match', get('severity'), 'error', SEVERITY.error, 'warning', SEVERITY.warning, SEVERITY.note], 'text-halo-color': HALO, 'text-halo-width': 2 },
        }),
    ];
}

const line = (label, layers, properties) => ({ label, sample: 'line', layers, properties, zoom: 13 });
const area = (label, layers, properties) => ({ label, sample: 'area', layers, properties, zoom: 13 });
const point = (label, layers, properties) => ({ label, sample: 'point', layers, properties, zoom: 13 });
const bands = (id) => BANDS.map(({ level }) => `${id}-${level}`);
const filled = { state: 'filled', bank: 'both', level: 'village', city_level: false };

export default {
    id: 'planning',
    title: { zh: '分段划界工作图', en: 'Planning' },
    description: { zh: '供划段、划界使用：已登记与推算的河段、桩号、岸别、流向、水库分区、管理范围、数据问题。', en: 'For drawing segments: registered and derived ones, measures, banks, flow, zones, extents, findings.' },
    legend: [
        ...[0, 1, 2, 3, 4, 5].map((colour) => line(colour === 0 ? '已登记的河段，一色一河长' : '', [...bands('plan-casing'), ...bands('plan-registered')], { ...filled, registered: true, colour })),
        line('推算的河段，未登记', [...bands('plan-casing'), ...bands('plan-derived')], { ...filled, registered: false, colour: 0 }),
        line('未设立（由乡镇确定）', [...bands('plan-casing'), ...bands('plan-open')], { ...filled, state: 'not_established', registered: false }),
        line('左岸、右岸', ['plan-registered-village'], [{ ...filled, registered: true, colour: 0, bank: 'left' }, { ...filled, registered: true, colour: 1, bank: 'right' }]),
        point('流向', ['flow'], {}),
        area('水库陆域', ['land-zone', 'land-zone-edge'], { state: 'filled', colour: 1 }),
        area('水库水域', ['water', 'water-zone', 'water-zone-edge'], { state: 'filled', colour: 0 }),
        area('水库分区，空缺', ['land-zone', 'land-zone-edge'], { state: 'vacant', colour: 1 }),
        area('水库分区，应设未设', ['land-zone', 'land-zone-edge'], { state: 'gap', colour: 1 }),
        area('分片', ['county', 'township', 'village'].flatMap((l) => [`piece-${l}`, `piece-edge-${l}`]), { ...filled, level: 'township', colour: 0 }),
        area('分片，空缺', ['piece-vacant-county', 'piece-vacant-township', 'piece-vacant-village', 'piece-edge-township'], { state: 'vacant', level: 'township' }),
        area('分片，应设未设', ['piece-vacant-township', 'piece-edge-township'], { state: 'gap', level: 'township' }),
        area('分片，未设立', ['piece-edge-township'], { state: 'not_established', level: 'township' }),
        area('河道管理范围', ['extent', 'extent-edge'], {}),
        line('功能区', ['functional-area-edge'], {}),
        point('数据错误', ['finding'], { severity: 'error', code: '' }),
        point('数据警告', ['finding'], { severity: 'warning', code: '' }),
        point('数据提示', ['finding'], { severity: 'note', code: '' }),
        point('河长公示牌', ['board'], {}),
        line('河道中心线', ['course-casing', 'course'], { kind: 'river', city_level: false, order: 2 }),
        line('运河', ['course-casing', 'canal'], { kind: 'canal', city_level: false, order: 2 }),
        ...COMMON,
    ],
    layers: () => [
        ...ground(), ...zones(), ...extents(), ...borders(), ...courses(), ...stretches(), schematic(), ...boards(),
        ...names(), ...tags(), ...measures(), ...findings(),
    ],
};
