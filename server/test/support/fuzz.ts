import { randomFrom } from './seeds.ts';

/** A seeded source of unpleasant values. */
export type Mischief = {
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  below(limit: number): number;
  /** Any JSON at all, at most a few levels deep. */
  json(depth?: number): unknown;
  /** The object with some of its fields replaced, removed, moved or added. */
  mutate(value: unknown, depth?: number): unknown;
  /** The text with something done to it that addresses and headers can carry. */
  bend(text: string): string;
};

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '😀',
  '\ud83d',
  "' OR 1=1 --",
  '"; DROP TABLE messages; --',
  '%',
  '_',
  '\\',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  'null',
  'undefined',
  'true',
  '-1',
  '1e309',
  'NaN',
  '__proto__',
  'constructor',
  'x'.repeat(300),
  'é'.repeat(6000),
  '\u202etxt.exe',
  '2031-01-01T00:00:00.000Z',
  '2031-99-99',
  'a'.repeat(5001),
  '👍',
  '(a+)+$',
  '\r\nX-Evil: 1',
];

const NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  2 ** 31,
  2 ** 31 - 1,
  2 ** 53,
  -(2 ** 53),
  1e308,
  5e-324,
  100,
  20,
];
const KEYS: readonly string[] = [
  'id',
  'senderId',
  'role',
  'isAdmin',
  'conversationId',
  'type',
  'metadata',
  'constructor',
  'toString',
  '0',
  '',
  'length',
  '$where',
];

export function createMischief(seed: number): Mischief {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const chance = (probability: number) => random() < probability;
  function pick<T>(list: readonly T[]): T {
    const found = list[below(list.length)];
    if (found === undefined && list.length === 0) throw new Error('nothing to pick from');
    return found as T;
  }
  function json(depth = 3): unknown {
    const kind = below(depth > 0 ? 8 : 6);
    if (kind === 0) return pick(NUMBERS);
    if (kind === 1) return chance(0.5);
    if (kind === 2) return null;
    if (kind <= 5) return pick(TEXTS);
    if (kind === 6) return Array.from({ length: below(4) }, () => json(depth - 1));
    return Object.fromEntries(Array.from({ length: below(4) }, () => [pick(KEYS), json(depth - 1)]));
  }
  function mutate(value: unknown, depth = 3): unknown {
    if (depth === 0 || chance(0.15)) return json(2);
    if (Array.isArray(value)) {
      const list = value.map((item: unknown) => (chance(0.4) ? mutate(item, depth - 1) : item));
      if (chance(0.3)) list.push(json(1));
      if (chance(0.2)) list.pop();
      return chance(0.05) ? Array.from({ length: 2000 }, () => list[0]) : list;
    }
    if (value !== null && typeof value === 'object') {
      const entries = Object.entries(value)
        .filter(() => !chance(0.15))
        .map(([key, inner]) => [key, chance(0.4) ? mutate(inner, depth - 1) : inner] as const);
      if (chance(0.4)) entries.push([pick(KEYS), json(2)]);
      return Object.fromEntries(entries);
    }
    return json(1);
  }
  /** Not longer than an HTTP server reads at all. */
  function encoded(): string {
    return encodeURIComponent(pick(TEXTS).toWellFormed().slice(0, 400).toWellFormed());
  }
  function bend(text: string): string {
    const way = below(6);
    const at = below(text.length + 1);
    if (way === 0) return text.slice(0, at);
    if (way === 1) return `${text.slice(0, at)}${encoded()}${text.slice(at)}`;
    if (way === 2) return `${text}${text}`;
    if (way === 3) return text.split('').reverse().join('');
    if (way === 4) return `${text.slice(0, at)}%${below(256).toString(16)}${text.slice(at)}`;
    return encoded();
  }
  return { chance, pick, below, json, mutate, bend };
}
