import type { Socket } from 'socket.io-client';
import { z } from 'zod';

/** How a call ended. `unknown`: no answer, or one that leaves open whether it was done; asking again is safe. */
export type Called =
  | { outcome: 'ok'; status: number; body: unknown }
  | { outcome: 'refused'; code: string }
  | { outcome: 'unknown'; why: string };

/** Somebody who may call the server: by which address, as whom, and where to note what must not happen. */
export type Caller = {
  url: string;
  token: string;
  note: (mishap: string) => void;
  /** Told of every text that came back, for those whose every byte counts. */
  hear?: (text: string) => void;
};

const CALL_TIMEOUT_MS = 3_000;

const Problem = z.looseObject({ code: z.string() });
const Ack = z.discriminatedUnion('ok', [
  z.looseObject({ ok: z.literal(true) }),
  z.looseObject({ ok: z.literal(false), error: z.looseObject({ code: z.string() }) }),
]);

/** Calls a REST endpoint. Never throws: a connection that breaks is an unknown outcome. */
export async function callRest(caller: Caller, method: string, path: string, body?: unknown): Promise<Called> {
  let status: number;
  let retryAfter: string | null;
  let text: string;
  try {
    const reply = await fetch(caller.url + path, {
      method,
      headers: {
        authorization: `Bearer ${caller.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    status = reply.status;
    retryAfter = reply.headers.get('retry-after');
    text = await reply.text();
  } catch (error) {
    return { outcome: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
  caller.hear?.(text);
  return judgeReply(caller, `${method} ${path}`, { status, retryAfter, text });
}

type Reply = { status: number; retryAfter: string | null; text: string };

function judgeReply(caller: Caller, what: string, { status, retryAfter, text }: Reply): Called {
  const parsed = parse(text);
  if (status >= 200 && status < 300) return { outcome: 'ok', status, body: parsed };
  if (status >= 500) {
    if (status !== 503 || retryAfter === null) caller.note(`${what}: ${status}, Retry-After ${retryAfter}: ${text}`);
    return { outcome: 'unknown', why: `status ${status}` };
  }
  const problem = Problem.safeParse(parsed);
  if (!problem.success) caller.note(`${what}: ${status} without a problem body: ${text}`);
  return { outcome: 'refused', code: problem.data?.code ?? String(status) };
}

/** Calls a socket event with a callback. Never throws: no callback in time is an unknown outcome. */
export async function callSocket(caller: Caller, socket: Socket, event: string, payload: unknown): Promise<Called> {
  if (!socket.connected) return { outcome: 'unknown', why: 'not connected' };
  let raw: unknown;
  try {
    raw = await socket.timeout(CALL_TIMEOUT_MS).emitWithAck(event, payload);
  } catch {
    return { outcome: 'unknown', why: 'no callback' };
  }
  const ack = Ack.safeParse(raw);
  if (!ack.success) {
    caller.note(`${event}: an ack of the wrong shape: ${JSON.stringify(raw)}`);
    return { outcome: 'unknown', why: 'wrong shape' };
  }
  if (ack.data.ok) return { outcome: 'ok', status: 200, body: raw };
  const { code } = ack.data.error;
  if (code === 'internal_error') caller.note(`${event}: internal_error`);
  if (code === 'internal_error' || code === 'unavailable') return { outcome: 'unknown', why: code };
  return { outcome: 'refused', code };
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
