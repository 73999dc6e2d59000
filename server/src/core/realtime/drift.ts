import { setTimeout as sleep } from 'node:timers/promises';
import { iso } from '../clock.ts';
import type { UserDirectory } from '../users/directory.ts';
import type { UserStore } from '../users/store.ts';
import { userRef } from '../users/types.ts';
import type { Bus } from './bus.ts';
import { type PresenceBoard, presenceView } from './presence.ts';

/** What is needed to announce here what nobody else announces: `here` reaches the listeners of this node only. */
export type DriftPorts = {
  readonly here: Pick<Bus, 'publish'>;
  readonly people: Pick<UserDirectory, 'getMany' | 'drop'>;
  readonly users: Pick<UserStore, 'touchLastSeenOnce'>;
  readonly presence: Pick<PresenceBoard, 'of' | 'turn'>;
  readonly onFault: (error: unknown) => void;
};

/** A node may die with thousands of people: each costs a look at whom they know. */
const AT_ONCE = 100;
const PAUSE_MS = 10;

/**
 * Announces how people are now of whom this node was told otherwise, such as those whose node died; `people` has since when. Whoever is
 * gone was last seen then: every node that notices says so, and the first is believed.
 */
export async function announcePresence(ctx: DriftPorts, people: ReadonlyMap<string, number>): Promise<void> {
  const everybody = [...people];
  for (let from = 0; from < everybody.length; from += AT_ONCE) {
    if (from > 0) await sleep(PAUSE_MS);
    await announceSome(ctx, new Map(everybody.slice(from, from + AT_ONCE)));
  }
}

async function announceSome(ctx: DriftPorts, people: ReadonlyMap<string, number>): Promise<void> {
  const gone = [...people.keys()].filter((userId) => !ctx.presence.of(userId).isOnline);
  if (gone.length > 0) {
    const at = Math.min(...gone.map((userId) => people.get(userId) ?? Number.POSITIVE_INFINITY));
    await ctx.users.touchLastSeenOnce(gone, at).catch(ctx.onFault);
    for (const userId of gone) ctx.people.drop(userId);
  }
  const known = await ctx.people.getMany([...people.keys()]).catch((error: unknown) => {
    ctx.onFault(error);
    return null;
  });
  for (const [id, since] of people) {
    const { statusText = null, lastSeen = iso(since) } = known?.get(id) ?? {};
    const presence = presenceView({ id, statusText, lastSeen }, ctx.presence.of(id));
    ctx.here.publish({ type: 'presence.changed', presence, turned: ctx.presence.turn(id), connectionId: null });
  }
}

/** Announces that people do not type any more. */
export async function announceCeased(
  ctx: DriftPorts,
  ceased: readonly { readonly conversationId: string; readonly userId: string }[],
): Promise<void> {
  const people = await ctx.people.getMany(ceased.map(({ userId }) => userId));
  for (const { conversationId, userId } of ceased) {
    const userName = people.get(userId)?.name ?? userId;
    ctx.here.publish({
      type: 'typing.changed',
      conversationId,
      userId,
      userName,
      isTyping: false,
      turned: 'stopped',
    });
  }
}

/** Announces who came into rooms or left them. */
export async function announceRooms(
  ctx: DriftPorts,
  drifts: readonly {
    readonly conversationId: string;
    readonly userId: string;
    readonly action: 'joined' | 'left';
    readonly at: number;
  }[],
): Promise<void> {
  const people = await ctx.people.getMany(drifts.map(({ userId }) => userId));
  for (const { conversationId, userId, action, at } of drifts) {
    const user = people.get(userId);
    if (user) ctx.here.publish({ type: 'room.changed', conversationId, user: userRef(user), action, at: iso(at) });
  }
}
