// What the plan's milestones still miss on the day.
import { BOLD, borders, courses, get, ground, is, layer, names, schematic, zoom } from './ground.mjs';
import { HALO, HAZARD, INK, MISSING } from './palette.mjs';
import { COMMON } from './responsibility.mjs';

const WORDS = { gap: '应设未设', vacant: '空缺', office: '无河长制办公室', document: '缺文件', not_sent: '文件未送达', grade: '未定级' };
const KINDS = Object.keys(WORDS);
const colour = ['match', get('what'), ...KINDS.filter((k) => k !== 'gap').flatMap((k) => [k, MISSING[k]]), MISSING.gap];
const isLine = ['==', ['geometry-type'], 'LineString'];
const wide = (more) => zoom(7, 3 + more, 11, 6 + more, 15, 11 + more);

function missing() {
    const vacant = is('what', 'vacant');
    return [
        layer('missing-casing', 'line', 'coverage', { filter: isLine, layout: { 'line-join': 'round' }, paint: { 'line-color': HALO, 'line-width': wide(4) } }),
        layer('missing-line', 'line', 'coverage', { filter: isLine, layout: { 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': wide(1) } }),
        layer('missing-vacant', 'line', 'coverage', { filter: ['all', isLine, vacant], layout: { 'line-join': 'round' }, paint: { 'line-color': HAZARD, 'line-width': wide(-1.6), 'line-dasharray': [1.1, 1.1] } }),
        layer('missing-gap', 'line', 'coverage', { filter: ['all', isLine, is('what', 'gap')], layout: { 'line-join': 'round' }, paint: { 'line-color': HALO, 'line-width': wide(-1.6), 'line-dasharray': [1.8, 0.9] } }),
    ];
}

function marks() {
    const others = KINDS.filter((k) => k !== 'gap');
    const order = ['match', get('what'), 'gap', 0, 'vacant', 1, 'office', 2, 3];
    const mark = (id, placement, filter) => layer(id, 'symbol', 'coverage', {
        filter,
        layout: {
            'symbol-placement': placement, 'symbol-sort-key': order, 'icon-image': ['match', get('what'), ...others.flatMap((k) => [k, k]), 'gap'],
            'icon-size': zoom(6, 0.7, 10, 1, 14, 1.3), 'icon-rotation-alignment': 'viewport', 'icon-padding': 3,
        },
    });
    const words = (id, placement, filter) => layer(id, 'symbol', 'coverage', {
        minzoom: 9, filter,
        layout: {
            'symbol-placement': placement, 'symbol-sort-key': order,
            'text-field': ['step', ['zoom'], ['match', get('what'), ...others.flatMap((k) => [k, WORDS[k]]), WORDS.gap], 10, get('text')],
            'text-font': BOLD, 'text-size': zoom(9, 11, 14, 14), 'text-variable-anchor': ['left', 'right', 'top', 'bottom', 'top-left', 'bottom-right'], 'text-radial-offset': 1.4, 'text-justify': 'auto', 'text-rotation-alignment': 'viewport', 'text-max-width': 8,
        },
        paint: { 'text-color': INK, 'text-halo-color': HALO, 'text-halo-width': 2 },
    });
    return [
        words('missing-words', 'point', ['!', isLine]), words('missing-line-words', 'line-center', isLine),
        mark('missing-mark', 'point', ['!', isLine]), mark('missing-line-mark', 'line-center', isLine),
    ];
}

const line = (label, layers, properties) => ({ label, sample: 'line', layers, properties, zoom: 11 });
const point = (label, layers, properties) => ({ label, sample: 'point', layers, properties, zoom: 11 });

export default {
    id: 'coverage',
    title: { zh: '建制缺口图', en: 'Coverage' },
    description: { zh: '按方案进度要求，当日仍缺的河长、办公室、文件和分级。', en: 'What the plan’s milestones still miss on the day: seats, offices, documents, grades.' },
    legend: [
        ...KINDS.map((what) => point(WORDS[what], ['missing-mark', 'missing-line-mark'], { what, text: '' })),
        line('空缺的河段', ['missing-casing', 'missing-line', 'missing-vacant'], { what: 'vacant' }),
        line('应设未设的河段', ['missing-casing', 'missing-line', 'missing-gap'], { what: 'gap' }),
        ...KINDS.filter((k) => !['gap', 'vacant'].includes(k)).map((what) => line(`${WORDS[what]}的河段`, ['missing-casing', 'missing-line'], { what })),
        line('河道中心线', ['course-casing', 'course'], { kind: 'river', city_level: false, order: 2 }),
        line('运河', ['course-casing', 'canal'], { kind: 'canal', city_level: false, order: 2 }),
        ...COMMON,
    ],
    layers: () => [...ground(), ...borders(), ...courses(), ...missing(), schematic(), ...names(), ...marks()],
};
