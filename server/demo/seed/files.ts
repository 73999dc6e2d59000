import { PICTURES, paintHills, paintScreen } from './pictures.ts';
import type { FileWish } from './plan.ts';
import type { Random } from './random.ts';

/** A file as it is uploaded. */
export type DemoFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

const PHOTOS = ['view', 'IMG_2047', 'IMG_2051', 'from-the-train', 'sunday'];
const SKETCHES = ['sketch', 'screenshot', 'draft-3', 'proof'];
const painted = new Map<string, Promise<Buffer>>();

/** Makes a file for a message: a picture, some sound, or a document. Pictures are painted once and used again. */
export async function makeFile(wish: FileWish, random: Random): Promise<DemoFile> {
  if (wish === 'audio') return { name: 'voice-message.wav', type: 'audio/wav', bytes: tune(random.int(3, 9), random) };
  if (wish === 'file') {
    if (random.chance(0.6)) return { name: 'summary.pdf', type: 'application/pdf', bytes: pdf(NOTES) };
    return { name: 'minutes.txt', type: 'text/plain', bytes: Buffer.from(`${NOTES.join('\n')}\n`) };
  }
  const which = random.int(0, PICTURES - 1);
  const key = `${wish} ${which}`;
  const picture = painted.get(key) ?? (wish === 'image' ? paintHills(which) : paintScreen(which));
  painted.set(key, picture);
  const bytes = await picture;
  return wish === 'image'
    ? { name: `${random.pick(PHOTOS)}.jpg`, type: 'image/jpeg', bytes }
    : { name: `${random.pick(SKETCHES)}.png`, type: 'image/png', bytes };
}

const RATE = 8_000;

/** A soft tune of so many seconds as WAV (8 bit, mono). */
function tune(seconds: number, random: Random): Uint8Array {
  const length = RATE * seconds;
  const wav = Buffer.alloc(44 + length);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + length, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(length, 40);
  const notes = Array.from({ length: seconds * 2 }, () => 220 * 2 ** (random.pick([0, 3, 5, 7, 10, 12]) / 12));
  for (let at = 0; at < length; at += 1) {
    const fade = 1 - (at % (RATE / 2)) / (RATE / 2);
    const pitch = notes[Math.floor((2 * at) / RATE)] ?? 220;
    wav[44 + at] = 128 + Math.round(60 * fade * Math.sin((2 * Math.PI * pitch * at) / RATE));
  }
  return wav;
}

const NOTES = [
  'Notes',
  '',
  '1. What we heard',
  '2. What we will do',
  '3. What we will not do',
  '',
  'Next time: tea, and fewer slides.',
];

/** The smallest honest PDF: one page with lines of text. */
function pdf(lines: readonly string[]): Uint8Array {
  const text = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join(' ');
  const content = `BT /F 14 Tf 72 770 Td 22 TL ${text} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(
    `${file}${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}
