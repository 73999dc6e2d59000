import type { Random } from './random.ts';

const CHOICE = /\[([^[\]|]*(?:\|[^[\]|]*)+)\]/g;
const WORD = /\{([a-z]+)(\d?)\}/g;

/**
 * Makes sentences out of patterns: `[one|the other]` is either, `{city}` is a word of a list. Within one exchange a name
 * stands for the same word each time, and `{city2}` for another one than `{city}`.
 */
export class Phrases {
  readonly #words: ReadonlyMap<string, readonly string[]>;
  readonly #random: Random;
  #chosen = new Map<string, string>();

  constructor(words: ReadonlyMap<string, readonly string[]>, random: Random) {
    this.#words = words;
    this.#random = random;
  }

  /** Another exchange begins: names stand for other words from here on. */
  forget(): void {
    this.#chosen = new Map();
  }

  /** @throws for a name that no list has. */
  fill(pattern: string): string {
    const chosen = pattern.replace(CHOICE, (_, choices: string) => this.#random.pick(choices.split('|')));
    const filled = chosen.replace(WORD, (_, name: string, place: string) => this.#word(name, place));
    return chosen.startsWith('{') ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
  }

  #word(name: string, place: string): string {
    const key = `${name}${place}`;
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    const taken = new Set(['', '1', '2', '3'].flatMap((other) => this.#chosen.get(`${name}${other}`) ?? []));
    const free = (this.#words.get(name) ?? []).filter((word) => !taken.has(word));
    const word = this.#random.pick(free);
    this.#chosen.set(key, word);
    return word;
  }
}
