import type { Measures } from '../../core/files/media.ts';

/** A question to the worker; it gets the next one only after its answer. */
export type Job = { readonly task: 'sniff' | 'measure'; readonly path: string; readonly mimeType: string };

/** Empty when nothing can be said. */
export type Outcome = { readonly type?: string | null; readonly measures?: Measures };
