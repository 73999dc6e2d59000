import { startTyping, stopTypingOfConnection } from '../../core/conversations/typing.ts';
import type { Core } from '../../core/core.ts';
import type { SocketSession } from './session.ts';

/**
 * Shows whose connection it is as typing, for no longer than the connection lives: it may end while it is found out whether they
 * may. @throws `not_found`, `not_a_member`.
 */
export async function typeOn(core: Core, session: SocketSession, conversationId: string): Promise<void> {
  if (session.closed) return;
  await startTyping(core, session.actor, conversationId);
  if (session.closed) stopTypingOfConnection(core, session.actor, session.connection.id);
}
