import type { ConversationView } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import type { Frame } from '../../../wire/socketio/frames.ts';
import { membersAll } from '../conversations.ts';
import { ownFields, sharedFields } from '../present/conversations.ts';
import { frameOf } from './frames.ts';
import type { Personal } from './shown.ts';

/** How each of `userIds` hears of such an event, looked up together; those who are out have nothing to hear. */
export async function personalFrames(
  core: Core,
  { type, conversationId }: Personal,
  userIds: readonly string[],
  observing: boolean,
): Promise<ReadonlyMap<string, () => Frame>> {
  const views = await viewsOf(core, conversationId, userIds, observing);
  return framesOf(core, type === 'conversation.created' ? 'new_conversation' : 'conversation_updated', views);
}

/** The last that somebody hears of a group that they are out of; null where it is gone. */
export async function lastFrame(
  core: Core,
  conversationId: string,
  userId: string,
  upToSeq: number,
): Promise<Frame | null> {
  const [view] = await core.conversations.views([conversationId], userId, { upToSeq });
  if (!view) return null;
  const frames = await framesOf(core, 'conversation_updated', new Map([[userId, view]]));
  return frames.get(userId)?.() ?? null;
}

async function viewsOf(
  { conversations }: Core,
  conversationId: string,
  userIds: readonly string[],
  observing: boolean,
): Promise<ReadonlyMap<string, ConversationView>> {
  if (!observing) return conversations.viewsFor(conversationId, userIds);
  const views = new Map<string, ConversationView>();
  for (const userId of userIds) {
    const [view] = await conversations.views([conversationId], userId, true);
    if (view) views.set(userId, view);
  }
  return views;
}

/** A frame for each viewer of a conversation, made when it is wanted: what all see alike, such as the people, is put in words once. */
async function framesOf(
  core: Core,
  name: 'new_conversation' | 'conversation_updated',
  views: ReadonlyMap<string, ConversationView>,
): Promise<ReadonlyMap<string, () => Frame>> {
  const [first] = views.values();
  if (!first) return new Map();
  const members = (await membersAll(core, [first])).get(first.id) ?? first.members;
  const shared = `"conversation":${JSON.stringify(sharedFields(first, members, core.presence)).slice(0, -1)},`;
  return new Map(
    [...views].map(([userId, view]): [string, () => Frame] => {
      const own = ownFields(view, userId);
      const conversation = `${JSON.stringify(own).slice(1)}}`;
      if (name === 'new_conversation') return [userId, () => frameOf(name, '{', shared, conversation)];
      const { lastMessage = '' } = own;
      const row = { conversationId: view.id, lastMessage, lastMessageAt: own.lastMessageAt };
      return [userId, () => frameOf(name, `${JSON.stringify(row).slice(0, -1)},`, shared, conversation)];
    }),
  );
}
