import type { FromPrimary, FromWorker } from './messages.ts';

/** A process that serves, as far as its figures go. */
export type Told = { readonly number: number; tell(message: FromPrimary): void };

type Part = { readonly number: number; text: string | null };

/** Who does not answer within this is left out. */
const PATIENCE_MS = 1_000;

/** Gathers the figures of all processes for one of them. */
export type FigureDesk = {
  /** `asker` wants those of `all`, under its own number for it. */
  gather(asker: Told, id: number, all: readonly Told[]): void;
  /** An answer came in. */
  take(from: Told, answer: Extract<FromWorker, { kind: 'figures' }>): void;
};

/** Makes the desk of the primary process. */
export function createFigureDesk(): FigureDesk {
  const waiting = new Map<number, (from: Told, text: string) => void>();
  let last = 0;

  return {
    gather(asker, id, all) {
      last += 1;
      const request = last;
      const parts = new Map<Told, Part>(all.map((one) => [one, { number: one.number, text: null }]));
      let missing = parts.size;
      const answer = () => {
        clearTimeout(late);
        waiting.delete(request);
        asker.tell({ kind: 'gathered', id, parts: [...parts.values()] });
      };
      const late = setTimeout(answer, PATIENCE_MS);
      waiting.set(request, (from, text) => {
        const part = parts.get(from);
        if (part?.text !== null) return;
        part.text = text;
        missing -= 1;
        if (missing === 0) answer();
      });
      for (const one of parts.keys()) one.tell({ kind: 'read', id: request });
    },
    take: (from, { id, text }) => waiting.get(id)?.(from, text),
  };
}
