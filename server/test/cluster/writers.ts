import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { z } from 'zod';
import { MESSAGES, pause } from '../support/factories.ts';
import type { Person } from '../support/person.ts';

const Ack = z.union([
  z.object({ ok: z.literal(true), message: z.object({ seq: z.int() }) }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) }),
]);
const Stored = z.object({ seq: z.int() });

/** Between two messages: what is tried is not how fast it goes. */
const PACE_MS = 20;

/** Somebody who writes until told to stop, and sends again whatever was not acknowledged. */
export type Writer = {
  /** Contents in the order of sending, with the number that the acknowledgement gave. */
  readonly acked: ReadonlyMap<string, number>;
  /** Answers that were refusals. */
  readonly refused: readonly string[];
  /** How often nothing came back and the same was sent again. */
  readonly resent: number;
  /** How often it had to connect. */
  readonly connects: number;
  /** Writes nothing new, and waits until all is acknowledged. */
  stop(): Promise<void>;
};

let tags = 0;

/** Tells the words of writers apart, also of the same person. */
function nextTag(): string {
  tags += 1;
  return `writer ${tags}`;
}

/** Several messages are on their way at once; after each new connection all that lack an answer are sent again, in order. */
export function writeBySocket(url: string, who: Person, conversationId: string, options: object = {}): Writer {
  const acked = new Map<string, number>();
  const refused: string[] = [];
  const open: string[] = [];
  const tag = nextTag();
  let [resent, connects, written, stopping] = [0, 0, 0, false];
  const socket: Socket = io(url, {
    forceNew: true,
    auth: { token: who.token },
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    ...options,
  });

  function send(content: string): void {
    socket.emit('send_message', { conversationId, content, clientId: content }, (raw: unknown) => {
      const ack = Ack.parse(raw);
      if (!ack.ok) refused.push(`${content}: ${ack.error.code}`);
      else {
        const at = open.indexOf(content);
        if (at >= 0) open.splice(at, 1);
        acked.set(content, ack.message.seq);
      }
    });
  }

  socket.on('connect', () => {
    connects += 1;
    resent += open.length;
    for (const content of open) send(content);
  });
  const writing = (async () => {
    while (!stopping || open.length > 0) {
      if (!stopping && socket.connected && open.length < 3) {
        written += 1;
        const content = `${tag} says ${written}`;
        open.push(content);
        send(content);
      }
      await pause(PACE_MS);
    }
    socket.disconnect();
  })();
  return {
    acked,
    refused,
    get resent() {
      return resent;
    },
    get connects() {
      return connects;
    },
    stop() {
      stopping = true;
      return writing;
    },
  };
}

/** One message after the other, over connections that are kept. */
export function writeByHttp(url: string, who: Person, conversationId: string): Writer {
  const acked = new Map<string, number>();
  const refused: string[] = [];
  const tag = nextTag();
  let [resent, written, stopping] = [0, 0, false];
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' };

  async function send(content: string): Promise<void> {
    for (;;) {
      try {
        const body = JSON.stringify({ conversationId, content, clientId: content });
        const answer = await fetch(`${url}${MESSAGES}`, { method: 'POST', headers, body });
        if (answer.ok) acked.set(content, Stored.parse(await answer.json()).seq);
        else refused.push(`${content}: ${answer.status} ${await answer.text()}`);
        return;
      } catch {
        resent += 1; // the connection ended: whether it was stored is not known
        await pause(20);
      }
    }
  }

  const writing = (async () => {
    while (!stopping) {
      written += 1;
      await send(`${tag} writes ${written}`);
      await pause(PACE_MS);
    }
  })();
  return {
    acked,
    refused,
    get resent() {
      return resent;
    },
    connects: 1,
    stop() {
      stopping = true;
      return writing;
    },
  };
}

/** Opens a connection of its own for each request, all the time. */
export function knock(url: string): { readonly failures: readonly string[]; stop(): Promise<number> } {
  const failures: string[] = [];
  let [count, stopping] = [0, false];
  const knocking = (async () => {
    while (!stopping) {
      count += 1;
      try {
        const answer = await fetch(`${url}/health`, { headers: { connection: 'close' } });
        await answer.arrayBuffer();
        if (answer.status !== 200) failures.push(`${answer.status}`);
      } catch (error) {
        failures.push(error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error));
      }
      await pause(10);
    }
  })();
  return {
    failures,
    async stop() {
      stopping = true;
      await knocking;
      return count;
    },
  };
}

/** Holds what was acknowledged against what is there. */
export function checkHistory(
  writers: readonly Writer[],
  history: readonly { readonly seq: number; readonly content: string }[],
): void {
  const seqOf = new Map(history.map(({ seq, content }) => [content, seq]));
  expect(seqOf.size).toBe(history.length);
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, at) => at + 1));
  for (const { acked, refused } of writers) {
    expect(refused).toEqual([]);
    expect([...acked].filter(([content, seq]) => seqOf.get(content) !== seq)).toEqual([]);
    const inOrder = [...acked]
      .sort(([, one], [, other]) => one - other)
      .map(([content]) => Number(/\d+$/.exec(content)?.[0]));
    expect(inOrder).toEqual(inOrder.map((_, at) => at + 1));
  }
}
