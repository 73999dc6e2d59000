import type { Actor } from '../actor.ts';
import { iso } from '../clock.ts';
import { accessConversation } from '../conversations/access.ts';
import type { ConversationStore } from '../conversations/store.ts';
import { stopTypingOfConnection } from '../conversations/typing.ts';
import type { Presence, PresenceStatus } from '../events.ts';
import type { UserRef } from '../users/types.ts';
import type { Bus } from './bus.ts';
import type { Hub } from './hub.ts';
import { type PresenceBoard, presenceView } from './presence.ts';
import type { TypingBoard } from './typing.ts';

/** What sessions need of people. */
export type SessionPeople = {
  /** What presence shows of somebody. */
  presenceInfo(
    userId: string,
  ): Promise<{ readonly id: string; readonly statusText: string | null; readonly lastSeen: string | null }>;
  setStatusText(userId: string, statusText: string | null): Promise<void>;
  touchLastSeen(userId: string, at: string): Promise<void>;
};

export type SessionPorts = {
  readonly hub: Hub;
  readonly bus: Bus;
  readonly presence: PresenceBoard;
  readonly typing: TypingBoard;
  readonly conversations: Pick<ConversationStore, 'membership'>;
  readonly sessionPeople: SessionPeople;
  /** What is still to be noted and announced of those who came and went. */
  readonly underway: Set<Promise<void>>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

export type ConnectedActor = Actor & { readonly connectionId: string };

async function announce(ctx: SessionPorts, userId: string, connectionId: string | null): Promise<Presence> {
  const presence = presenceView(await ctx.sessionPeople.presenceInfo(userId), ctx.presence.of(userId));
  ctx.bus.publish({ type: 'presence.changed', presence, turned: ctx.presence.turn(userId), connectionId });
  return presence;
}

/** Lets work go on that nobody waits for but the server's end. */
function letGo({ underway, onFault }: SessionPorts, work: Promise<unknown>): void {
  const done = work.then(() => {}, onFault);
  underway.add(done);
  void done.then(() => underway.delete(done));
}

/** A connection is open and listens: its person is present from now on. */
export function connectionOpened(ctx: SessionPorts, actor: ConnectedActor): void {
  if (ctx.presence.declare(actor.userId, actor.connectionId, 'online')) {
    letGo(ctx, announce(ctx, actor.userId, actor.connectionId));
  }
}

/**
 * A connection ended: rooms end with it, typing too unless it goes on by another one (`typesOn`), and with the last one its
 * person's presence.
 */
export function connectionClosed(
  ctx: SessionPorts,
  actor: ConnectedActor,
  user: UserRef,
  rooms: Iterable<string>,
  typesOn = false,
): void {
  if (!typesOn) stopTypingOfConnection(ctx, actor, actor.connectionId);
  for (const conversationId of rooms) leaveRoom(ctx, actor, user, conversationId);
  const changed = ctx.presence.remove(actor.userId, actor.connectionId);
  if (ctx.presence.of(actor.userId).isOnline) {
    if (changed) letGo(ctx, announce(ctx, actor.userId, null));
    return;
  }
  const seen = ctx.sessionPeople.touchLastSeen(actor.userId, iso(ctx.now()));
  letGo(
    ctx,
    seen.then(() => (changed ? announce(ctx, actor.userId, null) : undefined)),
  );
}

/** What the caller declares about themselves; `statusText` undefined leaves it. Returns what others see now. */
export async function declarePresence(
  ctx: SessionPorts,
  actor: ConnectedActor,
  status: PresenceStatus,
  statusText: string | null | undefined,
): Promise<Presence> {
  if (statusText !== undefined) await ctx.sessionPeople.setStatusText(actor.userId, statusText);
  ctx.presence.declare(actor.userId, actor.connectionId, status);
  if (!ctx.presence.of(actor.userId).isOnline) await ctx.sessionPeople.touchLastSeen(actor.userId, iso(ctx.now()));
  return announce(ctx, actor.userId, actor.connectionId);
}

/**
 * Joins a conversation's room, unless the connection ended while that was looked up. Returns who is in it.
 * @throws `not_found`, `not_a_member`.
 */
export async function joinRoom(
  ctx: SessionPorts,
  actor: ConnectedActor,
  user: UserRef,
  conversationId: string,
): Promise<string[]> {
  await accessConversation(ctx, actor, conversationId);
  // What ended has left all its rooms, and nobody would take it out of this one any more.
  const isOpen = ctx.hub.holds(actor.userId, actor.connectionId);
  if (isOpen && ctx.hub.rooms.join(conversationId, actor.userId, actor.connectionId)) {
    ctx.bus.publish({ type: 'room.changed', conversationId, user, action: 'joined', at: iso(ctx.now()) });
  }
  return ctx.hub.rooms.present(conversationId);
}

/** Leaves it; does nothing for a connection that is not in it. */
export function leaveRoom(ctx: SessionPorts, actor: ConnectedActor, user: UserRef, conversationId: string): void {
  if (ctx.hub.rooms.leave(conversationId, actor.userId, actor.connectionId)) {
    ctx.bus.publish({ type: 'room.changed', conversationId, user, action: 'left', at: iso(ctx.now()) });
  }
}
