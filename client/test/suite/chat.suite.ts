import { afterAll, beforeAll, expect } from 'vitest';
import { receiptOf } from '../../src/index.ts';
import { goesLive, goesOffline, hear, linesOf, openStage, say } from './stage.ts';
import type { OpenWorld, Story, World } from './world.ts';

const MESSAGE = '/api/messaging/messages/{id}';

/** What is promised of conversations that others change. */
export function tellOfChats(open: OpenWorld, story: Story): void {
  let world: World;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.stop());

  story('SDK-8 what got lost on the way is read before what follows it is shown', async () => {
    let lost = 0;
    const { chat, bo, roomId } = await openStage(world, {
      drop: (name, { content }) => name === 'new_message' && content === 'lost' && ++lost === 1,
    });
    const seen: (readonly string[])[] = [];
    chat.messages.subscribe(() => seen.push(linesOf(chat)));
    for (const content of ['one', 'lost', 'three']) await say(bo, roomId, content);
    await world.until('all three', () => linesOf(chat).length === 3);
    expect(lost).toBe(1);
    expect(linesOf(chat)).toEqual(['one', 'lost', 'three']);
    expect(seen).not.toContainEqual(['one', 'three']);
  });

  story('SDK-10 edits, reactions and deletions of others are shown, of the last message in the list too', async () => {
    const { parley, chat, bo, roomId } = await openStage(world);
    const params = { id: (await say(bo, roomId, 'teh')).id };
    await bo.request('put', MESSAGE, { params, body: { content: 'the' } });
    await world.until('edited', () => linesOf(chat)[0] === 'the');
    const lastText = () => parley.conversations.list.get().items[0]?.lastMessage?.content;
    await world.until('in the list', () => lastText() === 'the');
    await parley.messages.react(params.id, '👍');
    await bo.request('put', `${MESSAGE}/reactions/{emoji}`, { params: { ...params, emoji: '🎉' } });
    const reactions = () => chat.state.get().messages[0]?.reactions.map(({ emoji, count }) => [emoji, count]);
    await world.until('reactions', () => reactions()?.length === 2);
    expect(reactions()).toEqual(
      expect.arrayContaining([
        ['👍', 1],
        ['🎉', 1],
      ]),
    );
    await world.until('unread', () => parley.unread.get().total === 1);
    await bo.request('delete', MESSAGE, { params });
    await world.until('deleted', () => chat.state.get().messages[0]?.deletedAt != null);
    expect(linesOf(chat)).toEqual(['']);
    await world.until('nothing unread', () => parley.unread.get().total === 0);
    await parley.messages.remove(chat.state.get().messages[0] ?? expect.fail('it is gone'), 'me');
    expect(linesOf(chat)).toEqual([]);
  });

  story('SDK-11 unread counts go with what comes and what is read, here and elsewhere', async () => {
    const { parley, ann, bo, roomId } = await openStage(world);
    const elsewhere = await world.client(ann);
    elsewhere.goOnline();
    elsewhere.parley.connect();
    await goesLive(world, elsewhere.parley);
    for (const content of ['1', '2', '3', '4']) await say(bo, roomId, content);
    const total = (of = parley) => of.unread.get().total;
    await world.until('four unread', () => total() === 4 && total(elsewhere.parley) === 4);
    parley.conversations.markRead(roomId, 2);
    await world.until('two unread', () => total() === 2 && total(elsewhere.parley) === 2);
    elsewhere.parley.conversations.markRead(roomId);
    expect(total(elsewhere.parley)).toBe(0);
    await world.until('none unread', () => total() === 0);
    expect(parley.unread.get().byConversation.size).toBe(0);
  });

  story('SDK-11 what was read while away is told when the connection is back', async () => {
    const { parley, bo, roomId, goOffline, goOnline } = await openStage(world);
    await say(bo, roomId, 'read me');
    await world.until('unread', () => parley.unread.get().total === 1);
    goOffline();
    await goesOffline(world, parley);
    parley.conversations.markRead(roomId);
    expect(parley.unread.get().total).toBe(0);
    await say(bo, roomId, 'and me');
    goOnline();
    await goesLive(world, parley);
    await world.until('told', async () => {
      const { members } = await bo.request('get', '/api/messaging/conversations/{id}', { params: { id: roomId } });
      return members.some(({ lastReadSeq }) => lastReadSeq === 1);
    });
    await world.until('one unread', () => parley.unread.get().total === 1);
  });

  story('SDK-11 an own message is sent, delivered, read', async () => {
    const { parley, chat, bo, roomId } = await openStage(world);
    const { seq } = await chat.send({ content: 'seen?' }).sent;
    const receipt = () => {
      const row = parley.conversations.list.get().items.find(({ id }) => id === roomId);
      return row && receiptOf(row, seq, parley.userId());
    };
    expect(receipt()).toBe('sent');
    await bo.request('get', '/api/messaging/conversations/{id}/messages', { params: { id: roomId }, query: {} });
    await world.until('delivered', () => receipt() === 'delivered');
    await bo.request('post', '/api/messaging/conversations/{id}/read', { params: { id: roomId }, body: {} });
    await world.until('read', () => receipt() === 'read');
  });

  story('SDK-12 those who type are known until they stop, say something, or leave', async () => {
    const { parley, bo, roomId } = await openStage(world);
    const other = await world.client(bo);
    other.parley.connect();
    await goesLive(world, other.parley);
    const typists = parley.typing.in(roomId);
    const types = () => typists.get().map(({ name }) => name);
    other.parley.typing.start(roomId);
    await world.until('bo types', () => types().length === 1);
    expect(types()).toEqual(['bo']);
    other.parley.typing.stop(roomId);
    await world.until('bo stopped', () => types().length === 0);
    other.parley.typing.start(roomId);
    await world.until('bo types again', () => types().length === 1);
    await other.parley.messages.in(roomId).send({ content: 'done' }).sent;
    await world.until('bo said it', () => types().length === 0);
    other.parley.typing.start(roomId);
    await world.until('bo types once more', () => types().length === 1);
    other.parley.disconnect();
    await world.until('bo left', () => types().length === 0);
  });

  story('SDK-8 a conversation that one is taken into appears, and one that one is taken out of is gone', async () => {
    const { parley, bo, ann } = await openStage(world);
    const group = await bo.request('post', '/api/messaging/conversations', {
      body: { type: 'group', title: 'Team', participantIds: [ann.id] },
    });
    const titles = () => parley.conversations.list.get().items.map(({ title }) => title);
    await world.until('it appears', () => titles().includes('Team'));
    const room = parley.conversations.one(group.id);
    const chat = parley.messages.in(group.id);
    await chat.load();
    await bo.request('put', '/api/messaging/conversations/{id}', { params: { id: group.id }, body: { title: 'Crew' } });
    await world.until('renamed', () => room.get()?.title === 'Crew');
    const removed = hear(parley, 'conversation_removed');
    const params = { id: group.id, userId: ann.id };
    await bo.request('delete', '/api/messaging/conversations/{id}/members/{userId}', { params });
    await world.until('it is gone', () => removed.length === 1 && room.get() === null);
    expect(titles()).toEqual([null]);
    await chat.load();
    expect(chat.state.get()).toMatchObject({ status: 'failed', error: { code: 'not_a_member' }, messages: [] });

    const body = { userIds: [ann.id] };
    await bo.request('post', '/api/messaging/conversations/{id}/members', { params: { id: group.id }, body });
    await world.until('it is back', () => titles().includes('Crew'));
    await say(bo, group.id, 'Welcome back');
    await world.until('so is its chat', () => linesOf(chat).at(-1) === 'Welcome back');
  });

  story('SDK-8 a conversation of two is not left', async () => {
    const { parley, roomId } = await openStage(world);
    await expect(parley.conversations.leave(roomId)).rejects.toMatchObject({ code: 'not_a_group' });
    expect(parley.conversations.list.get().items).toHaveLength(1);
  });

  story('SDK-14 an agent follows the conversation of a ticket without having it, until they answer', async () => {
    const ann = await world.person('ann');
    const agent = await world.person('agnes', 'agent');
    const { conversationId: id } = await ann.request('post', '/api/tickets', {
      body: { subject: 'Help', description: 'It is broken' },
    });
    const first = await say(ann, id, 'Hello?');
    const { parley, goOffline, goOnline } = await world.client(agent);
    parley.connect();
    await goesLive(world, parley);
    const row = parley.conversations.one(id);
    const chat = parley.messages.in(id);
    await chat.load();
    const lookOn = () => parley.ask('join_conversation', { conversationId: id });
    await lookOn();
    await world.until('it is known', () => row.get() !== null);
    await say(ann, id, 'Anybody?');
    await world.until('it is heard', () => row.get()?.lastSeq === 2);
    parley.conversations.markRead(id);
    await ann.request('post', '/api/messaging/conversations/{id}/read', { params: { id }, body: {} });
    const readBy = (userId: string) => row.get()?.members.find((member) => member.userId === userId)?.lastReadSeq;
    await world.until('the requester has read', () => readBy(ann.id) === 2);
    const own = () => [parley.conversations.list.get().items.map((item) => item.id), parley.unread.get().total];
    expect(own()).toEqual([[], 0]);
    expect(row.get()).toMatchObject({ unreadCount: 0, lastReadSeq: 0, memberCount: 1 });

    // They look at another one for a while.
    await parley.ask('leave_conversation', { conversationId: id });
    await say(ann, id, 'In between');
    await lookOn();
    await world.until('what was said meanwhile', () => linesOf(chat).at(-1) === 'In between');
    expect(row.get()?.lastSeq).toBe(3);

    goOffline();
    await goesOffline(world, parley);
    await ann.request('put', MESSAGE, { params: { id: first.id }, body: { content: 'Hello!' } });
    await say(ann, id, 'I wait.');
    goOnline();
    await goesLive(world, parley);
    await lookOn();
    await world.until('what was missed', () => linesOf(chat)[0] === 'Hello!');
    expect(linesOf(chat)).toEqual(['Hello!', 'Anybody?', 'In between', 'I wait.']);
    await world.until('its row as well', () => row.get()?.lastMessage?.content === 'I wait.');
    expect(own()).toEqual([[], 0]);

    const { data } = await agent.request('get', '/api/messaging/conversations', {});
    expect(data).toEqual([]);
    await chat.send({ content: 'Here I am' }).sent;
    await world.until('it is theirs', () => own()[0]?.toString() === id);
    await say(ann, id, 'At last');
    await world.until('it counts', () => parley.unread.get().total === 1);
  });

  story('SDK-14 a ticket is kept as it is on the server, with what is said of it', async () => {
    const ann = await world.person('ann');
    const agent = await world.person('agnes', 'agent');
    const { parley } = await world.client(ann);
    parley.connect();
    await goesLive(world, parley);
    const made = await parley.request('post', '/api/tickets', {
      body: { subject: 'Help', description: 'It is broken' },
    });
    const params = { id: made.id };
    const ticket = parley.tickets.one(made.id);
    await world.until('loaded', () => ticket.get().status === 'ready');
    await agent.request('post', '/api/tickets/{id}/comments', { params, body: { content: 'Which one?' } });
    await agent.request('post', '/api/tickets/{id}/comments', { params, body: { content: 'Hm.', internal: true } });
    await agent.request('put', '/api/tickets/{id}/assign', { params, body: { assigneeId: agent.id } });
    await agent.request('put', '/api/tickets/{id}/status', { params, body: { status: 'resolved' } });
    await world.until('resolved', () => ticket.get().ticket?.status === 'resolved');
    await world.until('said', () => ticket.get().comments.length === 1);
    expect(ticket.get()).toMatchObject({
      ticket: { assignee: { name: 'agnes' }, status: 'resolved' },
      comments: [{ content: 'Which one?', author: { name: 'agnes' } }],
    });
    await parley.request('post', '/api/tickets/{id}/rating', { params, body: { score: 5 } });
    await world.until('rated', () => ticket.get().ticket?.rating?.score === 5);
  });
}
