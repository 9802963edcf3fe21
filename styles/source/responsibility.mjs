// Who answers for which stretch: the map for everybody.
import { borders, courses, ground, names, schematic } from './ground.mjs';
import { alarms, boards, chiefNames, stretches, zones } from './segments.mjs';

const line = (label, layers, properties, zoom = 13) => ({ label, sample: 'line', layers, properties, zoom });
const area = (label, layers, properties, zoom = 13) => ({ label, sample: 'area', layers, properties, zoom });
const point = (label, layers, properties, zoom = 14) => ({ label, sample: 'point', layers, properties, zoom });
const city = { city_level: true, bank: 'both', registered: true };
const CHIEFS = [0, 1, 2, 3, 4, 5].map((colour) => ({ ...city, city_level: false, state: 'filled', colour }));
const bands = (id) => ['city', 'county', 'township', 'village'].map((level) => `${id}-${level}`);

/** What means the same wherever it is drawn. */
export const COMMON = [
    line('市界', ['border-city-band', 'border-city'], { level: 'city', kind: 'limit' }),
    line('县（区）界', ['border-county-band', 'border-county'], { level: 'county', kind: 'inner' }),
    line('乡镇（街道）界', ['border-township'], { level: 'township', kind: 'inner' }),
    line('村（社区）界', ['border-village'], { level: 'village', kind: 'inner' }),
    line('海岸线', ['coast'], { level: 'city', kind: 'coast' }),
    area('水面', ['water', 'shore'], {}),
    area('海域', ['sea'], {}),
];

export default {
    id: 'responsibility',
    title: { zh: '河长责任图', en: 'Responsibility' },
    description: {
        zh: '按河长着色的河段、水库水域和陆域；空缺醒目。颜色只用来区分相邻的河长。放大后依次显示市、县、乡、村各级；村级未设立处显示乡级。',
        en: 'Segments coloured by chief, reservoir zones hatched, vacancies loud. Colours only tell neighbours apart.',
    },
    legend: [
        ...CHIEFS.map((properties, n) => line(n === 0 ? '河段，一色一河长（相邻不同色）' : '', [...bands('stretch-casing'), ...bands('chief')], properties)),
        line('市级江河（线较粗）', ['stretch-casing-township', 'chief-township'], { ...city, state: 'filled', colour: 0 }),
        line('左岸、右岸分设河长', ['chief-township'], [{ ...city, city_level: false, state: 'filled', colour: 0, bank: 'left' }, { ...city, city_level: false, state: 'filled', colour: 1, bank: 'right' }]),
        line('河长空缺', [...bands('vacant-edge'), ...bands('vacant')], { ...city, state: 'vacant' }),
        line('应设未设', [...bands('gap-edge'), ...bands('gap')], { ...city, state: 'gap' }),
        line('村级未设立（由乡镇确定）', ['stretch-casing-township', ...['city', 'county', 'township'].map((l) => `not-established-${l}`)], { ...city, state: 'not_established', level: 'township' }),
        point('河长空缺', bands('alarm').slice(1), { state: 'vacant', unit_name: '' }),
        point('应设未设', bands('alarm').slice(1), { state: 'gap', unit_name: '' }),
        area('水库陆域（库区沿岸）', ['land-zone', 'land-zone-edge'], { state: 'filled', colour: 1 }),
        area('水库水域（库长）', ['water', 'water-zone', 'water-zone-edge'], { state: 'filled', colour: 0 }),
        area('水库分区，空缺', ['land-zone', 'land-zone-edge'], { state: 'vacant', colour: 1 }),
        area('水库分区，应设未设', ['land-zone', 'land-zone-edge'], { state: 'gap', colour: 1 }),
        ...CHIEFS.slice(0, 1).map((p) => area('分片（湖库、无中心线水面）', [...bands('piece').slice(1), ...bands('piece-edge').slice(1)], { ...p, level: 'township' })),
        area('分片，空缺', [...bands('piece-vacant').slice(1), 'piece-edge-township'], { state: 'vacant', level: 'township' }),
        area('分片，应设未设', [...bands('piece-vacant').slice(1), 'piece-edge-township'], { state: 'gap', level: 'township' }),
        area('分片，未设立', ['piece-edge-township'], { state: 'not_established', level: 'township' }),
        line('河道中心线', ['course-casing', 'course'], { kind: 'river', city_level: false, order: 2 }),
        line('运河', ['course-casing', 'canal'], { kind: 'canal', city_level: false, order: 2 }),
        point('河长公示牌', ['board'], {}),
        ...COMMON,
    ],
    layers: () => [...ground(), ...zones(), ...borders(), ...courses(), ...stretches(), schematic(), ...boards(), ...chiefNames(), ...names(), ...alarms()],
};
