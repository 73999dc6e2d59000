import type { z } from 'zod';

/** What the description tells of a socket event; `ack` is null for what the server sends. */
export type SocketEventEntry = {
  readonly name: string;
  readonly direction: 'client' | 'server';
  readonly summary: string;
  readonly payload: z.ZodType;
  readonly ack: z.ZodType | null;
};
