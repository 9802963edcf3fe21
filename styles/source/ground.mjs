// What lies under and over every map: sea, land, waters, borders, names. Knows no chief.
import { BORDER, HALO, LAND, OUTSIDE, SEA, SHORE, STREAM, TEXT, WATER } from './palette.mjs';

export const REGULAR = ['Noto Sans SC Regular'];
export const BOLD = ['Noto Sans SC Bold'];
export const SOURCE = 'riverchief';

export const get = (name) => ['get', name];
/** Not beyond the city limit, where nobody answers. */
export const INSIDE = ['!', ['has', 'jurisdiction']];
export const is = (name, value) => ['==', get(name), value];
/** Linear between stops of zoom: `zoom(8, 1, 14, 4)`. */
export const zoom = (...stops) => ['interpolate', ['linear'], ['zoom'], ...stops];

/** A layer of the one vector source. */
export function layer(id, type, sourceLayer, rest) {
    const { filter, minzoom, maxzoom, layout, paint, metadata } = rest;
    return Object.fromEntries(Object.entries({
        id, type, metadata, source: SOURCE, 'source-layer': sourceLayer, minzoom, maxzoom, filter, layout, paint,
    }).filter(([, value]) => value !== undefined));
}

const COLOURS = { land: LAND, outside: OUTSIDE, water: WATER, sea: SEA, shore: SHORE, stream: STREAM };

/** Outside, land, sea, surfaces of waters, centrelines with their casing. */
export function ground(c = COLOURS) {
    return [
        { id: 'outside', type: 'background', paint: { 'background-color': c.outside } },
        layer('land', 'fill', 'cities', { paint: { 'fill-color': c.land } }),
        layer('sea', 'fill', 'marine_areas', { paint: { 'fill-color': c.sea } }),
        layer('water', 'fill', 'water_areas', { paint: { 'fill-color': c.water } }),
        layer('shore', 'line', 'water_areas', {
            minzoom: 9,
            paint: { 'line-color': c.shore, 'line-width': zoom(9, 0.4, 14, 1.1) },
        }),
    ];
}

/** Courses, main stems wider, canals broken; casing first so that crossings read. */
export function courses(c = COLOURS) {
    const width = (more) => zoom(7, ['+', ['case', get('city_level'), 1, 0.5], more], 11, ['+', ['case', get('city_level'), 2, 1.2], more], 15, ['+', ['case', get('city_level'), 3.5, 2.4], more]);
    const layout = { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': ['-', ['coalesce', get('layer'), 0], ['/', ['coalesce', get('order'), 9], 100]] };
    return [
        layer('course-casing', 'line', 'centrelines', { layout, paint: { 'line-color': HALO, 'line-width': width(1.6) } }),
        layer('course', 'line', 'centrelines', { filter: ['!=', get('kind'), 'canal'], layout, paint: { 'line-color': c.stream, 'line-width': width(0) } }),
        layer('canal', 'line', 'centrelines', { filter: is('kind', 'canal'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.stream, 'line-width': width(0), 'line-dasharray': [4, 1.2] } }),
    ];
}

/** Every border once, at its highest level; the coast is the sea's edge and no border. */
export function borders(c = BORDER, shore = SHORE) {
    const level = (name) => ['all', is('level', name), ['!=', get('kind'), 'coast']];
    return [
        layer('coast', 'line', 'borders', { filter: is('kind', 'coast'), layout: { 'line-join': 'round' }, paint: { 'line-color': shore, 'line-width': zoom(7, 0.6, 14, 1.4) } }),
        layer('border-village', 'line', 'borders', { minzoom: 12, filter: level('village'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.village, 'line-width': zoom(12, 0.6, 15, 1.1), 'line-dasharray': [2, 2.5] } }),
        layer('border-township', 'line', 'borders', { minzoom: 9.5, filter: level('township'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.township, 'line-width': zoom(9.5, 0.6, 14, 1.5), 'line-dasharray': [5, 2, 1, 2] } }),
        layer('border-county-band', 'line', 'borders', { filter: level('county'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.county, 'line-opacity': 0.14, 'line-width': zoom(7, 3, 14, 9) } }),
        layer('border-county', 'line', 'borders', { filter: level('county'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.county, 'line-width': zoom(7, 0.8, 14, 2), 'line-dasharray': [7, 2, 1, 2] } }),
        layer('border-city-band', 'line', 'borders', { filter: level('city'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.city, 'line-opacity': 0.2, 'line-width': zoom(7, 4, 14, 12) } }),
        layer('border-city', 'line', 'borders', { filter: level('city'), layout: { 'line-join': 'round' }, paint: { 'line-color': c.city, 'line-width': zoom(7, 1.1, 14, 2.6), 'line-dasharray': [8, 2, 1, 2, 1, 2] } }),
    ];
}

const paint = (colour, halo = HALO, width = 1.6) => ({ 'text-color': colour, 'text-halo-color': halo, 'text-halo-width': width });
const largest = ['-', 0, ['coalesce', get('area_m2'), 0]];

/** A course's name; an arm has its own behind it. */
export const COURSE_NAME = ['case', ['all', ['has', 'branch_name'], ['!=', get('branch'), 0]], ['concat', get('name'), ' ', get('branch_name')], get('name')];

/** Names, from the least to the most important: MapLibre places the last ones first. */
export function names(t = TEXT) {
    const of = (name, ...more) => ['all', is('of', name), is('part', 0), ...more];
    return [
        layer('name-village', 'symbol', 'labels', {
            minzoom: 12.4, filter: of('villages'),
            layout: { 'text-field': get('name'), 'text-font': REGULAR, 'text-size': zoom(12.4, 10.5, 16, 14), 'text-max-width': 7, 'text-padding': 4, 'symbol-sort-key': largest },
            paint: paint(t.village, HALO, 2),
        }),
        layer('name-township', 'symbol', 'labels', {
            minzoom: 9.6, maxzoom: 15, filter: of('townships'),
            layout: { 'text-field': get('name'), 'text-font': REGULAR, 'text-size': zoom(9.6, 11, 14, 18), 'text-letter-spacing': 0.06, 'text-max-width': 8, 'text-padding': 4, 'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.4, 'symbol-sort-key': largest },
            paint: paint(t.township, HALO, 1.8),
        }),
        layer('name-surface', 'symbol', 'labels', {
            minzoom: 9.5, filter: of('water_areas', ['in', get('kind'), ['literal', ['reservoir', 'lake']]]),
            layout: { 'text-field': get('name'), 'text-font': REGULAR, 'text-size': zoom(9.5, 11, 14, 15), 'text-max-width': 6, 'text-padding': 4, 'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.4, 'symbol-sort-key': largest },
            paint: paint(t.water),
        }),
        layer('name-course', 'symbol', 'centrelines', {
            minzoom: 8.6,
            layout: { 'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': COURSE_NAME, 'text-font': REGULAR, 'text-size': ['interpolate', ['linear'], ['zoom'], 8.6, ['case', get('city_level'), 12, 10], 14, ['case', get('city_level'), 16, 13]], 'text-letter-spacing': 0.12, 'text-max-angle': 32, 'text-padding': 6, 'text-offset': [0, -1.1], 'symbol-sort-key': ['+', ['case', get('city_level'), 0, 10], ['coalesce', get('order'), 9]] },
            paint: paint(t.water),
        }),
        layer('name-functional-area', 'symbol', 'labels', {
            minzoom: 8, maxzoom: 12.5, filter: of('functional_areas'),
            layout: { 'text-field': get('name'), 'text-font': REGULAR, 'text-size': zoom(8, 11, 12, 15), 'text-max-width': 8, 'text-anchor': 'top', 'text-offset': [0, 1.2], 'text-padding': 6 },
            paint: paint(t.county),
        }),
        layer('name-sea', 'symbol', 'labels', {
            maxzoom: 13, filter: of('marine_areas'),
            layout: { 'text-field': get('name'), 'text-font': REGULAR, 'text-size': zoom(6, 12, 11, 20), 'text-letter-spacing': 0.5, 'text-max-width': 30, 'text-padding': 8 },
            paint: paint(t.sea, HALO, 1.2),
        }),
        layer('name-county', 'symbol', 'labels', {
            minzoom: 7.2, maxzoom: 12, filter: of('counties'),
            layout: { 'text-field': get('name'), 'text-font': BOLD, 'text-size': zoom(7.2, 12, 11, 22), 'text-letter-spacing': 0.2, 'text-padding': 6, 'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.6, 'symbol-sort-key': largest },
            paint: paint(t.county, HALO, 2),
        }),
        layer('name-city', 'symbol', 'labels', {
            maxzoom: 7.2, filter: of('cities'),
            layout: { 'text-field': get('name'), 'text-font': BOLD, 'text-size': zoom(4, 11, 7, 16), 'text-padding': 6 },
            paint: paint(t.county, HALO, 2),
        }),
    ];
}

/** Says on the map that positions are schematic, once per tile; left out when the world isn't. */
export function schematic(colour = TEXT.note) {
    return layer('schematic', 'symbol', 'cities', {
        metadata: { 'riverchief:only-schematic': true },
        layout: { 'text-field': '示意图 · 位置非实测', 'text-font': REGULAR, 'text-size': 12, 'text-letter-spacing': 0.1, 'text-max-width': 30, 'text-padding': 40, 'text-variable-anchor': ['center', 'top', 'bottom'], 'text-radial-offset': 2 },
        paint: { 'text-color': colour, 'text-halo-color': HALO, 'text-halo-width': 1.6 },
    });
}
