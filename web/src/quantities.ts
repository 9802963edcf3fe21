/** Metres, areas and stations as people read them, in either language. */
export function distance(metres: number, language: 'zh' | 'en'): string {
  const [m, km] = language === 'zh' ? ['米', '公里'] : ['m', 'km'];
  if (metres < 1) return language === 'zh' ? '不到 1 米' : 'less than 1 m';
  if (metres < 1000) return `${Math.round(metres)} ${m}`;
  const digits = metres < 10_000 ? 2 : 1;
  // 1 km, not 1.00 km.
  return `${Number((metres / 1000).toFixed(digits))} ${km}`;
}

/** K12+345, as on the stones along a river. */
export function station(metres: number): string {
  const whole = Math.round(metres);
  return `K${Math.floor(whole / 1000)}+${String(whole % 1000).padStart(3, '0')}`;
}

export function area(squareMetres: number, language: 'zh' | 'en'): string {
  const value = squareMetres / 1e6;
  return `${value.toFixed(value < 10 ? 2 : 1)} ${language === 'zh' ? '平方公里' : 'km²'}`;
}

const MEAN_RADIUS_M = 6_371_008.8;

/** Great-circle metres, good to half a percent: for words such as “120 m from the tap”, never for an answer. */
export function roughMetres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * MEAN_RADIUS_M * Math.asin(Math.sqrt(h));
}
