import type { Heard, Payload } from './events.ts';
import type { Conversation, Message } from './shapes.ts';

/** What a client keeps: its conversations, and for each of them the messages by number. */
export type State = {
  readonly conversations: Map<string, Conversation>;
  readonly messages: Map<string, Map<number, Message>>;
  /**
   * Up to which number the lists of readers already name each member, by conversation. A conversation's row may be newer than
   * the receipts that are still on their way, so its own marks do not say which messages a receipt is about.
   */
  readonly named: Map<string, Map<string, number>>;
  /** Messages of which a version was missed: an event that tells only a part came too early. A client reads them again. */
  readonly missed: Set<string>;
};

/** A client's state from a fresh fetch. */
export function stateOf(list: readonly (readonly [Conversation, readonly Message[]])[]): State {
  return {
    conversations: new Map(list.map(([conversation]) => [conversation.id, conversation])),
    messages: new Map(
      list.map(([conversation, messages]) => [conversation.id, new Map(messages.map((one) => [one.seq, one]))]),
    ),
    named: new Map(list.map(([conversation]) => [conversation.id, marksOf(conversation)])),
    missed: new Set(),
  };
}

const marksOf = (conversation: Conversation): Map<string, number> =>
  new Map(conversation.members.map((member) => [member.userId, member.lastReadSeq]));

/** Does what a client does with one event of the contract, going by the contract's words alone. */
export function apply(state: State, userId: string, heard: Heard): void {
  switch (heard.event) {
    case 'conversation_created':
    case 'conversation_updated':
      replaceConversation(state, heard.payload);
      return;
    case 'conversation_removed':
      state.conversations.delete(heard.payload.conversationId);
      state.messages.delete(heard.payload.conversationId);
      state.named.delete(heard.payload.conversationId);
      return;
    case 'new_message':
      addMessage(state, userId, heard.payload);
      return;
    case 'message_updated':
      requote(state, heard.payload);
      changeMessage(state, heard.payload.conversationId, heard.payload.seq, (old) =>
        heard.payload.version > old.version ? heard.payload : old,
      );
      return;
    case 'message_deleted':
      removeMessage(state, userId, heard.payload);
      return;
    case 'reaction_updated': {
      const { conversationId, messageId, version, reactions } = heard.payload;
      const seq = [...(state.messages.get(conversationId)?.values() ?? [])].find((one) => one.id === messageId)?.seq;
      if (seq !== undefined) {
        changeMessage(state, conversationId, seq, (old) => {
          if (version > old.version + 1) state.missed.add(messageId);
          return version > old.version ? { ...old, version, reactions } : old;
        });
      }
      return;
    }
    case 'message_read_receipt':
      moveMark(state, userId, heard.payload);
      return;
    case 'message_delivered':
    case 'typing_indicator':
    case 'user_joined':
    case 'user_left':
    case 'presence_update':
    case 'notification':
    case 'error':
      return;
  }
}

/** Readers are members: who is no longer one is taken from the lists of readers. */
function replaceConversation(state: State, conversation: Conversation): void {
  state.conversations.set(conversation.id, conversation);
  const messages = state.messages.get(conversation.id) ?? new Map<number, Message>();
  state.messages.set(conversation.id, messages);
  const named = state.named.get(conversation.id);
  const members = marksOf(conversation);
  state.named.set(conversation.id, new Map([...members].map(([id, mark]) => [id, named?.get(id) ?? mark])));
  for (const message of messages.values()) {
    const readBy = message.readBy.filter((reader) => members.has(reader.userId));
    messages.set(message.seq, { ...message, readBy, readCount: readBy.length });
  }
}

/** What quotes a message follows it, also where the message itself is hidden. */
function requote(
  state: State,
  { conversationId, seq, content, deletedAt }: Pick<Message, 'conversationId' | 'seq' | 'content' | 'deletedAt'>,
): void {
  const messages = state.messages.get(conversationId);
  for (const message of messages?.values() ?? []) {
    if (message.replyTo?.seq !== seq) continue;
    const excerpt = [...content].slice(0, 140).join('');
    messages?.set(message.seq, { ...message, replyTo: { ...message.replyTo, content: excerpt, deletedAt } });
  }
}

function editConversation(state: State, id: string, change: (old: Conversation) => Conversation): void {
  const old = state.conversations.get(id);
  if (old) state.conversations.set(id, change(old));
}

function changeMessage(state: State, conversationId: string, seq: number, change: (old: Message) => Message): void {
  const messages = state.messages.get(conversationId);
  const old = messages?.get(seq);
  if (!messages || !old) return;
  const next = change(old);
  messages.set(seq, next);
  editConversation(state, conversationId, (conversation) =>
    conversation.lastMessage?.seq === seq ? { ...conversation, lastMessage: headOf(next) } : conversation,
  );
}

function headOf({ id, seq, senderId, type, content, createdAt, deletedAt }: Message): Conversation['lastMessage'] {
  return { id, seq, senderId, type, content, createdAt, deletedAt };
}

const counts = (message: Message, userId: string) =>
  message.senderId !== userId && message.type !== 'system' && message.deletedAt === null;

function addMessage(state: State, userId: string, message: Message): void {
  const messages = state.messages.get(message.conversationId) ?? new Map<number, Message>();
  state.messages.set(message.conversationId, messages);
  if (messages.has(message.seq)) return;
  messages.set(message.seq, message);
  editConversation(state, message.conversationId, (old) => {
    if (message.seq <= old.lastSeq) return old;
    const unread = counts(message, userId) ? 1 : 0;
    return { ...old, lastSeq: message.seq, lastMessage: headOf(message), unreadCount: old.unreadCount + unread };
  });
}

function removeMessage(state: State, userId: string, event: Payload<'message_deleted'>): void {
  const { conversationId, seq, version, deletedAt, forMe } = event;
  if (!forMe) requote(state, { conversationId, seq, content: '', deletedAt });
  const old = state.messages.get(conversationId)?.get(seq);
  if (!old) return;
  const mark = state.conversations.get(conversationId)?.lastReadSeq ?? 0;
  if (counts(old, userId) && seq > mark) {
    editConversation(state, conversationId, (one) => ({ ...one, unreadCount: one.unreadCount - 1 }));
  }
  if (forMe) {
    state.messages.get(conversationId)?.delete(seq);
    const last = [...(state.messages.get(conversationId)?.values() ?? [])].sort((a, b) => b.seq - a.seq)[0];
    editConversation(state, conversationId, (one) => ({ ...one, lastMessage: last ? headOf(last) : null }));
    return;
  }
  const blank = { content: '', metadata: {}, attachments: [], reactions: [], replyTo: null, version, deletedAt };
  changeMessage(state, conversationId, seq, (message) => ({ ...message, ...blank }));
}

function moveMark(state: State, userId: string, event: Payload<'message_read_receipt'>): void {
  const { conversationId, userId: reader, seq, readAt } = event;
  const named = state.named.get(conversationId);
  const before = named?.get(reader) ?? 0;
  if (seq <= before) return;
  named?.set(reader, seq);
  for (const message of state.messages.get(conversationId)?.values() ?? []) {
    if (message.seq <= before || message.seq > seq || message.senderId === reader) continue;
    const readBy = [...message.readBy, { userId: reader, readAt }];
    state.messages.get(conversationId)?.set(message.seq, { ...message, readBy, readCount: message.readCount + 1 });
  }
  editConversation(state, conversationId, (old) => {
    const members = old.members.map((member) =>
      member.userId === reader ? { ...member, lastReadSeq: seq, lastReadAt: readAt } : member,
    );
    if (reader !== userId) return { ...old, members };
    const rest = [...(state.messages.get(conversationId)?.values() ?? [])];
    const unreadCount = rest.filter((message) => message.seq > seq && counts(message, userId)).length;
    return { ...old, members, lastReadSeq: seq, unreadCount };
  });
}

/**
 * What a client shows as quoted: the message itself where it has it. Of one that it does not have (the person has hidden
 * it) the excerpt that came along may be older than an edit, but never than a deletion.
 */
function quoteOf(state: State, message: Message): Message['replyTo'] {
  const quoted = message.replyTo && state.messages.get(message.conversationId)?.get(message.replyTo.seq);
  if (!message.replyTo) return null;
  if (!quoted)
    return { ...message.replyTo, content: message.replyTo.deletedAt === null ? 'hidden' : message.replyTo.content };
  const { id, seq, senderId, type, content, deletedAt } = quoted;
  return { id, seq, senderId, type, content: [...content].slice(0, 140).join(''), deletedAt };
}

/** The parts of a state that events must keep true, in a form that can be compared. */
export function comparable(state: State): unknown {
  return [...state.conversations.values()]
    .sort((a, b) => a.id.localeCompare(b.id))
    .map((conversation) => {
      const messages = [...(state.messages.get(conversation.id)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
      const { id, type, status, title, avatar, memberCount, metadata, unreadCount, lastReadSeq, lastSeq } =
        conversation;
      return {
        ...{ id, type, status, title, avatar, memberCount, metadata, unreadCount, lastReadSeq, lastSeq },
        lastMessage: conversation.lastMessage,
        arranged: [conversation.isArchived, conversation.isPinned, conversation.mutedUntil],
        members: conversation.members
          .map(({ userId, role, lastReadSeq: mark, lastReadAt }) => ({ userId, role, mark, lastReadAt }))
          .sort((a, b) => a.userId.localeCompare(b.userId)),
        messages: messages.map((message) => ({
          ...{
            seq: message.seq,
            id: message.id,
            type: message.type,
            senderId: message.senderId,
            version: message.version,
          },
          ...{
            content: message.content,
            metadata: message.metadata,
            deletedAt: message.deletedAt,
            editedAt: message.editedAt,
          },
          replyTo: quoteOf(state, message),
          reactions: message.reactions
            .map((one) => `${one.emoji} ${one.count} ${[...one.userIds].sort().join()}`)
            .sort(),
          readBy: message.readBy.map((reader) => `${reader.userId} ${reader.readAt}`).sort(),
          readCount: message.readCount,
        })),
      };
    });
}
