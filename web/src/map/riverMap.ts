/** MapLibre, set up for the page: what is tapped goes out, what is to be seen comes in. Knows no state and no words but those given. */
import {
  type LngLat,
  type LngLatBoundsLike,
  Map as MapLibre,
  type MapMouseEvent,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { ours } from '../service';
import type { Camera, Finger } from '../state';
import type { Position } from '../wire';
import { drawn, NOTHING, type Overlay } from './overlay';

setWorkerUrl(workerUrl);

/** How far beside a water a tap still means it. */
const FINGER_PX = 16;
const MOUSE_PX = 9;

export interface Tap {
  at: Position;
  finger: Finger;
}

export interface Words {
  label: string;
  metres: string;
  kilometres: string;
}

export interface Room {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export class RiverMap {
  private readonly map: MapLibre;
  private style: StyleSpecification | undefined;
  private overlay: Overlay = NOTHING;
  /** The service's origin as it calls itself: what comes from there is asked for under the page's own. */
  private readonly service: string;
  private ready = false;
  private stale = false;

  constructor(
    container: HTMLElement,
    style: StyleSpecification,
    words: Words,
    camera: Camera | undefined,
    room: Room,
    private readonly tapped: (tap: Tap) => void,
    moved: (camera: Camera) => void,
  ) {
    this.style = style;
    this.service = new URL(String(style.sprite)).origin;
    const start = camera
      ? { center: [camera.lon, camera.lat] as [number, number], zoom: camera.zoom }
      : extent(style, room);
    this.map = new MapLibre({
      container,
      style: drawn(style, NOTHING),
      ...start,
      minZoom: 6,
      maxZoom: 19,
      // What is known lies within the city.
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      transformRequest: (url) => ({ url: url.startsWith(this.service) ? ours(url) : url }),
      // Labels are drawn with the fonts of the device.
      localIdeographFontFamily: 'sans-serif',
      fadeDuration: 120,
      locale: { 'ScaleControl.Meters': words.metres, 'ScaleControl.Kilometers': words.kilometres },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new ScaleControl({ maxWidth: 120, unit: 'metric' }), 'bottom-left');
    this.name(words);
    const canvas = this.map.getCanvas();
    canvas.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.tapped(this.tap(this.map.getCenter(), MOUSE_PX));
    });
    this.map.on('style.load', () => {
      this.ready = true;
      if (this.stale) this.draw();
    });
    this.map.on('click', (event: MapMouseEvent) => {
      const touch = (event.originalEvent as PointerEvent).pointerType === 'touch';
      this.tapped(this.tap(event.lngLat, touch ? FINGER_PX : MOUSE_PX));
    });
    this.map.on('moveend', () => {
      const { lng, lat } = this.map.getCenter();
      moved({ zoom: this.map.getZoom(), lon: lng, lat });
    });
    // A tile that can't be had is asked for again when the map moves; the rest goes on.
    this.map.on('error', (event) => {
      if (!/AbortError/.test(String(event.error)))
        container.dataset.trouble = String(event.error?.message ?? event.error);
    });
    this.map.on('idle', () => {
      container.dataset.idle = 'true';
    });
    this.map.on('movestart', () => {
      delete container.dataset.idle;
    });
  }

  name(words: Words): void {
    this.map.getCanvas().setAttribute('aria-label', words.label);
  }

  show(style: StyleSpecification, overlay: Overlay): void {
    if (this.style === style && this.overlay === overlay) return;
    this.style = style;
    this.overlay = overlay;
    this.draw();
  }

  go(camera: Camera): void {
    this.map.jumpTo({ center: [camera.lon, camera.lat], zoom: camera.zoom });
  }

  /** Brings a place into the part that no panel covers, and no closer than it is. */
  reveal(place: Position, room: Room, zoom?: number): void {
    const { x, y } = this.map.project([place.lon, place.lat]);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const inside =
      x > room.left + 30 &&
      x < clientWidth - room.right - 30 &&
      y > room.top + 30 &&
      // What the map says of itself stands there.
      y < clientHeight - room.bottom - 56;
    const closer = zoom !== undefined && this.map.getZoom() < zoom;
    if (inside && !closer) return;
    this.map.easeTo({
      center: [place.lon, place.lat],
      ...(closer ? { zoom } : {}),
      offset: [(room.left - room.right) / 2, (room.top - room.bottom) / 2],
      duration: still() ? 0 : 500,
    });
  }

  fit(bounds: LngLatBoundsLike, room: Room): void {
    const edge = 40;
    const padding = {
      top: room.top + edge,
      right: room.right + edge,
      bottom: room.bottom + edge,
      left: room.left + edge,
    };
    this.map.fitBounds(bounds, { padding, maxZoom: 15, duration: still() ? 0 : 600 });
  }

  /** Brings a place nearer, under the finger that tapped it. */
  closer(place: Position, zoom: number): void {
    this.map.easeTo({ around: [place.lon, place.lat], zoom, duration: still() ? 0 : 400 });
  }

  zoomBy(steps: number): void {
    this.map.zoomTo(this.map.getZoom() + steps, { duration: still() ? 0 : 250 });
  }

  remove(): void {
    this.map.remove();
  }

  private draw(): void {
    if (!this.ready || !this.style) {
      this.stale = true;
      return;
    }
    this.stale = false;
    delete this.map.getContainer().dataset.idle;
    this.map.setStyle(drawn(this.style, this.overlay), { diff: true });
    // Where nothing differs nothing would be drawn, and the map never be idle again.
    this.map.triggerRepaint();
  }

  private tap({ lng, lat }: LngLat, pixels: number): Tap {
    return { at: { lon: lng, lat }, finger: { pixels, zoom: Math.round(this.map.getZoom() * 100) / 100 } };
  }
}

function still(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function extent(style: StyleSpecification, room: Room) {
  const source = Object.values(style.sources).find((s) => s.type === 'vector');
  const bounds = source && 'bounds' in source ? source.bounds : undefined;
  if (!bounds) return { center: [109.15, 21.55] as [number, number], zoom: 8.6 };
  const padding = { top: room.top + 16, right: room.right + 16, bottom: room.bottom + 16, left: room.left + 16 };
  return { bounds, fitBoundsOptions: { padding } };
}
