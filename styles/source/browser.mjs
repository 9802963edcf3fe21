// Draws maps in a browser and takes their pictures. Knows MapLibre and Chromium, and no style.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const dist = fileURLToPath(new URL('../node_modules/maplibre-gl/dist/', import.meta.url));
const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="stylesheet" href="/maplibre-gl.css">
<style>html,body,#map{margin:0;width:100%;height:100%}.maplibregl-ctrl-attrib{font:10px/1.4 "Noto Sans CJK SC",sans-serif}</style><div id="map"></div>`;

/** A browser with MapLibre in it; `shot` gives a PNG. */
export async function open() {
    const files = createServer((request, response) => {
        const file = dist + request.url.slice(1);
        if (request.url === '/') response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
        else if (/^\/[\w.-]+$/.test(request.url) && existsSync(file)) {
            response.setHeader('content-type', file.endsWith('.css') ? 'text/css' : 'text/javascript').end(readFileSync(file));
        } else response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
    });
    await new Promise((done) => files.listen(0, '127.0.0.1', done));
    const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
    if (!executablePath) throw new Error('no Chromium: scripts/setup --browser installs it');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--lang=zh-CN'] });

    async function shot({ style, center, zoom, width, height, ratio = 1, attribution = true }) {
        const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: ratio, locale: 'zh-CN' });
        const tab = await context.newPage();
        const troubles = [];
        tab.on('console', (message) => { if (['error', 'warning'].includes(message.type())) troubles.push(message.text()); });
        tab.on('pageerror', (error) => troubles.push(String(error)));
        await tab.goto(`http://127.0.0.1:${files.address().port}/`);
        await tab.evaluate(async (options) => {
            const maplibre = await import('/maplibre-gl.mjs');
            maplibre.setWorkerUrl?.('/maplibre-gl-worker.mjs');
            const map = new maplibre.Map({
                container: 'map', style: options.style, center: options.center, zoom: options.zoom, interactive: false, fadeDuration: 0,
                attributionControl: options.attribution ? { compact: false } : false, canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true },
            });
            map.on('error', (event) => console.error(event.error?.message ?? 'unknown'));
            await new Promise((done, fail) => {
                map.once('idle', done);
                setTimeout(() => fail(new Error('the map is not idle after two minutes')), 120_000);
            });
        }, { style, center, zoom, attribution });
        const png = await tab.screenshot({ type: 'png' });
        await context.close();
        return { png, troubles: troubles.filter((text) => !/GPU stall|swiftshader|software WebGL/i.test(text)) };
    }

    return { shot, close: async () => { await browser.close(); files.close(); } };
}
