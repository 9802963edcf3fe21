// The pictures of the sprite as SVG: hatches of zones, patterns of the black and white map, symbols.
import { CHIEF, HAZARD, HALO, INK, MISSING, QUIET, SEVERITY } from './palette.mjs';

const svg = (width, height, body) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>\n`;
const path = (d, stroke, width, more = '') => `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}"${more}/>`;
const shape = (d, fill, stroke, width = 1.5) =>
    `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"/>`;

/** Strokes from lower left to upper right that run on over the edges of a 16 px square. */
const DIAGONAL = 'M-4 4L4-4M-4 20L20-4M12 20L20 12';
const DIAGONAL_WIDE = 'M-4 12L12-4M4 20L20 4';
const BACK = 'M-4 12L4 20M-4-4L20 20M12-4L20 4';
const WAVE = 'M-2 4Q2 0 6 4T14 4T22 4M-10 12Q-6 8-2 12T6 12T14 12T22 12';
const GRID = 'M0 4H16M0 12H16M4 0V16M12 0V16';
const DOTS = [[4, 4], [12, 12]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="1.5" fill="${INK}"/>`).join('');

const pictures = {};
CHIEF.forEach((colour, n) => {
    pictures[`hatch-${n}`] = svg(16, 16, path(DIAGONAL, colour, 1.6));
    pictures[`wave-${n}`] = svg(16, 16, path(WAVE, colour, 1.4));
});
pictures['hatch-vacant'] = svg(16, 16, path(DIAGONAL_WIDE, INK, 5) + path(DIAGONAL, HAZARD, 5));
pictures['hatch-gap'] = svg(16, 16, path(DIAGONAL, INK, 1.6, ' stroke-dasharray="3 3"'));

// Black and white: six ways to fill an area, six to draw a line.
[path(DIAGONAL, INK, 1), path(BACK, INK, 1), path(GRID, INK, 0.8), DOTS, path(WAVE, INK, 1), path(DIAGONAL + BACK, INK, 0.8)].forEach(
    (body, n) => { pictures[`print-fill-${n}`] = svg(16, 16, body); },
);
const edges = path('M0 .75H32M0 7.25H32', INK, 1.5);
const core = '<path d="M0 0H32V8H0Z" fill="#fff"/>';
[
    `<path d="M0 0H32V8H0Z" fill="${INK}"/>`,
    core + edges,
    core + edges + path('M0 4H16', INK, 8),
    core + edges + path('M4 0V8M12 0V8M20 0V8M28 0V8', INK, 2),
    core + edges + path('M0 4H32', INK, 2),
    core + edges + path('M-4 10L8-2M4 10L16-2M12 10L24-2M20 10L32-2M28 10L40-2', INK, 2.4),
].forEach((body, n) => { pictures[`print-line-${n}`] = svg(32, 8, body); });

// Symbols, 22 px and white around, so that they stand on any ground.
const TRIANGLE = 'M11 2L20.5 19H1.5Z';
const mark = (colour) => path('M11 7.5V13.2', colour, 2.4, ' stroke-linecap="round"') + `<circle cx="11" cy="16.2" r="1.4" fill="${colour}"/>`;
const ring = (d) => path(d, HALO, 5, ' stroke-linejoin="round"');
const badge = (d, colour, inside) => svg(22, 22, ring(d) + shape(d, colour, HALO, 1) + inside);
const SQUARE = 'M3 3H19V19H3Z';
const DIAMOND = 'M11 1.5L20.5 11L11 20.5L1.5 11Z';
const DISC = 'M11 2A9 9 0 1 1 11 20A9 9 0 1 1 11 2Z';
const PAGE = 'M5 2H14L18 6V20H5Z';
Object.assign(pictures, {
    vacant: svg(22, 22, ring(TRIANGLE) + shape(TRIANGLE, HAZARD, INK, 2) + mark(INK)),
    'print-open': svg(22, 22, ring(TRIANGLE) + shape(TRIANGLE, HALO, INK, 2) + mark(INK)),
    gap: badge(DIAMOND, MISSING.gap, path('M6.5 11H15.5', HALO, 2.6)),
    office: badge(SQUARE, MISSING.office, path('M7 17V8L11 5L15 8V17', HALO, 1.8) + path('M6 17H16', HALO, 1.8)),
    document: badge(PAGE, MISSING.document, path('M8 9H15M8 12.5H15M8 16H13', HALO, 1.6)),
    not_sent: badge(DISC, MISSING.not_sent, path('M6 11H15M11.5 7L15.5 11L11.5 15', HALO, 2)),
    grade: badge('M11 2L19.5 7V15L11 20L2.5 15V7Z', MISSING.grade, path('M7 14V11M11 14V8M15 14V6', HALO, 2)),
    'finding-error': badge(DISC, SEVERITY.error, path('M7.5 7.5L14.5 14.5M14.5 7.5L7.5 14.5', HALO, 2.2)),
    'finding-warning': badge(TRIANGLE, SEVERITY.warning, mark(HALO)),
    'finding-note': badge(SQUARE, SEVERITY.note, path('M11 10V15.5', HALO, 2.4) + `<circle cx="11" cy="6.8" r="1.5" fill="${HALO}"/>`),
    board: svg(16, 16, path('M3 2H13V9H3ZM8 9V15', HALO, 4) + shape('M3 2H13V9H3Z', HALO, INK, 1.4) + path('M8 9V15', INK, 1.6) + path('M5 4.5H11M5 6.7H9', INK, 1)),
    flow: svg(12, 12, path('M3 2L9 6L3 10', HALO, 4) + path('M3 2L9 6L3 10', '#0A4A80', 1.8)),
    seat: svg(8, 8, `<circle cx="4" cy="4" r="2.6" fill="${HALO}" stroke="${INK}" stroke-width="1.3"/>`),
    village: svg(6, 6, `<circle cx="3" cy="3" r="1.6" fill="${QUIET}"/>`),
});

export const PICTURES = pictures;
