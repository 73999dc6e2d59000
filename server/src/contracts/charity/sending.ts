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

/** A message that has its place in the order of things; `done` settles when it is durable. */
type Placed = { readonly done: Promise<Sent> };

/**
 * Begins to send a message; an agent becomes a participant by it.
 * @throws and rejects as `prepareSend`.
 */
export function beginSend(
  core: Core,
  actor: Actor,
  conversationId: string,
  { content, messageType, metadata, clientMessageId }: Outgoing,
): Placed | Promise<Placed> {
  if (messageType === 'SYSTEM' && !isAgent(actor)) return refuseNotice(core, actor, conversationId);
  const input: SendInput = {
    conversationId,
    type: ENGINE_TYPE[messageType],
    content,
    clientId: clientMessageId ?? null,
    replyTo: null,
    attachmentIds: [],
    metadata: Object.keys(metadata).length === 0 ? null : metadata,
    mentions: [],
  };
  return prepareSend(core, actor, input);
}

/** That there is no such conversation, or that it is somebody else's, comes before what may be written in it. */
async function refuseNotice(core: Core, actor: Actor, conversationId: string): Promise<never> {
  await accessConversation(core, actor, conversationId);
  throw new ParleyError('forbidden', 'messageType SYSTEM is for admins');
}
