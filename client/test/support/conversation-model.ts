import type { Clock } from '../../src/index.ts';
import type { History, HistoryPage } from '../../src/messages/history.ts';
import type { TimelineInlet } from '../../src/messages/timeline.ts';
import type { Message } from '../../src/types.ts';

/** A conversation as the server has it, its events, and pages of it that take a while. */
export type ConversationModel = {
  readonly messages: readonly Message[];
  isHidden(message: Message): boolean;
  /** What somebody who looks at it now sees of it. */
  visible(): readonly Message[];
  send(): Push;
  edit(index: number): Push | null;
  remove(index: number): Push | null;
  hide(index: number): Push | null;
  react(index: number): Push | null;
  /** Reads as of now, which are answered after `delayMs()`; some fail. */
  history(clock: Clock, delayMs: () => number, fails: () => boolean): History;
};

/** An event on its way to a timeline. */
export type Push = (to: TimelineInlet) => void;

export function createConversationModel(): ConversationModel {
  const messages: Message[] = [];
  const hidden = new Set<string>();
  const visible = () => messages.filter(({ id }) => !hidden.has(id));

  function at(index: number): { readonly place: number; readonly message: Message } | null {
    const place = index % Math.max(1, messages.length);
    const message = messages[place];
    return message && message.deletedAt === null && !hidden.has(message.id) ? { place, message } : null;
  }

  function change(index: number, part: (message: Message) => Partial<Message>): Message | null {
    const found = at(index);
    if (!found) return null;
    const changed = { ...found.message, ...part(found.message), version: found.message.version + 1 };
    messages[found.place] = changed;
    return changed;
  }

  return {
    messages,
    isHidden: ({ id }) => hidden.has(id),
    visible,
    send() {
      const message = messageOf(messages.length + 1);
      messages.push(message);
      return (to) => {
        to.changed(message);
        to.arrived(message);
      };
    },
    edit(index) {
      const message = change(index, ({ content }) => ({ content: `${content}!`, editedAt: TIME }));
      return message && ((to) => to.changed(message));
    },
    remove(index) {
      const message = change(index, () => ({ content: '', reactions: [], deletedAt: TIME }));
      return message && ((to) => to.deleted(deletion(message, false)));
    },
    hide(index) {
      const found = at(index);
      if (!found) return null;
      hidden.add(found.message.id);
      return (to) => to.deleted(deletion(found.message, true));
    },
    react(index) {
      const message = change(index, ({ version }) => ({
        reactions: [{ emoji: '👍', count: version, userIds: ['bo'] }],
      }));
      if (!message) return null;
      const { id: messageId, conversationId, version, reactions } = message;
      const event = {
        messageId,
        conversationId,
        version,
        reactions,
        userId: 'bo',
        emoji: '👍',
        action: 'added',
      } as const;
      return (to) => to.reacted(event);
    },
    history(clock, delayMs, fails) {
      async function after<T>(answer: T): Promise<T> {
        await new Promise<void>((resolve) => void clock.after(delayMs(), resolve));
        if (fails()) throw new TypeError('the network is away');
        return answer;
      }
      const page = (all: readonly Message[], limit: number): HistoryPage => ({
        messages: all.slice(0, limit),
        hasMore: all.length > limit,
      });
      return {
        async before(seq, limit) {
          const all = visible().filter((message) => seq === null || message.seq < seq);
          const found = page(all.toReversed(), limit);
          return after({ ...found, messages: found.messages.toReversed() });
        },
        after: (seq, limit) =>
          after(
            page(
              visible().filter((message) => message.seq > seq),
              limit,
            ),
          ),
        one: (messageId) => after(messages.find(({ id }) => id === messageId) ?? messageOf(0)),
      };
    },
  };
}

const TIME = '2026-01-01T00:00:00.000Z';

function deletion({ id: messageId, conversationId, seq, version }: Message, forMe: boolean) {
  return { messageId, conversationId, seq, version, forMe, deletedAt: TIME, deletedBy: 'bo' };
}

export function messageOf(seq: number, part: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversationId: 'c1',
    seq,
    type: 'text',
    senderId: 'bo',
    sender: { id: 'bo', name: 'Bo', avatar: null, role: 'user' },
    content: `text ${seq}`,
    metadata: {},
    attachments: [],
    mentions: [],
    replyTo: null,
    replyCount: 0,
    forwardedFrom: null,
    reactions: [],
    readCount: 0,
    readBy: [],
    clientId: null,
    version: 1,
    isPinned: false,
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
    createdAt: TIME,
    updatedAt: TIME,
    ...part,
  };
}
