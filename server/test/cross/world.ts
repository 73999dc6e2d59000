import type { Ear, Happening, Look, Note, Room, Said, Seen, Someone, Voice } from './voice.ts';

/** Typing ends by itself after 10 s; a run that takes nearly as long says nothing of it any more. */
const TYPING_SURE_MS = 8_000;

/** A conversation as it has to be, and the connections of its people: the plain model that every contract is compared with. */
export class World {
  readonly room: Room;
  readonly messages: Said[] = [];
  readonly ears = new Set<Ear>();
  /** Up to which number each member read, and was reached. */
  readonly marks = new Map<string, number>();
  readonly reached = new Map<string, number>();
  readonly #spells = new Map<string, Ear>();
  #typedAt: number | null = null;

  constructor(room: Room) {
    this.room = room;
  }

  /** The newest number. */
  get end(): number {
    return this.messages.length;
  }

  others(id: string): Someone[] {
    return this.room.members.filter((one) => one.id !== id);
  }

  isOnline(id: string): boolean {
    return [...this.ears].some((ear) => ear.who.id === id && ear.here);
  }

  earOf(who: Someone, voice: Voice): Ear | null {
    return [...this.ears].find((ear) => ear.who === who && ear.voice === voice) ?? null;
  }

  /** Whether what is known of typing can be relied on still. */
  get isTypingSure(): boolean {
    return this.#typedAt === null || Date.now() - this.#typedAt < TYPING_SURE_MS;
  }

  #unread(id: string): number {
    const mark = this.marks.get(id) ?? 0;
    return this.messages.filter(({ from, deleted, seq }) => from !== id && !deleted && seq > mark).length;
  }

  get #last(): string | null {
    return this.messages.at(-1)?.text ?? null;
  }

  #tell(happening: Happening): void {
    const { room } = this;
    for (const ear of this.ears) {
      if (!ear.voice.sees(room.kind) && happening.kind !== 'declared') continue;
      const listener = { ear, room, unread: this.#unread(ear.who.id), last: this.#last };
      ear.due.push(...ear.voice.tells(happening, listener));
    }
  }

  #reach(id: string, seq: number): void {
    this.reached.set(id, Math.max(seq, this.reached.get(id) ?? 0));
  }

  /** A connection is open. */
  opened(ear: Ear): void {
    this.ears.add(ear);
    // With the first connection there all of its conversations have reached somebody.
    if (ear.voice.name === 'telehealth' && this.room.kind === 'direct') this.#reach(ear.who.id, this.end);
    if (ear.voice.name === 'charity') this.#tell({ kind: 'entered', who: ear.who.id });
  }

  /** A connection has ended. */
  closed(ear: Ear): void {
    this.ears.delete(ear);
    const who = ear.who.id;
    if (this.#spells.get(who) === ear) this.stopped(who);
    if (ear.voice.name === 'charity') this.#tell({ kind: 'left', who });
  }

  sent(message: Said, via: Ear | null): void {
    if (message.seq !== this.end + 1) throw new Error(`message ${message.seq} came after ${this.end}`);
    this.messages.push(message);
    this.stopped(message.from);
    for (const { id } of this.others(message.from)) {
      if ([...this.ears].some((ear) => ear.who.id === id && ear.voice.sees(this.room.kind)))
        this.#reach(id, message.seq);
    }
    this.#tell({ kind: 'sent', message, via });
  }

  resent(message: Said, via: Ear | null): void {
    this.#tell({ kind: 'resent', message, via });
  }

  edited(message: Said, text: string): void {
    message.text = text;
    message.edited = true;
    this.#tell({ kind: 'edited', message, isLast: message.seq === this.end });
  }

  deleted(message: Said): void {
    message.text = '';
    message.deleted = true;
    message.reactions = [];
    this.#tell({ kind: 'deleted', message, isLast: message.seq === this.end });
  }

  /** Adds a reaction, or takes one back (null): in place of all others of that person, or beside them. */
  reacted(message: Said, who: string, emoji: string | null, once: boolean): void {
    const mine = message.reactions.filter((one) => one.who === who);
    const kept = mine.find((one) => one.emoji === emoji);
    const latest = mine.at(-1);
    const gone = once ? mine.filter((one) => one !== kept) : emoji === null && latest ? [latest] : [];
    const isNew = emoji !== null && !kept;
    const told = isNew ? emoji : gone[0]?.emoji;
    if (told === undefined) return;
    message.reactions = message.reactions.filter((one) => !gone.includes(one));
    if (isNew) message.reactions.push({ who, emoji });
    this.#tell({ kind: 'reacted', message, who, emoji: told, action: isNew ? 'added' : 'removed' });
  }

  /** Somebody read up to `target`; `named` is what they said. */
  read(who: string, target: Said | null, named: Said, voice: Voice, via: Ear | null): void {
    const from = this.marks.get(who) ?? 0;
    const mark = target && target.seq > from ? target : null;
    const turned = mark ? this.messages.filter((one) => one.from !== who && one.seq > from && one.seq <= mark.seq) : [];
    if (mark) {
      this.marks.set(who, mark.seq);
      this.#reach(who, mark.seq);
    }
    this.#tell({ kind: 'read', who, mark, turned, named, voice, via });
  }

  typed(ear: Ear): void {
    const who = ear.who.id;
    const turned = !this.#spells.has(who);
    this.#spells.set(who, ear);
    this.#typedAt ??= Date.now();
    this.#tell({ kind: 'typing', who, on: true, turned });
  }

  stopped(who: string): void {
    if (this.#spells.delete(who)) this.#tell({ kind: 'typing', who, on: false, turned: true });
  }

  declared(ear: Ear, here: boolean): void {
    ear.here = here;
    const online = this.others(ear.who.id).map(({ id }) => id);
    this.#tell({ kind: 'declared', via: ear, online: online.filter((id) => this.isOnline(id)) });
  }

  /** A message as it has to be shown to somebody, in all that any contract shows of it. */
  seen(message: Said, viewer: Someone): Required<Seen> {
    const { id, seq, from, text, deleted, edited, reactions } = message;
    const others = this.others(from).map((one) => one.id);
    const passed = (marks: ReadonlyMap<string, number>) => others.filter((one) => (marks.get(one) ?? 0) >= seq);
    const latest = new Map(reactions.map((one) => [one.who, one.emoji]));
    return {
      ...{ id, seq, from, text, deleted, edited },
      read: passed(this.marks).sort(),
      delivered: passed(this.reached).length > 0,
      client: from === viewer.id ? message.client : null,
      reactions: reactions.map(({ who, emoji }) => `${emoji} ${who}`).sort(),
      latest: [...latest].map(([who, emoji]) => `${who} ${emoji}`).sort(),
    };
  }

  /** The conversation as it has to be shown to somebody. */
  look(viewer: Someone): Required<Look> {
    const ids = this.room.members.map(({ id }) => id).sort();
    const each = (marks: ReadonlyMap<string, number>) => Object.fromEntries(ids.map((id) => [id, marks.get(id) ?? 0]));
    return {
      members: ids,
      unread: this.#unread(viewer.id),
      last: this.#last,
      online: Object.fromEntries(this.others(viewer.id).map(({ id }) => [id, this.isOnline(id)])),
      marks: each(this.marks),
      reached: this.ofOthers(each(this.reached)),
    };
  }

  /** What stands for marks of delivery: up to where the messages of others reached each; one's own say nothing. */
  ofOthers(reached: Readonly<Record<string, number>>): Record<string, number> {
    const newest = (id: string, upTo: number) =>
      this.messages.findLast(({ from, seq }) => from !== id && seq <= upTo)?.seq ?? 0;
    return Object.fromEntries(Object.entries(reached).map(([id, upTo]) => [id, newest(id, upTo)]));
  }
}

/** Notes by lane. */
export function byLane(notes: readonly Note[]): Map<string, string[]> {
  const lanes = new Map<string, string[]>();
  for (const { lane, text } of notes) lanes.set(lane, [...(lanes.get(lane) ?? []), text]);
  return lanes;
}
