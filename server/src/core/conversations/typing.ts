import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import type { TypingBoard } from '../realtime/typing.ts';
import { accessForWriting } from './access.ts';
import type { Directory } from './directory.ts';
import type { ConversationStore } from './store.ts';

type TypingPorts = { readonly typing: TypingBoard; readonly bus: Bus };
type StartPorts = TypingPorts & {
  readonly directory: Directory;
  readonly conversations: Pick<ConversationStore, 'membership'>;
};

/** Says that somebody typed (`started`, or null when they were at it already) or `stopped`. */
function announce(
  ctx: TypingPorts,
  userId: string,
  userName: string,
  conversationId: string,
  turned: 'started' | 'stopped' | null,
): void {
  const isTyping = turned !== 'stopped';
  ctx.bus.publish({ type: 'typing.changed', conversationId, userId, userName, isTyping, turned });
}

const SILENT: ReadonlySet<string> = new Set(['blocked', 'conversation_closed', 'ticket_closed']);

const SHUT: ReadonlySet<string> = new Set(['conversation_closed', 'ticket_closed']);

/** Where people type besides: in a conversation that somebody deleted for themselves; in a closed one. */
export type Where = { readonly evenHidden?: boolean; readonly evenClosed?: boolean };

/**
 * Membership for typing; false where typing is silently dropped (somebody who was blocked, and without `evenClosed` a closed
 * conversation).
 */
async function mayType(
  ctx: StartPorts,
  actor: Actor,
  conversationId: string,
  { evenHidden = false, evenClosed = false }: Where,
): Promise<boolean> {
  try {
    await accessForWriting(ctx, actor, conversationId, false, evenHidden);
    return true;
  } catch (error) {
    if (error instanceof ParleyError && SILENT.has(error.code)) return evenClosed && SHUT.has(error.code);
    throw error;
  }
}

/**
 * Tells the other members that somebody types, until they stop, send, disconnect, or 10 s pass. `evenClosed`: also in a
 * conversation that takes no messages.
 * @throws `not_found`, `not_a_member`.
 */
export async function startTyping(
  ctx: StartPorts,
  actor: Actor,
  conversationId: string,
  where: Where = {},
): Promise<void> {
  if (!(await mayType(ctx, actor, conversationId, where))) return;
  const { userId, name, connectionId } = actor;
  const isNew = ctx.typing.start(conversationId, userId, connectionId, () =>
    announce(ctx, userId, name, conversationId, 'stopped'),
  );
  announce(ctx, userId, name, conversationId, isNew ? 'started' : null);
}

/** Ends it; does nothing for somebody who was not typing. */
export function stopTyping(ctx: TypingPorts, actor: Actor, conversationId: string): void {
  if (ctx.typing.stop(conversationId, actor.userId)) announce(ctx, actor.userId, actor.name, conversationId, 'stopped');
}

/** `stopTyping` for a request from outside; who may not begin any more may still end it. @throws `not_found`, `not_a_member`. */
export async function requestStopTyping(
  ctx: StartPorts,
  actor: Actor,
  conversationId: string,
  where: Where = {},
): Promise<void> {
  await mayType(ctx, actor, conversationId, where);
  stopTyping(ctx, actor, conversationId);
}

/** Ends all typing that a connection began. */
export function stopTypingOfConnection(ctx: TypingPorts, actor: Actor, connectionId: string): void {
  for (const { conversationId, userId } of ctx.typing.stopConnection(connectionId)) {
    announce(ctx, userId, actor.name, conversationId, 'stopped');
  }
}
