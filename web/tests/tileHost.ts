/**
 * The host of a base map, as a fixture: two maps of tiles with a square around one known place, and who asked for what.
 * Its tiles are drawn from the numbers in their address, so that one in the wrong place shows.
 */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { deflateSync } from 'node:zlib';

const SIDE = 256;

/** Greatest zoom of the fixture's tiles, as the service is told in `tests/it/page.rs`. */
export const GREATEST_ZOOM = 15;

/** A corner between four pixels at the greatest zoom, so that a square around it has no lopsided edge. */
export const MARKED = placeOf(6_734_467, 3_680_753, GREATEST_ZOOM);

/** Opaque, over both colours of the ground. */
export const SQUARE = { red: 255, green: 0, blue: 255, half: 9 };
/** Of the upper map, which is clear elsewhere. */
export const DOT = { red: 0, green: 255, blue: 255, half: 4 };

const GROUND = [
  [206, 231, 206, 255],
  [184, 214, 184, 255],
];

export interface Request {
  map: string;
  z: number;
  x: number;
  y: number;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

export class TileHost {
  readonly asked: Request[] = [];
  private constructor(private readonly server: Server) {}

  static async on(port: number): Promise<TileHost> {
    const server = createServer();
    const host = new TileHost(server);
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '', 'http://host');
      const [, map = '', z, x, y] = /^\/(ground|names)\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(url.pathname) ?? [];
      if (!map) {
        response.writeHead(404).end();
        return;
      }
      const tile = { map, z: Number(z), x: Number(x), y: Number(y) };
      host.asked.push({ ...tile, query: url.searchParams, headers: request.headers });
      // As hosts of maps for browsers do.
      response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' });
      response.end(picture(tile));
    });
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(port, '127.0.0.1', listening);
    });
    return host;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** A place from pixels of the whole world at a zoom (Web Mercator, rows from the north). */
function placeOf(x: number, y: number, zoom: number): { lon: number; lat: number } {
  const size = SIDE * 2 ** zoom;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size)));
  return { lon: (x / size) * 360 - 180, lat: (lat * 180) / Math.PI };
}

/** The other way round. */
function pixelsOf({ lon, lat }: { lon: number; lat: number }, zoom: number): { x: number; y: number } {
  const size = SIDE * 2 ** zoom;
  const north = Math.asinh(Math.tan((lat * Math.PI) / 180));
  return { x: ((lon + 180) / 360) * size, y: ((1 - north / Math.PI) / 2) * size };
}

function picture({ map, z, x, y }: { map: string; z: number; x: number; y: number }): Buffer {
  const marked = pixelsOf(MARKED, z);
  const [column, row] = [marked.x - x * SIDE, marked.y - y * SIDE];
  const mark = map === 'ground' ? SQUARE : DOT;
  const elsewhere = map === 'ground' ? (GROUND[(x + y) % 2] as number[]) : [0, 0, 0, 0];
  const rows = Buffer.alloc(SIDE * (1 + 4 * SIDE));
  for (let j = 0; j < SIDE; j += 1) {
    for (let i = 0; i < SIDE; i += 1) {
      const inside = Math.abs(i + 0.5 - column) < mark.half && Math.abs(j + 0.5 - row) < mark.half;
      rows.set(inside ? [mark.red, mark.green, mark.blue, 255] : elsewhere, j * (1 + 4 * SIDE) + 1 + 4 * i);
    }
  }
  const size = Buffer.alloc(8);
  size.writeUInt32BE(SIDE, 0);
  size.writeUInt32BE(SIDE, 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    // Eight bits of red, green, blue and opacity.
    chunk('IHDR', Buffer.concat([size, Buffer.from([8, 6, 0, 0, 0])])),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = ((CRC[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return whole;
}
