import { afterAll, beforeAll, expect } from 'vitest';
import type { ConnectionState } from '../../src/index.ts';
import { goesLive, goesOffline, hear, linesOf, openStage, say } from './stage.ts';
import type { OpenWorld, Story, World } from './world.ts';

/** What is promised of the connection, and of what is known after it was away. */
export function tellOfConnections(open: OpenWorld, story: Story): void {
  let world: World;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.stop());

  story('SDK-1 it connects, catches up and is live; it says when it is not, and comes back by itself', async () => {
    const { parley, goOffline, goOnline } = await openStage(world);
    const seen: ConnectionState['status'][] = [];
    parley.state.subscribe(() => seen.push(parley.state.get().status));
    goOffline();
    await goesOffline(world, parley);
    const state = parley.state.get();
    expect(state).toMatchObject({ status: 'offline', reason: 'network' });
    await world.until('another attempt', () => seen.includes('connecting'));
    goOnline();
    await goesLive(world, parley);
    expect(seen.slice(-3)).toEqual(['connecting', 'catching_up', 'live']);
    parley.disconnect();
    expect(parley.state.get()).toEqual({ status: 'idle' });
    await world.pass(1_500);
    expect(parley.state.get()).toEqual({ status: 'idle' });
  });

  story('SDK-9 what was missed is there before the connection is live, and `recovered` says so', async () => {
    const { parley, goOffline, goOnline, chat, bo, roomId } = await openStage(world);
    const [first] = [await say(bo, roomId, 'before')];
    await world.until('it came', () => linesOf(chat).length === 1);
    const recovered = hear(parley, 'recovered');
    const found = hear(parley, 'message');
    goOffline();
    await goesOffline(world, parley);
    await say(bo, roomId, 'while away');
    await bo.request('put', '/api/messaging/messages/{id}', { params: { id: first.id }, body: { content: 'edited' } });
    const other = await bo.request('post', '/api/messaging/conversations', {
      body: { type: 'group', title: 'News', participantIds: [parley.userId() ?? ''] },
    });
    await say(bo, other.id, 'elsewhere');
    goOnline();
    await goesLive(world, parley);
    expect(linesOf(chat)).toEqual(['edited', 'while away']);
    expect(recovered).toHaveLength(1);
    expect(recovered[0]?.changes).toBeGreaterThanOrEqual(3);
    expect(found.map(({ message, isNew }) => [message.content, isNew]).sort()).toEqual([
      ['edited', false],
      ['elsewhere', true],
      ['while away', true],
    ]);
    await world.until('counted', () => parley.unread.get().total === 3);
    expect(parley.conversations.list.get().items.map(({ title, unreadCount }) => [title, unreadCount])).toEqual([
      ['News', 1],
      [null, 2],
    ]);
  });

  story('SDK-9 where too much was missed everything is read anew, and `reset` says so', async () => {
    let isForgotten = false;
    const { parley, goOffline, goOnline, chat, bo, roomId } = await openStage(world, {
      through: (fetch) => async (input, init) => {
        if (!isForgotten || !String(input).includes('since=')) return fetch(input, init);
        const problem = { status: 410, code: 'resync_required', detail: 'That is too long ago' };
        return Response.json(problem, { status: 410 });
      },
    });
    const kept = await say(bo, roomId, 'one');
    const gone = await say(bo, roomId, 'two');
    await world.until('both came', () => linesOf(chat).length === 2);
    const resets = hear(parley, 'reset');
    goOffline();
    await goesOffline(world, parley);
    isForgotten = true;
    await bo.request('put', '/api/messaging/messages/{id}', { params: { id: kept.id }, body: { content: 'one!' } });
    await bo.request('delete', '/api/messaging/messages/{id}', { params: { id: gone.id } });
    await say(bo, roomId, 'three');
    goOnline();
    await goesLive(world, parley);
    expect(linesOf(chat)).toEqual(['one!', '', 'three']);
    expect(resets).toEqual([{ conversationId: null }]);
    await world.until('counted', () => parley.unread.get().total === 2);
  });

  story('SDK-3 a token is renewed on the open connection, by the function that makes tokens', async () => {
    const { parley, chat, bo, roomId } = await openStage(world, { expiresIn: 14 });
    const seen: string[] = [];
    parley.state.subscribe(() => seen.push(parley.state.get().status));
    await world.pass(15_500);
    await say(bo, roomId, 'still there?');
    await world.until('it came', () => linesOf(chat).includes('still there?'));
    expect(seen).toEqual([]);
  });
}
