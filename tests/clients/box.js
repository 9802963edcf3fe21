// The features of a FlatGeobuf that meet a box, by the reader of FlatGeobuf for browsers, and how much of the file it took.
//
// usage: node box.js ADDRESS WEST SOUTH EAST NORTH      prints {"ids": […], "requests": N, "bytes": N}
import { geojson } from 'flatgeobuf';

const [address, west, south, east, north] = process.argv.slice(2);
// The reader tells its every step.
for (const level of ['debug', 'info', 'log']) console[level] = () => {};

let requests = 0;
let bytes = 0;
const plain = globalThis.fetch;
globalThis.fetch = async (...asked) => {
  const answer = await plain(...asked);
  if (answer.status !== 206) throw new Error(`${answer.status} and not a range`);
  requests += 1;
  bytes += Number(answer.headers.get('content-length'));
  return answer;
};
const box = { minX: Number(west), minY: Number(south), maxX: Number(east), maxY: Number(north) };
const ids = [];
for await (const feature of geojson.deserialize(address, { rect: box })) ids.push(feature.properties.id ?? feature.properties.code);
process.stdout.write(`${JSON.stringify({ ids: ids.sort(), requests, bytes })}\n`);
