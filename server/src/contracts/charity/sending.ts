import { type Actor, isAgent } from '../../core/actor.ts';
import { accessConversation } from '../../core/conversations/access.ts';
import type { SendInput } from '../../core/conversations/draft.ts';
import { findSent } from '../../core/conversations/resend.ts';
import { prepareSend } from '../../core/conversations/send.ts';
import type { MessageType, Metadata } from '../../core/conversations/types.ts';
import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import { countedSend, type Placed } from '../../wire/sends.ts';
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
 * Begins to send a message; an agent becomes a participant by it. What comes to nothing does not count against the limit, and whoever
 * is over it finds what they sent before.
 * @throws and rejects as `prepareSend`, and with `rate_limited`.
 */
export function beginSend(
  core: Core,
  actor: Actor,
  conversationId: string,
  outgoing: Outgoing,
): Placed | Promise<Placed> {
  const input = inputOf(conversationId, outgoing);
  const notice = outgoing.messageType === 'SYSTEM' && !isAgent(actor);
  const begin = () => (notice ? refuseNotice(core, actor, conversationId) : prepareSend(core, actor, input));
  return countedSend(core, actor, undefined, begin, (limit) => sentBefore(core, actor, input, limit));
}

function inputOf(conversationId: string, { content, messageType, metadata, clientMessageId }: Outgoing): SendInput {
  return {
    conversationId,
    type: ENGINE_TYPE[messageType],
    content,
    clientId: clientMessageId ?? null,
    replyTo: null,
    attachmentIds: [],
    metadata: Object.keys(metadata).length === 0 ? null : metadata,
    mentions: [],
  };
}

/** What was sent before with the same client id. @throws `limit` where nothing was. */
async function sentBefore(core: Core, actor: Actor, input: SendInput, limit: unknown): Promise<Placed> {
  if (input.clientId !== null) {
    await accessConversation(core, actor, input.conversationId);
    const sent = await findSent(core, actor, input);
    if (sent) return { done: Promise.resolve(sent) };
  }
  throw limit;
}

/** That there is no such conversation, or that it is somebody else's, comes before what may be written in it. */
async function refuseNotice(core: Core, actor: Actor, conversationId: string): Promise<never> {
  await accessConversation(core, actor, conversationId);
  throw new ParleyError('forbidden', 'messageType SYSTEM is for admins');
}
