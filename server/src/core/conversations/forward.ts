import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { copyForForward } from '../files/copy.ts';
import type { FilePorts } from '../files/ports.ts';
import { accessForWriting, accessMessageById } from './access.ts';
import type { SendPorts, Sent } from './draft.ts';
import { ensureMember } from './support.ts';
import type { Message } from './types.ts';
import { write } from './write.ts';

export type ForwardPorts = SendPorts & Pick<FilePorts, 'storage' | 'files' | 'onFileTrouble'>;

/**
 * Sends a message's content again into other conversations, with copies of its files. All targets are checked before the
 * first is written, so that none is sent where one is refused.
 * @throws `not_found`, `not_a_member`, `blocked`, `conversation_closed`, `message_deleted`.
 */
export async function forwardMessage(
  ctx: ForwardPorts,
  actor: Actor,
  id: string,
  conversationIds: readonly string[],
): Promise<Message[]> {
  const { message } = await accessMessageById(ctx, actor, id);
  if (message.deletedAt !== null) throw new ParleyError('message_deleted', 'This message is deleted');
  if (message.type === 'system') throw new ParleyError('forbidden', 'System messages are not forwarded');
  const targets = await Promise.all(
    [...new Set(conversationIds)].map((target) => accessForWriting(ctx, actor, target)),
  );
  const sent: Sent[] = [];
  for (const access of targets) {
    const attachments = await copyForForward(
      ctx,
      message.attachments.map((attachment) => attachment.id),
      actor.userId,
    );
    sent.push(
      await write(ctx, actor, await ensureMember(ctx, actor, access), {
        type: message.type,
        content: message.content,
        metadata: message.metadata,
        mentions: [],
        replyTo: null,
        forwardedFrom: message.forwardedFrom ?? {
          messageId: message.id,
          senderId: message.senderId,
          senderName: message.sender?.name ?? message.senderId,
        },
        attachments,
        clientId: null,
        requestHash: null,
      }),
    );
  }
  return sent.map((result) => result.message);
}
