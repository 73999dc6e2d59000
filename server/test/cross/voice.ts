import type { Line } from './line.ts';

/** How a conversation came to be, and with it which contracts show it. */
export type Kind = 'direct' | 'group' | 'support';

/** One of a run's people. */
export type Someone = {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly type: 'patient' | 'doctor';
};

/** The conversation of a run. */
export type Room = { readonly id: string; readonly kind: Kind; readonly members: readonly Someone[] };

/** A message as the model has it. */
export type Said = {
  readonly id: string;
  readonly seq: number;
  readonly from: string;
  readonly original: string;
  readonly client: string | null;
  text: string;
  edited: boolean;
  deleted: boolean;
  /** In order, each emoji once per person. */
  reactions: { readonly who: string; readonly emoji: string }[];
};

/**
 * What one frame says. Notes of a lane are compared in their order, each exactly once; of a lane `state:…` the last one has to
 * be right; `once:…` may not come twice; `online:…` says who is online.
 */
export type Note = { readonly lane: string; readonly text: string };

/** An open connection: what it heard, and what it has to hear. */
export type Ear = {
  readonly voice: Voice;
  readonly who: Someone;
  readonly line: Line;
  readonly heard: Note[];
  readonly due: Note[];
  /** Frames that the contract does not have, or that came again. */
  readonly wrong: string[];
  /** Who was online when it opened. */
  readonly found: ReadonlyMap<string, boolean>;
  /** Whether it counts for presence. */
  here: boolean;
};

/** Something that happened, as far as connections hear of it. */
export type Happening =
  | { readonly kind: 'sent'; readonly message: Said; readonly via: Ear | null }
  | { readonly kind: 'resent'; readonly message: Said; readonly via: Ear | null }
  | { readonly kind: 'edited' | 'deleted'; readonly message: Said; readonly isLast: boolean }
  | {
      readonly kind: 'reacted';
      readonly message: Said;
      readonly who: string;
      readonly emoji: string;
      readonly action: 'added' | 'removed';
    }
  | {
      readonly kind: 'read';
      readonly who: string;
      /** Where the mark stands, if it moved. */
      readonly mark: Said | null;
      /** Messages of others that turned read. */
      readonly turned: readonly Said[];
      /** The message that was named. */
      readonly named: Said;
      readonly voice: Voice;
      readonly via: Ear | null;
    }
  | { readonly kind: 'typing'; readonly who: string; readonly on: boolean; readonly turned: boolean }
  | { readonly kind: 'declared'; readonly via: Ear; readonly online: readonly string[] }
  | { readonly kind: 'entered' | 'left'; readonly who: string };

/** A message as a contract shows it; what it does not show is not there. */
export type Seen = {
  readonly id: string;
  readonly seq: number;
  readonly from: string;
  readonly text: string;
  readonly deleted?: boolean;
  readonly edited?: boolean;
  /** Who read it, sorted. */
  readonly read?: readonly string[];
  readonly delivered?: boolean;
  readonly client?: string | null;
  /** All reactions, and each person's latest. */
  readonly reactions?: readonly string[];
  readonly latest?: readonly string[];
};

/** A conversation as a contract shows it to somebody; what it does not show is not there. */
export type Look = {
  readonly members?: readonly string[];
  readonly unread?: number;
  /** The newest message's text; null before the first. */
  readonly last?: string | null;
  /** Whether each of the others is online. */
  readonly online?: Readonly<Record<string, boolean>>;
  /** Up to which number each member read, and was reached. */
  readonly marks?: Readonly<Record<string, number>>;
  readonly reached?: Readonly<Record<string, number>>;
};

/** What became of a send. */
export type Receipt = { readonly id: string; readonly seq: number };

/** What is to be sent; with the same client id again, a resend. */
export type Saying = { readonly text: string; readonly client: string | null };

/** What a state of the model says of a message and of a conversation to somebody who listens. */
export type Listener = {
  readonly ear: Ear;
  readonly room: Room;
  readonly unread: number;
  readonly last: string | null;
};

/**
 * One contract, as the property speaks it. What a contract has no way for is not there; `ear` is the connection through which
 * it is done, null: over HTTP.
 */
export type Voice = {
  readonly name: string;
  /** Whether the contract shows conversations of this kind. */
  sees(kind: Kind): boolean;
  /** Makes the conversation, or finds it. */
  open?(kind: Kind, by: Someone, others: readonly Someone[]): Promise<string>;
  connect(
    who: Someone,
    room: Room,
    hear: (notes: readonly Note[]) => void,
    fail: (what: string) => void,
  ): Promise<Line>;
  /** Sending without a connection is not possible everywhere. */
  readonly sendsOverHttp: boolean;
  send(room: Room, who: Someone, ear: Ear | null, saying: Saying): Promise<Receipt>;
  /** Reads up to a message; over HTTP `readsAll` contracts read everything. */
  read(room: Room, who: Someone, ear: Ear | null, message: Said): Promise<void>;
  readonly readsAll?: boolean;
  /** Passes over what the reader wrote. */
  readonly readsOthersOnly?: boolean;
  edit?(who: Someone, message: Said, text: string): Promise<void>;
  remove?(who: Someone, message: Said): Promise<void>;
  /** Reacts; null takes back. `only`: it is the person's only reaction then. */
  react?(who: Someone, message: Said, emoji: string | null): Promise<void>;
  readonly reactsOnce?: boolean;
  type(room: Room, ear: Ear, on: boolean): Promise<void>;
  /** Declares that somebody is here, or away. */
  declare?(ear: Ear, here: boolean): Promise<void>;
  history(room: Room, who: Someone): Promise<Seen[]>;
  look(room: Room, who: Someone): Promise<Look>;
  /** Whether its connections are told who is online; `repeats`: also without a change. */
  readonly presence: 'changes' | 'repeats' | 'none';
  /** What a connection hears of something; it sees the conversation. */
  tells(happening: Happening, listener: Listener): Note[];
};
