import type { Actor } from '../actor.ts';
import { iso } from '../clock.ts';
import { ParleyError } from '../errors.ts';
import type { FilePorts } from '../files/ports.ts';
import { removeForMessage } from '../files/remove.ts';
import { parseMessageId } from '../ids.ts';
import type { Bus } from '../realtime/bus.ts';
import { accessAsMember, accessMessageById, checkWritable } from './access.ts';
import type { Directory } from './directory.ts';
import type { ConversationStore, MessageStore } from './store.ts';
import type { Turns } from './turns.ts';
import type { Message, MessageAddress } from './types.ts';

export type MessagePorts = Pick<FilePorts, 'storage' | 'files' | 'onFileTrouble'> & {
  readonly conversations: Pick<ConversationStore, 'membership'>;
  readonly directory: Directory;
  readonly messages: MessageStore;
  readonly bus: Bus;
  /** One change of a message at a time: their announcements leave in the order of their versions. */
  readonly turns: Turns;
  readonly now: () => number;
};

function deleted(): ParleyError {
  return new ParleyError('message_deleted', 'This message is deleted');
}

async function reread(ctx: MessagePorts, address: MessageAddress): Promise<Message> {
  const [message] = await ctx.messages.find([address]);
  if (!message) throw new ParleyError('not_found', 'There is no such message');
  return message;
}

/** In a direct conversation, somebody who was blocked changes nothing that the other would see. */
async function checkNotBlocked(ctx: MessagePorts, actor: Actor, conversationId: string): Promise<void> {
  const access = await ctx.directory.get(conversationId);
  if (access?.blocked.has(actor.userId)) checkWritable(access, actor);
}

/**
 * Changes the text of the caller's own message. `check` sees the message first and may refuse the new text for its type.
 * @throws `not_found`, `not_a_member`, `forbidden`, `blocked`, `message_deleted`, and what `check` throws.
 */
export async function editMessage(
  ctx: MessagePorts,
  actor: Actor,
  id: string,
  content: string,
  check: (message: Message) => void,
): Promise<Message> {
  const { message, address } = await accessMessageById(ctx, actor, id);
  if (message.senderId !== actor.userId || message.type === 'system') {
    throw new ParleyError('forbidden', 'Only its sender may edit a message');
  }
  await checkNotBlocked(ctx, actor, address.conversationId);
  if (message.deletedAt !== null) throw deleted();
  check(message);
  return ctx.turns.run(message.id, async () => {
    if ((await ctx.messages.edit(address, content)) === 'deleted') throw deleted();
    const edited = await reread(ctx, address);
    ctx.bus.publish({ type: 'message.edited', conversationId: address.conversationId, message: edited });
    return edited;
  });
}

/**
 * Deletes the caller's own message for everybody; its number stays. Doing it again changes nothing.
 * @throws `not_found`, `not_a_member`, `forbidden`.
 */
export async function deleteMessage(ctx: MessagePorts, actor: Actor, id: string): Promise<void> {
  const { message, address } = await accessMessageById(ctx, actor, id);
  if (message.senderId !== actor.userId || message.type === 'system') {
    throw new ParleyError('forbidden', 'Only its sender may delete a message');
  }
  const attachmentIds = await ctx.turns.run(message.id, async () => {
    const removed = await ctx.messages.remove(address);
    if (!removed) return [];
    const { version, deletedAt } = removed;
    ctx.bus.publish({
      type: 'message.deleted',
      conversationId: address.conversationId,
      messageId: message.id,
      seq: address.seq,
      version,
      deletedAt,
      deletedBy: actor.userId,
    });
    return removed.attachmentIds;
  });
  await removeForMessage(ctx, attachmentIds);
}

/** Takes a message out of the caller's own view; again changes nothing. @throws `not_found`, `not_a_member`. */
export async function hideMessage(ctx: MessagePorts, actor: Actor, id: string): Promise<void> {
  const place = parseMessageId(id);
  if (place && (await ctx.messages.isHidden(place, actor.userId))) {
    await accessAsMember(ctx, actor, place.conversationId);
    return;
  }
  const { message, address } = await accessMessageById(ctx, actor, id);
  await accessAsMember(ctx, actor, address.conversationId);
  if (!(await ctx.messages.hide(address, actor.userId))) return;
  ctx.bus.publish({
    type: 'message.hidden',
    conversationId: address.conversationId,
    messageId: message.id,
    seq: address.seq,
    version: message.version,
    hiddenAt: iso(ctx.now()),
    userId: actor.userId,
  });
}

/**
 * Adds or removes the caller's reaction; each emoji counts once per person.
 * @throws `not_found`, `not_a_member`, `blocked`, `message_deleted`.
 */
export async function react(ctx: MessagePorts, actor: Actor, id: string, emoji: string, on: boolean): Promise<Message> {
  const { message, address } = await accessMessageById(ctx, actor, id);
  await checkNotBlocked(ctx, actor, address.conversationId);
  if (message.deletedAt !== null) throw deleted();
  return ctx.turns.run(message.id, async () => {
    const result = await ctx.messages.react(address, actor.userId, emoji, on);
    if (!result) throw deleted();
    const current = await reread(ctx, address);
    if (result.changed) {
      ctx.bus.publish({
        type: 'message.reacted',
        conversationId: address.conversationId,
        messageId: current.id,
        version: current.version,
        userId: actor.userId,
        emoji,
        action: on ? 'added' : 'removed',
        reactions: current.reactions,
      });
    }
    return current;
  });
}

/**
 * Makes `emoji` the caller's only reaction, in place of all that they had, or takes those away (null); announced once.
 * @throws as `react` does.
 */
export async function reactOnce(ctx: MessagePorts, actor: Actor, id: string, emoji: string | null): Promise<Message> {
  const { message, address } = await accessMessageById(ctx, actor, id);
  await checkNotBlocked(ctx, actor, address.conversationId);
  if (message.deletedAt !== null) throw deleted();
  return ctx.turns.run(message.id, async () => {
    const result = await ctx.messages.reactOnce(address, actor.userId, emoji);
    if (!result) throw deleted();
    const current = await reread(ctx, address);
    const told = result.added ?? result.removed[0];
    if (told !== undefined) {
      ctx.bus.publish({
        type: 'message.reacted',
        conversationId: address.conversationId,
        messageId: current.id,
        version: current.version,
        userId: actor.userId,
        emoji: told,
        action: result.added === null ? 'removed' : 'added',
        reactions: current.reactions,
      });
    }
    return current;
  });
}
