import type { NewConversation } from '../conversations/conversations.ts';
import type { Comment, Conversation, Member, Message, Notification, Ticket } from '../types.ts';
import { addMembers, create, removeMember, setRole } from './conversations.ts';
import { type NewNotification, notify } from './feed.ts';
import { markRead } from './marks.ts';
import { edit, react, remove, type SendBody, send } from './messages.ts';
import { conversationOf } from './rooms.ts';
import type { Person, Room, State } from './state.ts';
import { assign, type CommentDraft, comment, openTicket, rate, setStatus, type TicketDraft } from './tickets.ts';
import { startTyping, stopTyping } from './typing.ts';

/** What a person does on the server, wherever their own clients are. All of it refuses as the server does, with a `code`. */
export type Actions = {
  create(conversation: NewConversation): Conversation;
  /** A text, or everything that a message may have. */
  send(conversationId: string, message: string | SendBody): Message;
  edit(messageId: string, content: string): Message;
  remove(messageId: string, scope: 'everybody' | 'me'): void;
  react(messageId: string, emoji: string): Message;
  unreact(messageId: string, emoji: string): Message;
  /** Everything, or up to a number. */
  read(conversationId: string, upToSeq?: number): void;
  startTyping(conversationId: string): void;
  stopTyping(conversationId: string): void;
  addMembers(conversationId: string, userIds: readonly string[]): Conversation;
  removeMember(conversationId: string, userId: string): void;
  setRole(conversationId: string, userId: string, role: Member['role']): Conversation;
  openTicket(ticket: TicketDraft): Ticket;
  comment(ticketId: string, said: CommentDraft): Comment;
  setStatus(ticketId: string, status: Ticket['status'], said?: string): Ticket;
  assign(ticketId: string, assigneeId: string | null): Ticket;
  rate(ticketId: string, score: number, said?: string): Ticket;
  /** Is told something by the feed. */
  hear(notification: NewNotification): Notification;
};

export function actionsOf(state: State, person: Person): Actions {
  const shown = (room: Room) => conversationOf(state, room, person.id);
  return {
    create: (input) => shown(create(state, person, input).room),
    send(id, said) {
      return send(state, person, id, typeof said === 'string' ? { content: said } : said).message;
    },
    edit: (id, content) => edit(state, person, id, content),
    remove: (id, scope) => remove(state, person, id, scope === 'me'),
    react: (id, emoji) => react(state, person, id, emoji, true),
    unreact: (id, emoji) => react(state, person, id, emoji, false),
    read: (id, upToSeq) => void markRead(state, person, id, upToSeq),
    startTyping: (id) => startTyping(state, person, id),
    stopTyping: (id) => stopTyping(state, id, person.id),
    addMembers: (id, userIds) => shown(addMembers(state, person, id, userIds)),
    removeMember: (id, userId) => removeMember(state, person, id, userId),
    setRole: (id, userId, role) => shown(setRole(state, person, id, userId, role)),
    openTicket: (draft) => openTicket(state, person, draft),
    comment: (id, said) => comment(state, person, id, said),
    setStatus: (id, status, said) => setStatus(state, person, id, status, said),
    assign: (id, assigneeId) => assign(state, person, id, assigneeId),
    rate: (id, score, said) => rate(state, person, id, score, said ?? null),
    hear: (made) => notify(state, person, made),
  };
}
