import { describe, expect, it } from 'vitest';
import { readCoordinates } from './coordinates';

const near = (text: string, lon: number, lat: number, crs?: string) => {
  const read = readCoordinates(text);
  expect(read, text).toBeDefined();
  expect(read?.lon, text).toBeCloseTo(lon, 6);
  expect(read?.lat, text).toBeCloseTo(lat, 6);
  expect(read?.crs, text).toBe(crs);
};

describe('coordinates as pasted', () => {
  it('decimal, in either order, with any separator', () => {
    for (const text of [
      '109.3558,21.8099',
      '21.8099, 109.3558',
      '109.3558 21.8099',
      '109.3558，21.8099',
      '１０９．３５５８，２１．８０９９',
      '(109.3558; 21.8099)',
      'lon=109.3558&lat=21.8099',
      'lat: 21.8099, lng: 109.3558',
      '经度109.3558 纬度21.8099',
      '纬度：21.8099；经度：109.3558',
      '北纬21.8099°，东经109.3558°',
      '21.8099N 109.3558E',
      'N21.8099 E109.3558',
      'E109.3558°, N21.8099°',
      'geo:21.8099,109.3558',
    ]) {
      near(text, 109.3558, 21.8099);
    }
  });
  it('degrees, minutes, seconds', () => {
    const lon = 109 + 21 / 60 + 20.9 / 3600;
    const lat = 21 + 48 / 60 + 35.6 / 3600;
    for (const text of [
      '21°48′35.6″N 109°21′20.9″E',
      `21°48'35.6"N, 109°21'20.9"E`,
      `109°21'20.9" 21°48'35.6"`,
      '东经109度21分20.9秒，北纬21度48分35.6秒',
      'N 21°48′35.6″, E 109°21′20.9″',
      '21:48:35.6 109:21:20.9',
    ]) {
      near(text, lon, lat);
    }
    near(`21°48.5' 109°21.25'`, 109 + 21.25 / 60, 21 + 48.5 / 60);
  });
  it('names of datums', () => {
    near('109.3605,21.8075 GCJ-02', 109.3605, 21.8075, 'GCJ02');
    near('高德 109.3605,21.8075', 109.3605, 21.8075, 'GCJ02');
    near('百度坐标：109.367,21.8135', 109.367, 21.8135, 'BD09');
    near('BD09 109.367 21.8135', 109.367, 21.8135, 'BD09');
    near('WGS84 21.8099 109.3558', 109.3558, 21.8099);
    near('EPSG:4545 540000 2413000', 540000, 2413000, 'EPSG:4545');
    expect(readCoordinates('GPS 21.8,109.3')?.datumNamed).toBe(true);
    expect(readCoordinates('21.8,109.3')?.datumNamed).toBe(false);
  });
  it('signs of the southern and western half', () => {
    near('-33.9, 151.2', 151.2, -33.9);
    near('33.9S 151.2E', 151.2, -33.9);
  });
  it('what is no pair', () => {
    for (const text of [
      '',
      '南流江',
      'NLJ',
      'NLJ-0-V-450521112207-B-1',
      '450521',
      '21.8',
      '21.8,109.3,5',
      '191,200',
      `21°61'N 109°1'E`,
      '21N 22N',
    ]) {
      expect(readCoordinates(text), text).toBeUndefined();
    }
  });
});
