/** A map drawn once, as a picture. */
import { Map as MapLibre, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { ours } from '../service';
import { drawn, type Overlay } from './overlay';

setWorkerUrl(workerUrl);

/** Sharp enough on paper: 62 mm are about 730 dots. */
const DOTS_PER_PIXEL = 3;

/** The map with what is pointed out, in the size of `container`, as a data URL. */
export function pictureOf(
  container: HTMLElement,
  style: StyleSpecification,
  bounds: [number, number, number, number],
  overlay: Overlay,
): Promise<string> {
  const service = new URL(String(style.sprite)).origin;
  const map = new MapLibre({
    container,
    style: drawn(style, overlay),
    bounds,
    fitBoundsOptions: { padding: overlay.lines.length > 0 ? 28 : 48, maxZoom: 14 },
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    pixelRatio: DOTS_PER_PIXEL,
    canvasContextAttributes: { preserveDrawingBuffer: true },
    transformRequest: (url) => ({ url: url.startsWith(service) ? ours(url) : url }),
  });
  return new Promise((resolve) => {
    map.once('idle', () => {
      resolve(map.getCanvas().toDataURL('image/png'));
      map.remove();
    });
  });
}
