import { clearLine, cursorTo } from 'node:readline';

/** What somebody who works tells of it. */
export type Told = Pick<Progress, 'stage' | 'count' | 'end'>;

/** Shows how far something is: in one line that changes on a terminal, elsewhere in a line now and then. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  #shown = '';
  #what = '';
  #tenth = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Begins something else. */
  stage(text: string): void {
    this.#tenth = 0;
    this.#show(text, true);
  }

  /** So many of all are done. */
  count(what: string, done: number, all: number): void {
    const tenth = Math.floor((10 * done) / Math.max(1, all));
    const isNews = what === this.#what && tenth !== this.#tenth;
    this.#what = what;
    this.#tenth = tenth;
    const number = (value: number) => value.toLocaleString('en');
    this.#show(`${what}: ${number(done)} of ${number(all)}`, isNews && tenth % 2 === 0);
  }

  /** Leaves the line as it is for what is printed next. */
  end(): void {
    if (this.#out.isTTY && this.#shown !== '') this.#erase();
    this.#shown = '';
  }

  #show(text: string, isNews: boolean): void {
    if (text === this.#shown) return;
    if (!this.#out.isTTY) {
      if (isNews) this.#out.write(`  ${text}\n`);
      this.#shown = text;
      return;
    }
    this.#erase();
    this.#shown = text;
    this.#out.write(`  ${text}`);
  }

  #erase(): void {
    cursorTo(this.#out, 0);
    clearLine(this.#out, 0);
  }
}
