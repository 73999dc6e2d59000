import type { ConversationView, LastMessage, Member } from '../../../core/conversations/types.ts';
import type { PresenceBoard } from '../../../core/realtime/presence.ts';
import { firstOf } from '../../../core/text.ts';
import { withoutScripts } from '../sanitize.ts';
import type { ConversationBody } from '../schema/answers.ts';
import { presentPerson } from './people.ts';

/** Characters of the last message that a list shows. */
const PREVIEW = 200;

/** What of a conversation is each one's own, or goes by it. */
type OwnField = 'lastMessage' | 'lastMessageAt' | 'unreadCounts' | 'archivedBy' | 'deletedBy' | 'updatedAt';

/** What of a member is shown. */
export type Participant = Pick<Member, 'userId' | 'name' | 'avatar' | 'role' | 'joinedAt' | 'lastSeen'>;

/** What a conversation's row shows of a message: its words, else the name of its file. */
export function previewOf({
  content,
  fileName,
  deletedAt,
}: Pick<LastMessage, 'content' | 'fileName' | 'deletedAt'>): string {
  if (deletedAt !== null) return '';
  return firstOf(withoutScripts(content || (fileName ?? '')), PREVIEW);
}

/** In order of joining; of those who came with the conversation its creator first. */
function inOrder(participants: readonly Participant[], creator: string): readonly Participant[] {
  const first = participants.find(({ userId }) => userId === creator);
  const [earliest] = participants;
  if (!first || first === earliest || first.joinedAt !== earliest?.joinedAt) return participants;
  return [first, ...participants.filter((participant) => participant !== first)];
}

/** What all of its people see alike of a conversation; `members` are all of them, in order of joining. */
export function sharedFields(
  view: ConversationView,
  members: readonly Participant[],
  presence: PresenceBoard,
): Omit<ConversationBody, OwnField> {
  const people = inOrder(members, view.createdBy);
  const isGroup = view.type !== 'direct';
  const admin = people.find(({ role }) => role === 'owner')?.userId;
  const { title, avatar } = view;
  return {
    _id: view.id,
    participants: people.map(({ userId }) => userId),
    type: isGroup ? 'group' : 'direct',
    ...(isGroup && title !== null && { groupName: withoutScripts(title) }),
    ...(isGroup && avatar !== null && { groupAvatar: withoutScripts(avatar) }),
    ...(isGroup && admin !== undefined && { groupAdmin: admin }),
    isActive: view.status === 'active' && view.memberCount > 0,
    participantDetails: people.map(({ userId, ...person }) => presentPerson({ id: userId, ...person }, presence)),
    createdAt: view.createdAt,
  };
}

/** What is `viewerId`'s own of a conversation. */
export function ownFields(view: ConversationView, viewerId: string): Pick<ConversationBody, OwnField> {
  const { lastMessage, archivedAt, clearedAt, activityAt } = view;
  return {
    ...(lastMessage && { lastMessage: previewOf(lastMessage) }),
    lastMessageAt: activityAt,
    unreadCounts: { [viewerId]: view.unreadCount },
    archivedBy: archivedAt === null ? {} : { [viewerId]: archivedAt },
    deletedBy: clearedAt === null ? {} : { [viewerId]: clearedAt },
    updatedAt: [view.updatedAt, activityAt].sort().at(-1) ?? activityAt,
  };
}

/** A conversation as `viewerId` sees it; `members` are all of its people, in order of joining. */
export function presentConversation(
  view: ConversationView,
  members: readonly Participant[],
  viewerId: string,
  presence: PresenceBoard,
): ConversationBody {
  return { ...sharedFields(view, members, presence), ...ownFields(view, viewerId) };
}
