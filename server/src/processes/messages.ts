import { z } from 'zod';

const Addresses = z.object({ url: z.string(), port: z.number(), own: z.record(z.string(), z.string()) });

/** What a process that serves tells the primary one. */
export const FromWorker = z.discriminatedUnion('kind', [
  /** It takes requests. */
  z.object({ kind: z.literal('ready'), addresses: Addresses }),
  /** It cannot start; `sentence` says why. */
  z.object({ kind: z.literal('failed'), sentence: z.string() }),
  /** It wants the figures of all. */
  z.object({ kind: z.literal('gather'), id: z.int() }),
  /** Its own figures, for a `read`. */
  z.object({ kind: z.literal('figures'), id: z.int(), text: z.string() }),
]);
export type FromWorker = z.infer<typeof FromWorker>;

/** What the primary process tells one that serves. */
export const FromPrimary = z.discriminatedUnion('kind', [
  /** The first message: which of the processes it is, from 1, and the database that it works on. */
  z.object({ kind: z.literal('start'), number: z.int(), databaseUrl: z.string() }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('read'), id: z.int() }),
  /** Answers `gather`; null for a process that did not answer in time. */
  z.object({
    kind: z.literal('gathered'),
    id: z.int(),
    parts: z.array(z.object({ number: z.int(), text: z.string().nullable() })),
  }),
]);
export type FromPrimary = z.infer<typeof FromPrimary>;
