import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { copyForForward } from '../files/copy.ts';
import type { FilePorts } from '../files/ports.ts';
import { removeUnused } from '../files/remove.ts';
import { accessForWriting, accessMessageById } from './access.ts';
import type { Access } from './directory.ts';
import type { Draft, SendPorts } from './draft.ts';
import { ensureMember } from './support.ts';
import type { Attachment, ForwardedFrom, Message } from './types.ts';
import { type Target, writeTogether } from './write.ts';

export type ForwardPorts = SendPorts & Pick<FilePorts, 'storage' | 'files' | 'onFileTrouble'>;

/** What of a message goes on to others. */
type Passed = Pick<Draft, 'type' | 'content' | 'metadata' | 'forwardedFrom'>;

/**
 * Sends a message's content again into other conversations, with copies of its files: into all of them, or into none.
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
  const { type, content, metadata } = message;
  const forwardedFrom = message.forwardedFrom ?? sourceOf(message);
  const targets = await Promise.all(
    [...new Set(conversationIds)].map((target) => accessForWriting(ctx, actor, target)),
  );
  return passOn(ctx, actor, targets, { type, content, metadata, forwardedFrom }, message.attachments);
}

/** Whence something was taken, for a message that is sent on. */
export function sourceOf({ id, senderId, sender }: Message): ForwardedFrom {
  return { messageId: id, senderId, senderName: sender?.name ?? senderId };
}

/**
 * Writes what was checked into each of `targets`, which were found writable, with copies of `files`: into all of them, or into
 * none. Resolves with the messages in the order of the targets. `own` is the sender's id of them, with the hash of what they asked.
 * @throws `conflict` where that id is in use in one of them, `not_found` where a file is gone; as `checkWritable` where a target was shut meanwhile.
 */
export async function passOn(
  ctx: ForwardPorts,
  actor: Actor,
  targets: readonly Access[],
  passed: Passed,
  files: readonly Attachment[],
  own: Pick<Draft, 'clientId' | 'requestHash'> = { clientId: null, requestHash: null },
): Promise<Message[]> {
  const ids = files.map((file) => file.id);
  const bare = { ...passed, mentions: [], replyTo: null, ...own };
  const prepared: Target[] = [];
  try {
    for (const access of targets) {
      const attachments = await copyForForward(ctx, ids, actor.userId);
      prepared.push({ access, draft: { ...bare, attachments } });
    }
    const members: Target[] = [];
    for (const { access, draft } of prepared) members.push({ access: await ensureMember(ctx, actor, access), draft });
    return await writeTogether(ctx, actor, members);
  } catch (error) {
    // Of a write whose outcome is unknown the sweep finds out.
    if (!(error instanceof ParleyError && error.code === 'unavailable'))
      for (const { draft } of prepared) for (const copy of draft.attachments) await removeUnused(ctx, copy.id);
    throw error;
  }
}
