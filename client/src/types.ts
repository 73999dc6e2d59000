import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type Attachment = Schemas['Attachment'];
export type CannedResponse = Schemas['CannedResponse'];
export type Comment = Schemas['Comment'];
export type Conversation = Schemas['Conversation'];
export type Faq = Schemas['Faq'];
export type FaqCategory = Schemas['FaqCategory'];
export type FoundFaq = Schemas['FoundFaq'];
export type FoundMessage = Schemas['FoundMessage'];
export type Me = Schemas['Me'];
export type Message = Schemas['Message'];
export type Notification = Schemas['Notification'];
export type Preferences = Schemas['Preferences'];
export type Presence = Schemas['Presence'];
export type ServicePackage = Schemas['ServicePackage'];
export type Ticket = Schemas['Ticket'];
export type TicketEvent = Schemas['TicketEvent'];
export type TicketSla = Schemas['TicketSla'];
export type User = Schemas['User'];
export type UserRef = Schemas['UserRef'];
export type Member = Conversation['members'][number];

/** What a client says over the socket, by event, and what it is answered. */
export type ClientEvents = Schemas['ClientEvents'];
export type ClientAcks = Schemas['ClientAcks'];
/** What the server says over the socket, by event. */
export type ServerEvents = Schemas['ServerEvents'];
export type ServerEventName = keyof ServerEvents;

/** A page of a list; `next` leads to the following one, null ends it. */
export type Page<T> = { readonly data: readonly T[]; readonly page: { readonly next: string | null } };
export type CountedPage<T> = {
  readonly data: readonly T[];
  readonly page: { readonly next: string | null; readonly total: number };
};
