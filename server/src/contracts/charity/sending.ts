import { type Actor, isAgent } from '../../core/actor.ts';
import { accessConversation } from '../../core/conversations/access.ts';
import type { SendInput, Sent } from '../../core/conversations/draft.ts';
import { prepareSend } from '../../core/conversations/send.ts';
import type { MessageType, Metadata } from '../../core/conversations/types.ts';
import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import type { MESSAGE_TYPES } from './present.ts';

const ENGINE_TYPE = { TEXT: 'text', SYSTEM: 'system', FILE: 'file' } as const satisfies Record<
  (typeof MESSAGE_TYPES)[number],
  MessageType
>;

/** A message that a client sends; it passed its schema. */
export type Outgoing = {
  readonly content: string;
  readonly messageType: (typeof MESSAGE_TYPES)[number];
  readonly metadata: Metadata;
  readonly clientMessageId?: string | undefined;
};

/**
 * Sends a message; an agent becomes a participant by it. Settles when it is durable.
 * @throws as `prepareSend`.
 */
export async function sendMessage(core: Core, actor: Actor, conversationId: string, outgoing: Outgoing): Promise<Sent> {
  const { content, messageType, metadata, clientMessageId = null } = outgoing;
  if (messageType === 'SYSTEM' && !isAgent(actor)) {
    await accessConversation(core, actor, conversationId);
    throw new ParleyError('forbidden', 'messageType SYSTEM is for admins');
  }
  const input: SendInput = {
    conversationId,
    type: ENGINE_TYPE[messageType],
    content,
    clientId: clientMessageId,
    replyTo: null,
    attachmentIds: [],
    metadata,
    mentions: [],
  };
  const { done } = await prepareSend(core, actor, input);
  return done;
}
