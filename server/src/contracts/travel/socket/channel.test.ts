import { expect, test } from 'vitest';
import type { Message } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import type { CoreEvent } from '../../../core/events.ts';
import type { SocketConnection } from '../../../wire/socketio/connection.ts';
import type { Frame } from '../../../wire/socketio/frames.ts';
import { TempIds } from '../../../wire/temp-ids.ts';
import { TravelChannel } from './channel.ts';

const ID = 'c1';

/** A channel to which bo listens, on a process that does not remember what conversation `ID` is. */
function scene() {
  const { promise: access, resolve: load } = Promise.withResolvers<{ type: string } | null>();
  const heard: string[] = [];
  const core = {
    bus: { subscribe: () => () => {} },
    directory: { peek: () => undefined, get: () => access },
    conversations: { views: async () => [] },
    onFault(error: unknown) {
      throw error;
    },
  } as unknown as Core;
  const channel = new TravelChannel(core, new TempIds());
  const connection = {
    id: 's1',
    userId: 'bo',
    send: ({ text }: Frame) => heard.push(/"([a-z-]+)"/.exec(text)?.[1] ?? ''),
  };
  channel.add(connection as unknown as SocketConnection);
  const reached: string[] = [];
  return {
    heard,
    reached,
    load,
    deliver: (event: CoreEvent) =>
      channel.deliver(event, ['ann', 'bo'].values(), null, (userId) => reached.push(userId)),
  };
}

function sent(seq: number): CoreEvent {
  const message = { seq, conversationId: ID, senderId: 'ann', content: 'x' } as unknown as Message;
  return { type: 'message.sent', conversationId: ID, message, connectionId: null };
}

const READ: CoreEvent = {
  type: 'mark.read',
  conversationId: ID,
  userId: 'bo',
  fromSeq: 0,
  seq: 1,
  readAt: '',
  unreadCount: 0,
  countedSeq: 1,
  connectionId: null,
};

test('who is listening is reached although the conversation has to be looked up first, in order', async () => {
  const { deliver, reached, heard, load } = scene();
  deliver(sent(1));
  deliver(READ);
  expect([reached, heard]).toEqual([[], []]);
  load({ type: 'direct' });
  await expect.poll(() => heard).toEqual(['message-read']);
  expect(reached).toEqual(['bo']);
});

test('nothing is heard of what turns out to be a group, or nothing', async () => {
  for (const found of [{ type: 'group' }, null]) {
    const { deliver, reached, heard, load } = scene();
    deliver(sent(1));
    deliver(READ);
    load(found);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([reached, heard]).toEqual([[], []]);
  }
});
