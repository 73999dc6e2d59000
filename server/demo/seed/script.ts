import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Side } from './people.ts';

const FOLDER = join(import.meta.dirname, 'talk');

const EXTRAS = ['image', 'sketch', 'file', 'audio', 'place', 'offer', 'booking'] as const;

/** What hangs on a line besides its words. */
export type Extra = (typeof EXTRAS)[number];

export type Line = {
  /** A letter that stands for whoever says it. */
  readonly speaker: string;
  readonly extra: Extra | null;
  /** Whether it quotes the last line of somebody else. */
  readonly answers: boolean;
  readonly text: string;
};

/** Some lines that belong together; its speakers stand in the order of their first words. */
export type Exchange = {
  readonly lines: readonly Line[];
  readonly speakers: readonly string[];
  /** For whom a speaker must speak; whoever is not named may be anybody. */
  readonly sides: ReadonlyMap<string, Side>;
  /** Whether it brings a file. */
  readonly hasFile: boolean;
};

const LINE = /^([a-d])(\^?)(?:\+(image|sketch|file|audio|place|offer|booking))?: ?(.*)$/;
const SIDES = /^> (.*)$/;
const FILES: ReadonlySet<Extra | null> = new Set(['image', 'sketch', 'file', 'audio']);

/** All exchanges by topic, which is the name of their file in `talk/`. */
export function readTalk(): ReadonlyMap<string, readonly Exchange[]> {
  const topics = readdirSync(FOLDER).filter((name) => name !== 'words.txt');
  return new Map(topics.sort().map((name) => [name.replace(/\.txt$/, ''), parse(blocksOf(join(FOLDER, name)))]));
}

/** What the names in braces may stand for; a row `n: 2..9` is any number between. */
export function readWords(): ReadonlyMap<string, readonly string[]> {
  const rows = blocksOf(join(FOLDER, 'words.txt')).flat();
  return new Map(rows.map(wordsOf));
}

/** The paragraphs of a text as their lines, without notes (`# ` at the beginning). */
export function blocksOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const text = lines.filter((line) => !line.startsWith('# ')).join('\n');
  return text
    .split(/\n{2,}/)
    .map((block) => block.split('\n').filter((line) => line !== ''))
    .filter((block) => block.length > 0);
}

function wordsOf(row: string): [string, string[]] {
  const [name = '', values = ''] = row.split(/: (.*)/, 2);
  const range = /^(\d+)\.\.(\d+)$/.exec(values);
  if (!range) return [name, values.split(' | ')];
  const [from, to] = [Number(range[1]), Number(range[2])];
  return [name, Array.from({ length: to - from + 1 }, (_, index) => String(from + index))];
}

function parse(blocks: readonly (readonly string[])[]): Exchange[] {
  let sides: ReadonlyMap<string, Side> = new Map();
  return blocks.flatMap((block) => {
    const given = block.map((line) => SIDES.exec(line)?.[1]).find((found) => found !== undefined);
    if (given !== undefined) sides = sidesOf(given);
    const lines = block.filter((line) => !SIDES.test(line)).map(lineOf);
    const speakers = [...new Set(lines.map(({ speaker }) => speaker))];
    return lines.length === 0 ? [] : [{ lines, speakers, sides, hasFile: lines.some(({ extra }) => FILES.has(extra)) }];
  });
}

function sidesOf(text: string): ReadonlyMap<string, Side> {
  return new Map(
    text.split(', ').flatMap((pair) => {
      const [speaker = '', side] = pair.split(': ');
      return side === 'staff' || side === 'customer' || side === 'provider' ? [[speaker, side] as const] : [];
    }),
  );
}

function lineOf(line: string): Line {
  const [, speaker, answers, extra, text] = LINE.exec(line) ?? [];
  if (speaker === undefined || text === undefined) throw new Error(`no line of an exchange: ${line}`);
  const kind = EXTRAS.find((one) => one === extra) ?? null;
  return { speaker, answers: answers === '^', extra: kind, text: text.replaceAll('\\n', '\n') };
}
