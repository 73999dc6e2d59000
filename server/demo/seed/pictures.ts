import sharp from 'sharp';

const SIZES = [
  [1280, 853],
  [900, 1200],
  [1600, 900],
  [1080, 1080],
  [2000, 700],
  [640, 960],
] as const;
const SKIES = [
  ['#0f4c5c', '#f6ae2d', '#e36414'],
  ['#1d3557', '#a8dadc', '#457b9d'],
  ['#2b2d42', '#ef8354', '#8d99ae'],
  ['#264653', '#e9c46a', '#2a9d8f'],
  ['#5f0f40', '#fb8b24', '#9a031e'],
  ['#cdeac0', '#ff928b', '#efe9ae'],
] as const;

/** How many different pictures of a kind there are. */
export const PICTURES = SIZES.length;

/** The photo of a number, as JPEG: hills before an evening sky. */
export function paintHills(which: number): Promise<Buffer> {
  const [width, height] = SIZES[which] ?? SIZES[0];
  const [dark, light, middle] = SKIES[which] ?? SKIES[0];
  const sky = `<defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="${middle}"/>
    <stop offset="0.75" stop-color="${light}"/></linearGradient></defs>`;
  const shapes = hills(width, height, dark, middle);
  return sharp(svg(width, height, 'url(#sky)', sky + shapes))
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** The sketch of a number, as PNG: a screen with a list. */
export function paintScreen(which: number): Promise<Buffer> {
  const [width, height] = SIZES[which] ?? SIZES[0];
  const [dark, , middle] = SKIES[which] ?? SKIES[0];
  return sharp(svg(width, height, '#f4f1ea', screen(width, height, dark, middle)))
    .png({ palette: true })
    .toBuffer();
}

function svg(width: number, height: number, ground: string, shapes: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${ground}"/>${shapes}</svg>`,
  );
}

function hills(width: number, height: number, dark: string, middle: string): string {
  const ridge = (base: number, swing: number, phase: number) =>
    Array.from({ length: 41 }, (_, step) => {
      const y =
        height * base - height * swing * Math.sin(step / 5 + phase) - height * 0.04 * Math.sin(step * 1.7 + phase);
      return `${Math.round((step * width) / 40)},${Math.round(y)}`;
    }).join(' ');
  const land = (points: string, fill: string, opacity: number) =>
    `<polygon points="0,${height} ${points} ${width},${height}" fill="${fill}" opacity="${opacity}"/>`;
  const sun = `<circle cx="${width * 0.68}" cy="${height * 0.42}" r="${Math.min(width, height) * 0.09}" fill="#fff7e6" opacity="0.9"/>`;
  return `${sun}${land(ridge(0.62, 0.06, 1), middle, 0.75)}${land(ridge(0.75, 0.08, 2.4), dark, 0.8)}${land(ridge(0.88, 0.05, 4), dark, 1)}`;
}

function screen(width: number, height: number, dark: string, middle: string): string {
  const unit = Math.min(width, height) / 20;
  const box = (x: number, y: number, w: number, h: number, fill: string, opacity = 1) =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${unit / 3}" fill="${fill}" opacity="${opacity}"/>`;
  const rows = Array.from({ length: 5 }, (_, row) => {
    const y = unit * (6 + row * 2.4);
    return (
      box(unit * 2, y, unit * 1.4, unit * 1.4, middle, 0.8) +
      box(unit * 4, y + unit * 0.4, width - unit * (7 + row), unit * 0.6, dark, 0.25)
    );
  });
  const card = box(unit, unit, width - unit * 2, height - unit * 2, '#ffffff');
  return `${card}${box(unit, unit, width - unit * 2, unit * 2.6, dark)}${box(unit * 2, unit * 4.4, width / 3, unit * 0.8, middle)}${rows.join('')}`;
}
