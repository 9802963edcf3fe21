// The graded inventory (名录): which water has which grade.
import { COURSE_NAME, REGULAR, borders, get, ground, is, layer, names, schematic, zoom } from './ground.mjs';
import { GRADE, HALO, TEXT } from './palette.mjs';
import { COMMON } from './responsibility.mjs';

const GRADES = Object.keys(GRADE);
const grade = ['coalesce', get('grade'), '未定级'];
const colour = ['match', grade, ...Object.entries(GRADE).slice(0, 3).flat(), GRADE['未定级']];
const width = (more) => zoom(
    7, ['+', more, ['match', grade, '市级', 2, '县级', 1.1, '乡级', 0.6, 0.6]],
    11, ['+', more, ['match', grade, '市级', 4.6, '县级', 2.8, '乡级', 1.6, 1.4]],
    15, ['+', more, ['match', grade, '市级', 8, '县级', 5, '乡级', 3, 2.4]],
);
const rank = ['match', grade, '市级', 0, '县级', 1, '乡级', 2, 3];
const layout = { 'line-join': 'round', 'line-cap': 'round', 'line-sort-key': ['-', 0, rank] };

function courses() {
    return [
        layer('grade-casing', 'line', 'centrelines', { layout, paint: { 'line-color': HALO, 'line-width': width(2) } }),
        layer('grade-course', 'line', 'centrelines', { filter: ['!=', get('kind'), 'canal'], layout, paint: { 'line-color': colour, 'line-width': width(0) } }),
        layer('grade-canal', 'line', 'centrelines', { filter: is('kind', 'canal'), layout: { 'line-join': 'round', 'line-sort-key': ['-', 0, rank] }, paint: { 'line-color': colour, 'line-width': width(0), 'line-dasharray': [2.4, 0.9] } }),
    ];
}

function surfaces() {
    return [
        layer('grade-surface', 'fill', 'water_areas', { paint: { 'fill-color': colour, 'fill-opacity': ['match', get('kind'), ['reservoir', 'lake'], 0.55, 0.3] } }),
        layer('grade-shore', 'line', 'water_areas', { minzoom: 8.5, layout: { 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': zoom(8.5, 0.6, 14, 1.6) } }),
    ];
}

/** Waters' names come above those of units here, with their grade. */
function gradedNames() {
    const kept = names().filter((l) => !['name-village', 'name-course', 'name-surface'].includes(l.id));
    const halo = { 'text-color': TEXT.water, 'text-halo-color': HALO, 'text-halo-width': 1.8 };
    return [
        ...kept,
        layer('graded-surface', 'symbol', 'labels', {
            minzoom: 8.8, filter: ['all', is('of', 'water_areas'), is('part', 0), ['in', get('kind'), ['literal', ['reservoir', 'lake']]]],
            layout: { 'text-field': get('name'), 'text-font': REGULAR, 'text-size': zoom(8.8, 11, 14, 16), 'text-max-width': 6, 'text-padding': 4, 'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.5, 'symbol-sort-key': ['-', 0, get('area_m2')] },
            paint: halo,
        }),
        layer('graded-course', 'symbol', 'centrelines', {
            minzoom: 8,
            layout: { 'symbol-placement': 'line', 'symbol-spacing': 300, 'text-field': COURSE_NAME, 'text-font': REGULAR, 'text-size': ['interpolate', ['linear'], ['zoom'], 8, ['match', grade, '市级', 12, 10.5], 14, ['match', grade, '市级', 18, 14]], 'text-letter-spacing': 0.12, 'text-max-angle': 32, 'text-padding': 5, 'text-offset': [0, -1.1], 'symbol-sort-key': ['+', ['*', rank, 10], ['coalesce', get('order'), 9]] },
            paint: halo,
        }),
        layer('graded-course-tag', 'symbol', 'centrelines', {
            minzoom: 11.5,
            layout: { 'symbol-placement': 'line', 'symbol-spacing': 460, 'text-field': grade, 'text-font': REGULAR, 'text-size': 11, 'text-padding': 10, 'text-offset': [0, 1.2], 'text-keep-upright': true },
            paint: halo,
        }),
    ];
}

const line = (label, layers, properties) => ({ label, sample: 'line', layers, properties, zoom: 12 });
const area = (label, layers, properties) => ({ label, sample: 'area', layers, properties, zoom: 12 });

export default {
    id: 'inventory',
    title: { zh: '江河湖库分级名录图', en: 'Graded inventory' },
    description: { zh: '名录中江河湖库的等级：级别越高，线越粗、色越深；运河用断线。', en: 'Grades of rivers, canals, lakes and reservoirs in the inventory: higher is wider and darker.' },
    legend: [
        ...GRADES.map((g) => line(`${g}河流`, ['grade-casing', 'grade-course'], { grade: g, kind: 'river' })),
        ...GRADES.map((g) => line(`${g}运河`, ['grade-casing', 'grade-canal'], { grade: g, kind: 'canal' })),
        ...GRADES.map((g) => area(`${g}水库、湖泊`, ['grade-surface', 'grade-shore'], { grade: g, kind: 'reservoir' })),
        area('河流、运河的水面', ['grade-surface', 'grade-shore'], { grade: '市级', kind: 'river' }),
        ...COMMON.filter((c) => c.label !== '水面'),
    ],
    layers: () => [...ground().filter((l) => !['water', 'shore'].includes(l.id)), ...surfaces(), ...borders(), ...courses(), schematic(), ...gradedNames()],
};
