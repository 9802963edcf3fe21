import { expect, it } from 'vitest';
import { readState, START, type State, unreadable, writeState } from './state';

it('every state comes back from its address', () => {
  const states: State[] = [
    START,
    {
      ...START,
      place: { lon: 109.3605, lat: 21.8075, crs: 'GCJ02' },
      concern: '非法采砂',
      date: '2018-07-01',
      language: 'en',
    },
    { ...START, view: 'board', picked: { kind: 'segment', id: 'NLJ-0-V-450521112207-B-1' }, edition: 2 },
    {
      ...START,
      view: 'measure',
      ends: [
        { lon: 109.1, lat: 21.5 },
        { lon: 109.2, lat: 21.6 },
      ],
      style: 'coverage',
      hidden: ['zones', 'names'],
    },
    {
      ...START,
      view: 'roster',
      of: '450521',
      seats: 'river_chief..VACANT',
      camera: { zoom: 11.25, lon: 109.1, lat: 21.5 },
    },
    { ...START, view: 'stretches', of: '450521', seats: '.village.UNFILLED' },
    { ...START, view: 'share', from: 'coverage', of: '450521' },
    { ...START, place: { lon: 109.378, lat: 21.815 }, finger: { pixels: 16, zoom: 12.25 } },
    { ...START, view: 'export', take: ['counties', 'land_zones'], job: '0123456789abcdef0123456789abcdef' },
  ];
  for (const state of states) expect(readState(writeState(state))).toEqual(state);
});

it('foreign parameters and nonsense are dropped', () => {
  const state = readState(
    '?utm_source=wechat&fbclid=1&at=109.3558,21.8099&date=2018-02-30&view=x&edition=-1&map=9/999/0&segment=a%20b',
  );
  expect(state).toEqual({ ...START, place: { lon: 109.3558, lat: 21.8099 } });
  expect(writeState(state)).toBe('?at=109.3558,21.8099');
  expect(readState('?at=,&ends=;&hide=all')).toEqual(START);
});

it('what decides a question and can’t be read is named, and nothing is asked instead', () => {
  expect(unreadable('?at=109.3558,21.8099&crs=GCJ02&date=2018-02-28')).toEqual([]);
  expect(unreadable('?utm_source=wechat&view=x&hide=all&map=9/999/0')).toEqual([]);
  expect(unreadable('?at=999,999&date=2018-02-30&edition=-1&segment=a%20b')).toEqual([
    'at',
    'date',
    'edition',
    'segment',
  ]);
  // Read in another system it would be another place.
  expect(readState('?at=109.3558,21.8099&crs=x').place).toBeUndefined();
  expect(unreadable('?at=109.3558,21.8099&crs=x')).toEqual(['at']);
  expect(unreadable('?at=109.3558,21.8099&crs=CRS84')).toEqual([]);
});
