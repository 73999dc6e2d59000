import { startTyping, stopTypingOfConnection, type Where } from '../../core/conversations/typing.ts';
import type { Core } from '../../core/core.ts';
import type { SocketSession } from './session.ts';

/** What it is to be known of a connection. */
type TypingSession = Pick<SocketSession, 'closed' | 'actor'> & { readonly connection: { readonly id: string } };

/**
 * Shows whose connection it is as typing, for no longer than the connection lives: it may end while it is found out whether they
 * may. `evenClosed`: also where no messages are taken. @throws `not_found`, `not_a_member`.
 */
export async function typeOn(
  core: Core,
  session: TypingSession,
  conversationId: string,
  where: Where = {},
): Promise<void> {
  if (session.closed) return;
  await startTyping(core, session.actor, conversationId, where);
  if (session.closed) stopTypingOfConnection(core, session.actor, session.connection.id);
}
