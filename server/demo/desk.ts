import type { Person } from './person.ts';
import { type Room, type Stage, StoryError } from './stage.ts';
import { answers } from './wire.ts';
import type { WireChange, WireComment, WireTicket } from './wire-support.ts';

/** A ticket of the story: as it is now, its conversation, and whose it is. */
export type Case = { ticket: WireTicket; room: Room; readonly customer: Person; assignee: Person | null };

/**
 * What people do with tickets. As on the stage, each action writes down at once what must reach whom: a ticket's requester
 * and the whole staff hear of the ticket, its members hear the conversation, and the staff alone hears internal notes.
 */
export class Desk {
  readonly #stage: Stage;
  readonly #staff: readonly Person[];

  /** `staff` are the agents and admins of the story. */
  constructor(stage: Stage, staff: readonly Person[]) {
    this.#stage = stage;
    this.#staff = staff;
  }

  async open(customer: Person, draft: { readonly subject: string; readonly [field: string]: string }): Promise<Case> {
    const ticket = await customer.call('POST', '/api/tickets', answers.ticket, draft);
    if (ticket.status !== 'open' || ticket.assigneeId !== null) throw new StoryError('a ticket must begin open');
    this.#stage.narrator.act(customer, `opens ticket #${ticket.number}: ${ticket.subject}`);
    const room: Room = { id: ticket.conversationId, members: [customer], typing: new Set() };
    const path = `/api/messaging/conversations/${room.id}`;
    const conversation = await customer.call('GET', path, answers.conversation);
    this.#stage.tell([customer], { name: 'conversation_created', body: conversation });
    this.#stage.tell([customer, ...this.#staff], { name: 'ticket_created', body: ticket });
    await this.#stage.settle();
    return { ticket, room, customer, assignee: null };
  }

  /** Gives an unassigned ticket to an agent, who comes into its conversation. */
  async assign(by: Person, it: Case, agent: Person): Promise<void> {
    it.ticket = await by.call('PUT', `${pathOf(it)}/assign`, answers.ticket, { assigneeId: agent.id });
    this.#stage.narrator.act(by, `gives #${it.ticket.number} to ${agent.name}`);
    it.assignee = agent;
    it.room = { ...it.room, members: [...it.room.members, agent] };
    const conversation = await this.#conversation(agent, it);
    this.#stage.tell([agent], { name: 'conversation_created', body: conversation });
    this.#stage.tell(it.room.members, { name: 'conversation_updated', body: conversation });
    this.#tellChanges(it, [{ field: 'assigneeId', from: null, to: agent.id }]);
    this.#notify(by, it, 'ticket.assigned', [agent]);
    await this.#stage.settle();
  }

  /** Writes what only the staff may read. Returns it. */
  async note(by: Person, it: Case, content: string): Promise<WireComment> {
    const request = { content, internal: true };
    const note = await by.call('POST', `${pathOf(it)}/comments`, answers.comment, request);
    if (!note.internal || note.messageId !== null) throw new StoryError('an internal note must be no message');
    this.#stage.narrator.act(by, `notes, for the staff alone: ${content}`);
    this.#stage.tell(this.#staff, { name: 'ticket_comment', body: note });
    this.#notify(by, it, 'ticket.commented', [it.assignee]);
    await this.#stage.settle();
    return note;
  }

  /** An agent's first public comment on the ticket. It is a message of the ticket's conversation. */
  async answer(agent: Person, it: Case, content: string): Promise<void> {
    const comment = await agent.call('POST', `${pathOf(it)}/comments`, answers.comment, { content });
    await this.#tellComment(agent, it, comment);
    this.#tellChanges(it, [{ field: 'firstRespondedAt', from: null, to: null }]);
    await this.#stage.settle();
  }

  /** The customer writes a message, which is a comment; a pending ticket is open again by that. */
  async reply(it: Case, content: string): Promise<void> {
    const { customer, room, ticket } = it;
    const message = await this.#stage.send(customer, room, content);
    const { comments, ...now } = await customer.call('GET', pathOf(it), answers.ticketWithComments);
    const comment = comments.at(-1);
    if (comment?.messageId !== message.id) throw new StoryError('a message must be a comment of its ticket');
    if (now.status !== 'open')
      throw new StoryError(`a reply must open a ticket that waits for it, this is ${now.status}`);
    it.ticket = now;
    this.#stage.announce(customer, room, message);
    this.#stage.tell([customer, ...this.#staff], { name: 'ticket_comment', body: comment });
    this.#notify(customer, it, 'ticket.commented', [it.assignee]);
    this.#tellChanges(it, [{ field: 'status', from: ticket.status, to: 'open' }]);
    await this.#stage.settle();
  }

  /** Gives the ticket another status, with a public comment on the way where there is one. */
  async setStatus(by: Person, it: Case, status: string, comment?: string): Promise<void> {
    const before = it.ticket.status;
    it.ticket = await by.call('PUT', `${pathOf(it)}/status`, answers.ticket, { status, comment });
    if (it.ticket.status !== status) throw new StoryError(`the ticket must be ${status}, it is ${it.ticket.status}`);
    if (comment !== undefined) {
      const { comments } = await by.call('GET', pathOf(it), answers.ticketWithComments);
      const last = comments.at(-1);
      if (last?.content !== comment) throw new StoryError('what was said with the status is missing');
      await this.#tellComment(by, it, last);
    }
    this.#stage.narrator.act(by, `sets the ticket to ${status}`);
    if (status === 'closed') await this.#tellConversation(it);
    this.#tellChanges(it, [{ field: 'status', from: before, to: status }]);
    this.#notify(by, it, 'ticket.status_changed', [it.customer]);
    await this.#stage.settle();
  }

  async rate(it: Case, score: number, comment: string): Promise<void> {
    it.ticket = await it.customer.call('POST', `${pathOf(it)}/rating`, answers.ticket, { score, comment });
    if (it.ticket.rating?.score !== score) throw new StoryError('the ticket must show its rating');
    this.#stage.narrator.act(it.customer, `rates ${'★'.repeat(score)}${'☆'.repeat(5 - score)}: ${comment}`);
    this.#tellChanges(it, [{ field: 'rating', from: null, to: score }]);
    await this.#stage.settle();
  }

  /** A public comment that was made over REST: its author's own connection hears it too. */
  async #tellComment(author: Person, it: Case, comment: WireComment): Promise<void> {
    const message = await author.call('GET', `/api/messaging/messages/${comment.messageId}`, answers.message);
    this.#stage.announce(author, it.room, message);
    this.#stage.tell([author], { name: 'new_message', body: message });
    this.#stage.tell([it.customer, ...this.#staff], { name: 'ticket_comment', body: comment });
    this.#notify(author, it, 'ticket.commented', [it.customer, it.assignee]);
  }

  /** The conversation is closed with its ticket. */
  async #tellConversation(it: Case): Promise<void> {
    const body = await this.#conversation(it.customer, it);
    this.#stage.tell(it.room.members, { name: 'conversation_updated', body });
  }

  #tellChanges({ ticket, customer }: Case, changes: WireChange[]): void {
    this.#stage.tell([customer, ...this.#staff], { name: 'ticket_updated', body: { ...ticket, changes } });
  }

  /** Everybody hears of what others did, never of what they did themselves. */
  #notify(actor: Person, { ticket }: Case, type: string, concerned: readonly (Person | null)[]): void {
    const listeners = concerned.flatMap((person) => (person === null || person === actor ? [] : [person]));
    const title = `#${ticket.number} ${ticket.subject}`;
    this.#stage.tell(listeners, {
      name: 'notification',
      body: { type, title, body: '', data: { ticketId: ticket.id } },
    });
  }

  #conversation(person: Person, { room }: Case) {
    return person.call('GET', `/api/messaging/conversations/${room.id}`, answers.conversation);
  }
}

function pathOf({ ticket }: Case): string {
  return `/api/tickets/${ticket.id}`;
}
