// Takes the thumbnails of the styles from a running service.
//
//   node source/thumbnails.mjs http://127.0.0.1:8080
import { writeFileSync } from 'node:fs';
import { SERVED, STYLES } from './build.mjs';
import { open } from './browser.mjs';
import { madeFrom } from './check.mjs';

const VIEWS = {
    responsibility: { center: [109.2, 21.745], zoom: 10.02 },
    inventory: { center: [109.28, 21.56], zoom: 8.2 },
    coverage: { center: [109.28, 21.56], zoom: 8.2 },
    planning: { center: [109.15, 21.835], zoom: 11.2 },
    print: { center: [109.2, 21.655], zoom: 12.7 },
};

const url = process.argv[2]?.replace(/\/$/, '');
if (!url) {
    console.error('usage: node source/thumbnails.mjs URL');
    process.exit(2);
}
/** Waits until the service has made its first tile with all layers; until then it may say that it is busy. */
async function warm() {
    for (const { id } of STYLES) {
        const style = await (await fetch(`${url}/styles/${id}.json`)).json();
        const tile = style.sources.riverchief.tiles[0].replace('{z}', '8').replace('{x}', '205').replace('{y}', '112');
        for (let left = 60; (await fetch(tile)).status === 503; left -= 1) {
            if (left === 0) throw new Error(`${tile} stays busy`);
            await new Promise((done) => setTimeout(done, 2000));
        }
    }
}

await warm();
const browser = await open();
try {
    for (const { id } of STYLES) {
        const { png, troubles } = await browser.shot({ style: `${url}/styles/${id}.json`, width: 400, height: 300, ...VIEWS[id] });
        if (troubles.length) throw new Error(`${id}: ${troubles.join('; ')}`);
        writeFileSync(`${SERVED}/${id}.png`, png);
        console.log(`${id}.png ${png.length} bytes`);
    }
    writeFileSync(`${SERVED}/thumbnails.sha256`, STYLES.map(({ id }) => `${madeFrom(id)}  ${id}\n`).join(''));
} finally {
    await browser.close();
}
