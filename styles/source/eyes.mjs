// Colours as eyes see them: contrast after WCAG 2, colour-blindness after Machado, Oliveira and Fernandes (2009) at full severity,
// differences after CIEDE2000. Knows no style.
const MACHADO = {
    normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
export const EYES = Object.keys(MACHADO);

const XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]];
const WHITE = [0.95047, 1, 1.08883];
const times = (matrix, v) => matrix.map((row) => row.reduce((sum, m, i) => sum + m * v[i], 0));

/** Linear red, green and blue of `#RRGGBB`. */
export function linear(hex) {
    if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new Error(`${hex} is not #RRGGBB`);
    return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(a, b) {
    const [low, high] = [a, b].map((hex) => times([XYZ[1]], linear(hex))[0]).sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
}

/** CIE L*a*b* of a colour as these eyes see it. */
export function lab(hex, eyes = 'normal') {
    const seen = times(MACHADO[eyes], linear(hex)).map((c) => Math.min(1, Math.max(0, c)));
    const [x, y, z] = times(XYZ, seen).map((v, i) => v / WHITE[i]).map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const degrees = (radians) => ((radians * 180) / Math.PI + 360) % 360;
const cos = (d) => Math.cos((d * Math.PI) / 180);
const sin = (d) => Math.sin((d * Math.PI) / 180);

/** CIEDE2000 between two L*a*b* colours. */
export function ciede2000([l1, a1, b1], [l2, a2, b2]) {
    const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
    const g = 1.5 - 0.5 * Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7));
    const [c1, c2] = [Math.hypot(a1 * g, b1), Math.hypot(a2 * g, b2)];
    const hue = (a, b) => (a === 0 && b === 0 ? 0 : degrees(Math.atan2(b, a)));
    const [h1, h2] = [hue(a1 * g, b1), hue(a2 * g, b2)];
    const grey = c1 * c2 === 0;
    let dh = grey ? 0 : h2 - h1;
    if (dh > 180) dh -= 360;
    if (dh < -180) dh += 360;
    let h = h1 + h2;
    if (!grey) h = Math.abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? (h + 360) / 2 : (h - 360) / 2;
    const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
    const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
    const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
    const sc = 1 + 0.045 * c;
    const sh = 1 + 0.015 * c * t;
    const dH = 2 * Math.sqrt(c1 * c2) * sin(dh / 2);
    const rotation = -sin(60 * Math.exp(-(((h - 275) / 25) ** 2))) * 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
    const [dl, dc, dhs] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh];
    return Math.sqrt(dl ** 2 + dc ** 2 + dhs ** 2 + rotation * dc * dhs);
}

/** How far two colours are apart for the eyes that tell them apart worst. */
export const apart = (a, b) => Math.min(...EYES.map((eyes) => ciede2000(lab(a, eyes), lab(b, eyes))));
