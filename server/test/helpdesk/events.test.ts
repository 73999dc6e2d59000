import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CONVERSATIONS, look, lookAt, MESSAGES, makeDirect, makeGroup, say } from '../support/factories.ts';
import { startServer } from '../support/server.ts';
import { listShape, messageShape } from '../support/shapes.ts';
import { everyone, type Stage, setStage } from '../support/stage.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(server);
  return () => stage.close();
});

const at = (message: { id: string }, rest = '') => `${MESSAGES}/${message.id}${rest}`;
const inGroup = (rest = '') => `${CONVERSATIONS}/${stage.group.id}${rest}`;
const thumb = `/reactions/${encodeURIComponent('👍')}`;

describe('messages', () => {
  test('EVT-1 a message sent over HTTP reaches every connection of every member once', async () => {
    const message = await say(stage.ann, stage.group, 'hello', { clientId: 'mine' });
    await stage.expectHeard(everyone('new_message'));
    for (const seat of ['ann1', 'ann2'] as const) expect(stage.wires[seat].of('new_message')).toEqual([message]);
    for (const seat of ['bo1', 'bo2'] as const) {
      expect(stage.wires[seat].of('new_message')).toEqual([{ ...message, clientId: null }]);
    }
  });

  test('EVT-1 a message sent over a connection reaches all others, not that one', async () => {
    const ack = await stage.wires.ann1.ask('send_message', {
      conversationId: stage.group.id,
      content: 'hello',
      clientId: 'k',
    });
    await stage.expectHeard({ ann2: ['new_message'], bo1: ['new_message'], bo2: ['new_message'] });
    const { message } = ack.raw as { message: unknown };
    expect(stage.wires.ann2.of('new_message')).toEqual([message]);
  });

  test('EVT-1 a message of a direct conversation reaches its two people alone', async () => {
    const chat = await makeDirect(stage.bo, stage.ann);
    await stage.clear();
    await say(stage.bo, chat, 'psst');
    await stage.expectHeard(everyone('new_message'));
  });

  test('EVT-2 an edit reaches all connections with the whole message', async () => {
    const message = await say(stage.ann, stage.group, 'first');
    await stage.clear();
    const edited = (await stage.ann.put(at(message), { content: 'second' })).as(messageShape);
    await stage.expectHeard(everyone('message_updated'));
    expect(stage.wires.bo1.of('message_updated')).toEqual([edited]);
  });

  test('EVT-3 a deletion for all tells which, when and by whom', async () => {
    const message = await say(stage.ann, stage.group, 'gone soon');
    await stage.clear();
    await stage.ann.delete(at(message));
    await stage.expectHeard(everyone('message_deleted'));
    const { version, deletedAt } = await lookAt(stage.bo, message);
    expect(stage.wires.bo2.of('message_deleted')).toEqual([
      {
        conversationId: stage.group.id,
        messageId: message.id,
        seq: message.seq,
        version,
        deletedAt,
        deletedBy: stage.ann.id,
        forMe: false,
      },
    ]);
  });

  test('EVT-3 a deletion for me is told to one’s own connections alone', async () => {
    const message = await say(stage.ann, stage.group, 'hidden soon');
    await stage.clear();
    await stage.bo.delete(at(message, '?for=me'));
    await stage.expectHeard({ bo1: ['message_deleted'], bo2: ['message_deleted'] });
    const told = stage.wires.bo1.of('message_deleted')[0];
    expect(told).toMatchObject({ messageId: message.id, seq: message.seq, deletedBy: stage.bo.id, forMe: true });
  });

  test('EVT-4 a reaction and its removal reach all members', async () => {
    const message = await say(stage.ann, stage.group, 'nice');
    await stage.clear();
    await stage.bo.put(at(message, thumb));
    await stage.expectHeard(everyone('reaction_updated'));
    const added = stage.wires.ann1.of('reaction_updated')[0];
    expect(added).toMatchObject({ messageId: message.id, userId: stage.bo.id, emoji: '👍', action: 'added' });
    expect(added?.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [stage.bo.id] }]);
    await stage.clear();
    await stage.bo.delete(at(message, thumb));
    await stage.expectHeard(everyone('reaction_updated'));
    const removed = stage.wires.ann1.of('reaction_updated')[0];
    expect(removed).toMatchObject({ action: 'removed', reactions: [] });
    expect(removed?.version).toBe((await lookAt(stage.ann, message)).version);
    expect(removed?.version).toBeGreaterThan(added?.version ?? 0);
  });

  test('EVT-5 a forwarded message is a new message where it arrives', async () => {
    const source = await makeGroup(stage.ann, [await server.person('cy')]);
    const original = await say(stage.ann, source, 'pass on');
    await stage.clear();
    const answer = await stage.ann.post(at(original, '/forward'), { conversationIds: [stage.group.id] });
    await stage.expectHeard(everyone('new_message'));
    const [sent] = answer.as(listShape(messageShape)).data;
    expect(stage.wires.bo1.of('new_message')).toEqual([sent]);
  });

  test('EVT-6 messages of many senders arrive in the order of their numbers', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        if (index % 2 === 0) return say(stage.ann, stage.group, `a${index}`);
        return stage.wires.bo1.ask('send_message', { conversationId: stage.group.id, content: `b${index}` });
      }),
    );
    await quiet(Object.values(stage.wires));
    for (const seat of ['ann1', 'ann2', 'bo2'] as const) {
      const seqs = stage.wires[seat].of('new_message').map((message) => message.seq);
      expect(seqs).toHaveLength(40);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    }
  });
});

describe('marks', () => {
  test('EVT-7 a mark that moved is told to all but the connection that read', async () => {
    const message = await say(stage.ann, stage.group, 'read me');
    await stage.clear();
    const ack = await stage.wires.bo1.ask('message_read', { conversationId: stage.group.id, messageId: message.id });
    await stage.expectHeard({
      ann1: ['message_read_receipt'],
      ann2: ['message_read_receipt'],
      bo2: ['message_read_receipt'],
    });
    const { readAt } = ack.raw as { readAt: string };
    expect(stage.wires.ann1.of('message_read_receipt')).toEqual([
      { conversationId: stage.group.id, userId: stage.bo.id, messageId: message.id, seq: message.seq, readAt },
    ]);
  });

  test('EVT-7 reading over HTTP tells all connections', async () => {
    const message = await say(stage.ann, stage.group, 'read me');
    await stage.clear();
    await stage.bo.post(inGroup('/read'));
    await stage.expectHeard(everyone('message_read_receipt'));
    expect(stage.wires.ann1.of('message_read_receipt')[0]).toMatchObject({ messageId: message.id, seq: message.seq });
  });

  test('EVT-8 a message that reached somebody is told to the others as delivered', async () => {
    const message = await say(stage.ann, stage.group, 'knock');
    const told = await stage.wires.ann1.waitFor('message_delivered', (event) => event.userId === stage.bo.id);
    expect(told).toMatchObject({ conversationId: stage.group.id, seq: message.seq });
    await quiet(Object.values(stage.wires));
    for (const seat of ['bo1', 'bo2'] as const) {
      expect(stage.wires[seat].of('message_delivered').filter((event) => event.userId === stage.bo.id)).toEqual([]);
    }
    for (const seat of ['ann1', 'ann2'] as const) {
      expect(stage.wires[seat].of('message_delivered').filter((event) => event.userId === stage.bo.id)).toHaveLength(1);
    }
  });

  test('EVT-8 for somebody who is away, fetching delivers', async () => {
    await Promise.all([stage.wires.bo1.close(), stage.wires.bo2.close()]);
    const message = await say(stage.ann, stage.group, 'knock');
    await stage.clear();
    await stage.bo.get(inGroup('/messages'));
    const told = await stage.wires.ann2.waitFor('message_delivered', (event) => event.userId === stage.bo.id);
    expect(told.seq).toBe(message.seq);
  });
});

describe('conversations', () => {
  test('EVT-9 a new conversation is told to all its members, the maker too', async () => {
    const made = await makeGroup(stage.ann, [stage.bo], 'New');
    await stage.expectHeard(everyone('conversation_created'));
    expect(stage.wires.ann1.of('conversation_created')[0]).toMatchObject({ id: made.id, title: 'New', unreadCount: 0 });
    expect(stage.wires.bo1.of('conversation_created')[0]).toEqual(await look(stage.bo, made));
    await stage.clear();
    await makeDirect(stage.bo, stage.ann);
    await stage.expectHeard(everyone('conversation_created'));
    await stage.clear();
    await makeDirect(stage.bo, stage.ann);
    await stage.expectHeard({});
  });

  test('EVT-10 a changed title is told as the conversation and as a notice', async () => {
    await stage.ann.put(inGroup(), { title: 'Renamed' });
    await stage.expectHeard(everyone('conversation_updated', 'new_message'));
    expect(stage.wires.bo1.of('conversation_updated')[0]).toMatchObject({ id: stage.group.id, title: 'Renamed' });
    expect(stage.wires.bo1.of('new_message')[0]).toMatchObject({
      type: 'system',
      metadata: { event: 'title_changed' },
    });
  });

  test('EVT-10 a changed role too', async () => {
    await stage.ann.put(inGroup(`/members/${stage.bo.id}`), { role: 'admin' });
    await stage.expectHeard(everyone('conversation_updated', 'new_message'));
  });

  test('EVT-10 changed metadata without a notice', async () => {
    await stage.ann.put(inGroup(), { metadata: { colour: 'blue' } });
    await stage.expectHeard(everyone('conversation_updated'));
  });

  test('EVT-11 own settings are told to one’s own connections', async () => {
    await stage.bo.put(inGroup('/settings'), { isPinned: true });
    await stage.expectHeard({ bo1: ['conversation_updated'], bo2: ['conversation_updated'] });
    expect(stage.wires.bo2.of('conversation_updated')[0]).toMatchObject({ id: stage.group.id, isPinned: true });
  });

  test('EVT-12 who is added is told of the conversation, the others of the member', async () => {
    const cy = await server.person('cy');
    const wire = await cy.connect();
    await stage.clear();
    await stage.ann.post(inGroup('/members'), { userIds: [cy.id] });
    await stage.expectHeard(everyone('conversation_updated', 'new_message'));
    expect(wire.of('conversation_created')).toHaveLength(1);
    expect(wire.of('conversation_created')[0]).toMatchObject({ id: stage.group.id, memberCount: 3, unreadCount: 0 });
    expect(stage.wires.bo1.of('conversation_updated')[0]).toMatchObject({ memberCount: 3 });
  });

  test('EVT-13 who is removed hears that and nothing else', async () => {
    await stage.ann.delete(inGroup(`/members/${stage.bo.id}`));
    await say(stage.ann, stage.group, 'canary');
    const others = ['conversation_updated', 'new_message', 'new_message'] as const;
    await stage.expectHeard({
      ann1: others,
      ann2: others,
      bo1: ['conversation_removed'],
      bo2: ['conversation_removed'],
    });
    expect(stage.wires.bo1.of('conversation_removed')).toEqual([{ conversationId: stage.group.id, reason: 'removed' }]);
  });

  test('EVT-13 who leaves is told on all connections', async () => {
    await stage.bo.delete(inGroup('/members/me'));
    const others = ['conversation_updated', 'new_message'] as const;
    await stage.expectHeard({
      ann1: others,
      ann2: others,
      bo1: ['conversation_removed'],
      bo2: ['conversation_removed'],
    });
    expect(stage.wires.bo2.of('conversation_removed')).toEqual([{ conversationId: stage.group.id, reason: 'left' }]);
  });

  test('EVT-13 who deletes a conversation for themselves is the only one to hear of it', async () => {
    await stage.bo.delete(inGroup());
    await stage.expectHeard({ bo1: ['conversation_removed'], bo2: ['conversation_removed'] });
    expect(stage.wires.bo1.of('conversation_removed')).toEqual([{ conversationId: stage.group.id, reason: 'deleted' }]);
  });
});

describe('silence', () => {
  test('EVT-14 what changes nothing is announced to nobody', async () => {
    const message = await say(stage.ann, stage.group, 'once', { clientId: 'k' });
    const gone = await say(stage.ann, stage.group, 'gone');
    await stage.ann.delete(at(gone));
    await stage.bo.put(at(message, thumb));
    await stage.bo.post(inGroup('/read'));
    const settings = { isPinned: true, isArchived: true, mutedUntil: '2030-01-01T00:00:00.000Z' };
    await stage.bo.put(inGroup('/settings'), settings);
    await stage.clear();
    await stage.bo.put(inGroup('/settings'), settings);
    await stage.bo.put(inGroup('/settings'), { isPinned: true });
    await stage.bo.put(inGroup('/settings'), {});
    await stage.ann.post(MESSAGES, { conversationId: stage.group.id, content: 'once', clientId: 'k' });
    await stage.ann.delete(at(gone));
    await stage.bo.put(at(message, thumb));
    await stage.ann.delete(at(message, thumb));
    await stage.bo.post(inGroup('/read'), { upToSeq: 1 });
    await stage.wires.bo1.ask('message_read', { conversationId: stage.group.id, upToSeq: 1 });
    await stage.ann.post(inGroup('/members'), { userIds: [stage.bo.id] });
    await stage.ann.get(inGroup());
    await stage.ann.get('/api/messaging/search?q=once');
    await stage.expectHeard({});
  });

  test('EVT-14 what is refused is announced to nobody', async () => {
    const message = await say(stage.ann, stage.group, 'mine');
    await stage.clear();
    for (const who of [stage.ex, stage.stranger, stage.root, stage.bo]) {
      await who.put(at(message), { content: 'forged' });
      await who.delete(at(message));
      await who.put(inGroup(), { title: 'forged' });
    }
    for (const who of [stage.ex, stage.stranger, stage.root]) {
      await who.post(MESSAGES, { conversationId: stage.group.id, content: 'forged' });
      await who.put(at(message, thumb));
      await who.post(inGroup('/read'));
    }
    for (const seat of ['ex', 'stranger', 'root'] as const) {
      for (const event of ['typing_start', 'typing_stop', 'join_conversation', 'message_read', 'send_message']) {
        const ack = await stage.wires[seat].ask(event, {
          conversationId: stage.group.id,
          content: 'forged',
          upToSeq: 1,
        });
        expect(ack.code).toBe('not_a_member');
      }
    }
    await stage.expectHeard({});
  });

  test('EVT-14 blocking is announced to nobody', async () => {
    await stage.ann.put(`/api/users/${stage.bo.id}/block`);
    await stage.expectHeard({});
  });
});
