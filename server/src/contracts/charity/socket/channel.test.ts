import { expect, test } from 'vitest';
import type { Message } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import type { CoreEvent } from '../../../core/events.ts';
import type { WebSocketConnection } from '../../../wire/websocket/connection.ts';
import { CharityChannel, type Inhabitant } from './channel.ts';

function scene() {
  const channel = new CharityChannel({ bus: { subscribe: () => () => {} } } as unknown as Core);
  const enter = (userId: string, takes = Number.POSITIVE_INFINITY) => {
    const heard: string[] = [];
    const connection = {
      id: `w-${userId}`,
      userId,
      ended: false,
      send: (frame: Buffer) => {
        if (heard.length >= takes) connection.ended = true;
        else heard.push(JSON.parse(frame.toString()).type);
      },
    };
    const inhabitant = { userId, conversationId: 'c1', connection, claims: () => false };
    const open = connection as unknown as WebSocketConnection;
    channel.enter(open, 'c1', inhabitant as unknown as Inhabitant);
    return { heard, arrived: () => channel.arrived(open) };
  };
  const event = (fields: object) => ({ conversationId: 'c1', ...fields }) as unknown as CoreEvent;
  return { channel, enter, event };
}

const message = { id: 'c1-1', seq: 1, senderId: 'bo', attachments: [], type: 'text' } as unknown as Message;

test('CHAR-120 a connection of who was taken out as it was let in hears nothing', () => {
  const { channel, enter, event } = scene();
  const [ann, eve] = [enter('ann'), enter('eve')];
  const members = ['ann', 'bo'];
  const reached: string[] = [];
  const sent = event({ type: 'message.sent', message, connectionId: null });
  channel.deliver(sent, members, null, (userId) => reached.push(userId));
  channel.deliver(event({ type: 'typing.changed', userId: 'bo', turned: 'started' }), members, null, null);
  channel.deliver(event({ type: 'mark.read', userId: 'bo', seq: 1, readAt: 'x' }), members, null, null);
  channel.deliver(
    event({ type: 'room.changed', user: { id: 'bo', role: 'user' }, action: 'joined' }),
    ['ann'],
    null,
    null,
  );
  ann.arrived();
  expect(eve.heard).toEqual([]);
  expect(ann.heard).toEqual(['message_received', 'typing_start', 'read_receipt', 'user_joined']);
  expect(reached).toEqual(['ann']);
});

test('who is cut as a message is sent to them was not reached by it', () => {
  const { channel, enter, event } = scene();
  enter('ann', 0);
  const reached: string[] = [];
  const sent = event({ type: 'message.sent', message, connectionId: null });
  channel.deliver(sent, ['ann', 'bo'], null, (userId) => reached.push(userId));
  expect(reached).toEqual([]);
});
