import type { Attachment, Chat, Message, Parley, ServicePackage } from '@parley/client';
import { createContext, use } from 'react';

/** Where something opens beside: a place of the window in pixels. */
export type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** What lies above the chat; at most one at a time. */
export type Overlay =
  | { readonly kind: 'menu'; readonly message: Message; readonly place: Place }
  | { readonly kind: 'readers'; readonly message: Message; readonly place: Place }
  /** `isQuick`: a few first, the rest behind them. */
  | {
      readonly kind: 'emoji';
      readonly place: Place;
      readonly isQuick: boolean;
      readonly onPick: (emoji: string) => void;
    }
  | { readonly kind: 'delete'; readonly message: Message; readonly scope: 'everybody' | 'me' }
  | { readonly kind: 'forward'; readonly message: Message }
  | { readonly kind: 'pictures'; readonly pictures: readonly Attachment[]; readonly first: number }
  | { readonly kind: 'location' }
  | { readonly kind: 'offer' }
  | { readonly kind: 'booking'; readonly offered: ServicePackage['id'] | null; readonly ownerId: string | null }
  | { readonly kind: 'keys' };

/** What the parts of one chat share. The same object as long as the chat is open and may be written in. */
export type Room = {
  readonly conversationId: string;
  readonly parley: Parley;
  readonly chat: Chat;
  readonly me: string;
  /** Whether messages can be sent here. */
  readonly canWrite: boolean;
  /** Whether a message can be answered by another one. */
  readonly canReply: boolean;
  readonly isGroup: boolean;
  /** How somebody is called, as far as it is known: from the members, else from what they said. */
  nameOf(userId: string): string;
  /** The same; null where it is not known. */
  knownName(userId: string): string | null;
  reply(message: Message): void;
  edit(message: Message): void;
  /** Adds one's reaction, or takes it back. */
  react(message: Message, emoji: string): void;
  copy(message: Message): void;
  /** Shows the message of this number, wherever it is, and points it out. */
  jumpTo(seq: number): void;
  focusComposer(): void;
  open(overlay: Overlay): void;
};

export const RoomContext = createContext<Room | null>(null);

/** The chat that the component is part of. */
export function useRoom(): Room {
  const room = use(RoomContext);
  if (room === null) throw new Error('useRoom: there is no Chat above this component');
  return room;
}

/** Whether the row around is the one that Tab leads into: 0, else -1. What it has to press takes it as `tabIndex`. */
export const RowTabContext = createContext<0 | -1>(-1);

export function useRowTab(): 0 | -1 {
  return use(RowTabContext);
}

/** Where an element stands. */
export function placeOf(element: Element): Place {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}
