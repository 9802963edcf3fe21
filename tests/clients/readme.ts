// The requests of the README and what they are for, by the types that openapi-typescript makes of the description: that it
// compiles says that the types fit what is asked and read here, that it runs says that the answers fit the types.
//
// usage: node readme.js BASE
import { writeSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const base = process.argv[2];
if (base === undefined) throw new Error('name the address of the service');
// Of the media types of an answer, those that are read here: JSON, GeoJSON, problems.
const client = createClient<paths, `${string}/${string}json`>({ baseUrl: base });

function holds(what: string, fine: boolean): void {
  if (!fine) throw new Error(what);
}

// Who answers for this place?
const place = await client.GET('/v1/chiefs/at', { params: { query: { lon: 109.378, lat: 21.815 } } });
if (place.data === undefined) throw new Error(`refused: ${place.error.detail}`);
// A closed list: a spelling that it hasn't is an error of the compiler.
const status: components['schemas']['Status'] = place.data.status;
// Without `view=compact` the answer is the full one.
if (!('matches' in place.data)) throw new Error('a compact answer');
holds('a status', ['WATER_ZONE', 'CHANNEL', 'LAND_ZONE'].includes(status));
holds('a post to call', place.data.first_contact?.name !== undefined);

// Who answers on that day for unlawful sand mining at a position from a phone map?
const mining = await client.GET('/v1/chiefs/at', {
  params: { query: { lon: 109.3822, lat: 21.8124, crs: 'GCJ-02', as_of: '2018-07-01', concern: '非法采砂' } },
});
if (mining.data === undefined || !('matches' in mining.data)) throw new Error('a compact answer');
holds('a competent department', (mining.data.competence?.departments.length ?? 0) > 0);

// Who are the chiefs of this segment?
const chiefs = await client.GET('/v1/segments/{id}/chiefs', { params: { path: { id: 'NLJ-0-T-450521112-B-1' } } });
holds('a chain', (chiefs.data?.chain.length ?? 0) > 0);

// The inventory, for programs and for paper: a PDF is a file and no list of numbers.
const inventory = await client.GET('/v1/inventory', { params: { query: {} } });
holds('rows', (inventory.data?.rows.length ?? 0) > 0);
const paper = await client.GET('/v1/inventory', { params: { query: { f: 'pdf' } }, parseAs: 'arrayBuffer' });
holds('a PDF', new TextDecoder().decode(paper.data?.slice(0, 5)) === '%PDF-');

// Rows of a collection, with the types of its columns.
const counties = await client.GET('/collections/counties/items', { params: { query: { level: 'county', limit: 2 } } });
if (counties.data === undefined || !('features' in counties.data)) throw new Error('no page');
const row: components['schemas']['CountiesRow'] | undefined = counties.data.features[0]?.properties;
const area: number | null | undefined = row?.area_m2;
holds('an area', typeof area === 'number');

// Many places: rows with their types.
const many = await client.POST('/v1/chiefs/at', {
  body: '{"id":12345678901234567890123,"lon":109.378,"lat":21.815}\n{"id":"b","lon":"x","lat":21}\n',
  bodySerializer: (body) => String(body),
  headers: { 'content-type': 'application/x-ndjson', accept: 'application/geo+json' },
});
if (typeof many.data !== 'object') throw new Error('no collection');
const rows: components['schemas']['AnswerRow'][] = many.data.features.map((feature) => feature.properties);
const posts: (string | null)[] = rows[0]?.direct_posts ?? [];
holds('posts', posts.length > 0);
holds('an error in its place', rows[1]?.status === 'ERROR');

// What is refused is a problem document.
const refused = await client.GET('/v1/chiefs/at', { params: { query: { lon: 109.378, lat: 121 } } });
holds('the parameter at fault', refused.error?.parameter === 'lat');
writeSync(1, 'every request of the README was answered as its type says\n');
