import { expect, test } from 'vitest';
import type { Sent } from '../../../core/conversations/draft.ts';
import type { Message } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import { Later } from '../../../wire/socketio/sequence.ts';
import type { WebSocketPeer } from '../../../wire/websocket/server.ts';
import { CharitySession } from './session.ts';

const AWAY = new Error('the database is away');

function scene() {
  const heard: unknown[] = [];
  const connection = { id: 'w1', close: () => {}, send: (frame: Buffer) => heard.push(JSON.parse(frame.toString())) };
  const peer = { connection, about: 'c1', session: { userId: 'ann', user: { name: 'Ann' }, role: 'user' } };
  const core = { people: { peek: () => null } };
  const session = new CharitySession(
    core as unknown as Core,
    peer as unknown as WebSocketPeer,
    (error) => error === AWAY,
  );
  const refused: string[] = [];
  return {
    session,
    heard,
    refused,
    told: () => heard.map((frame) => Number((frame as { seq: number }).seq)),
    refuse: (error: unknown) => void refused.push(error instanceof Error ? error.message : ''),
    /** Sends one that is stored under this number when the promise settles. */
    send: (seq: number, stored: Promise<void> = Promise.resolve()) =>
      session.send(
        () => new Later(stored.then(() => ({ message: message(seq), duplicate: false }) as Sent)),
        () => {},
        () => {},
      ),
  };
}

function message(seq: number): Message {
  return { id: `c1-${seq}`, seq, senderId: 'ann', attachments: [], clientId: null, type: 'text' } as unknown as Message;
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

test('each message is told once, whether its answer or its announcement comes first, and in whatever order they come', async () => {
  const { session, send, told } = scene();
  session.announced(message(3));
  session.announced(message(1));
  send(1);
  send(2);
  send(3);
  send(4);
  await moment();
  session.announced(message(4));
  session.announced(message(2));
  session.announced(message(4));
  expect(told().slice(0, 4)).toEqual([3, 1, 2, 4]);
  expect(new Set(told()).size).toBe(4);
});

test('thousands of announcements that never come are no reason to remember them all, nor to be silent', async () => {
  const { send, told } = scene();
  for (let seq = 1; seq <= 3_000; seq++) send(seq);
  await moment();
  expect(told()).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
});

test('an announcement without a connection is of this one where its answer was told, once', async () => {
  const { session, send } = scene();
  send(7);
  await moment();
  expect(session.claims(message(6))).toBe(false);
  expect(session.claims(message(7))).toBe(true);
  expect(session.claims(message(7))).toBe(false);
});

test('CHAR-94 what waited while the database was found away is refused at once; what comes later asks it again', async () => {
  const { session, refuse, refused } = scene();
  let asked = 0;
  const first = Promise.withResolvers<void>();
  const ask = (work: Promise<void>) => () => {
    asked += 1;
    return work;
  };
  session.attempt(ask(first.promise), refuse);
  for (let i = 0; i < 500; i++) session.attempt(ask(Promise.resolve()), refuse);
  const pong = Promise.withResolvers<number>();
  session.inTurn(() => pong.resolve(refused.length), refuse);
  first.reject(AWAY);
  expect(await pong.promise).toBe(501);
  expect(asked).toBe(1);
  session.attempt(ask(Promise.resolve()), refuse);
  await moment();
  expect([asked, refused.length]).toEqual([2, 501]);
});

test('marks and typing that wait are not done for a client that was lost; its messages are', async () => {
  const { session, send, told, refuse, refused } = scene();
  const first = Promise.withResolvers<void>();
  let done = 0;
  session.attempt(() => first.promise, refuse);
  session.attempt(async () => {
    done += 1;
  }, refuse);
  send(1);
  session.lost = true;
  first.resolve();
  await moment();
  expect([done, refused.length, told()]).toEqual([0, 1, [1]]);
});
