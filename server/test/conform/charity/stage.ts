import { expect, vi } from 'vitest';
import { type Charity, create, type Person } from './charity.ts';
import type { Line } from './line.ts';
import type { Conversation, FrameType } from './shapes.ts';

/**
 * Everybody who listens in cases about events. Ann and Bo are users, Root is an admin; all three are participants, and two of
 * them have a second connection. The others are connected to other conversations, one of them to another one of Ann's, and
 * must hear nothing of this one; Gone was connected to it and is not any more.
 */
const SEATS = ['ann1', 'ann2', 'bo', 'root1', 'root2', 'elsewhere', 'stranger', 'admin', 'gone'] as const;
export type Seat = (typeof SEATS)[number];
const INSIDE: readonly Seat[] = ['ann1', 'ann2', 'bo', 'root1', 'root2'];

/** Types of frames, in any order. */
export type Hearing = Partial<Record<Seat, readonly FrameType[]>>;

export type Stage = {
  readonly ann: Person;
  readonly bo: Person;
  readonly root: Person;
  readonly stranger: Person;
  /** An ADMIN who is no participant of ann's conversation. */
  readonly admin: Person;
  readonly lines: Readonly<Record<Seat, Line>>;
  readonly list: readonly Line[];
  readonly conversation: Conversation;
  readonly id: string;
  /** The stranger's own conversation, which the admin watches. */
  readonly otherId: string;
  /** Waits for quiet and forgets what was heard until now. */
  clear(): Promise<void>;
  /**
   * Waits for quiet and expects that each seat heard exactly these frames in any order, and seats that are not named none at
   * all; forgets them. What is heard and never expected fails the case when it ends.
   */
  heard(hearing: Hearing): Promise<void>;
};

/** A conversation of three participants with everybody connected. */
export async function setStage(charity: Charity): Promise<Stage> {
  const [ann, bo, root, stranger, admin, leaver] = await Promise.all([
    charity.person('Ann'),
    charity.person('Bo', { role: 'CAMPAIGN_OWNER' }),
    charity.person('Root', { role: 'admin' }),
    charity.person('Stranger'),
    charity.person('Admin', { role: 'ADMIN' }),
    charity.person('Leaver', { role: 'agent' }),
  ]);
  const conversation = await create(root, { participants: [ann.id, bo.id, leaver.id] });
  const id = conversation.conversationId;
  const [own, other] = await Promise.all([create(ann), create(stranger)]);
  const lines: Record<Seat, Line> = {
    ann1: await ann.connect(id, 'ann1'),
    ann2: await ann.connect(id, 'ann2'),
    bo: await bo.connect(id, 'bo'),
    root1: await root.connect(id, 'root1'),
    root2: await root.connect(id, 'root2'),
    elsewhere: await ann.connect(own.conversationId, 'elsewhere'),
    stranger: await stranger.connect(other.conversationId, 'stranger'),
    admin: await admin.connect(other.conversationId, 'admin'),
    gone: await leaver.connect(id, 'gone'),
  };
  await lines.gone.close();
  const list = Object.values(lines);
  function forget(): void {
    charity.audit(list);
    for (const line of list) line.forget();
  }
  async function clear(): Promise<void> {
    await charity.settle();
    forget();
  }
  await clear();
  for (const line of list) charity.watch(line);
  return {
    ...{ ann, bo, root, stranger, admin, lines, list, conversation, id, clear },
    otherId: other.conversationId,
    async heard(hearing) {
      const expected = SEATS.map((seat) => [seat, [...(hearing[seat] ?? [])].sort()] as const);
      const found = () => SEATS.map((seat) => [seat, lines[seat].frames.map((frame) => frame.type).sort()] as const);
      await vi.waitFor(() => expect(found()).toEqual(expected), { timeout: 4000, interval: 10 });
      await charity.settle();
      expect(found()).toEqual(expected);
      forget();
    },
  };
}

/** The same frames for every connection of the conversation, but for seats that hear something else. */
export function all(types: readonly FrameType[], but: Hearing = {}): Hearing {
  return { ...Object.fromEntries(INSIDE.map((seat) => [seat, types])), ...but };
}
