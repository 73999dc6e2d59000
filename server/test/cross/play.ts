import type { Action } from './actions.ts';
import { settle } from './settle.ts';
import type { Ear, Note, Receipt, Said, Saying, Someone, Voice } from './voice.ts';
import type { World } from './world.ts';

/** Where a story is played. */
export type Stage = {
  readonly world: World;
  readonly voices: readonly Voice[];
  /** A request and its answer: what was sent before has been taken up by then. */
  roundTrip(): Promise<void>;
  /** Client ids that were used. */
  clients: number;
};

const pick = <T>(list: readonly T[], where: number): T | undefined => list[where % Math.max(1, list.length)];

/** What has to be there. */
export function must<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('there is none');
  return found;
}

/** Somebody's connection through a contract, opened where there is none. */
export async function plug({ world }: Stage, who: Someone, voice: Voice): Promise<Ear> {
  const open = world.earOf(who, voice);
  if (open) return open;
  // What the others have not heard yet could come to the new one too.
  await settle(world);
  const found = new Map(world.others(who.id).map(({ id }) => [id, world.isOnline(id)]));
  const heard: Note[] = [];
  const wrong: string[] = [];
  const hear = (notes: readonly Note[]) => void heard.push(...notes);
  const line = await voice.connect(who, world.room, hear, (what) => void wrong.push(what));
  const ear: Ear = { voice, who, line, heard, due: [], wrong, found, here: true };
  world.opened(ear);
  return ear;
}

async function unplug(stage: Stage, ear: Ear): Promise<void> {
  await settle(stage.world);
  await ear.line.close();
  await stage.roundTrip();
  await stage.roundTrip();
  stage.world.closed(ear);
  await settle(stage.world);
}

function saidOf(who: Someone, { text, client }: Saying, { id, seq }: Receipt): Said {
  return { id, seq, from: who.id, original: text, client, text, edited: false, deleted: false, reactions: [] };
}

/** Plays one action; one that makes no sense as things are is passed over. */
export async function play(stage: Stage, action: Action): Promise<void> {
  const { world, voices } = stage;
  const { room, messages } = world;
  const seeing = voices.filter((voice) => voice.sees(room.kind));
  const able = (where: number, can: (voice: Voice) => boolean) => pick(seeing.filter(can), where);
  const person = (where: number) => must(pick(room.members, where));
  const earFor = async (who: Someone, voice: Voice, live: boolean) =>
    live || !voice.sendsOverHttp ? plug(stage, who, voice) : null;
  const nextClient = () => {
    stage.clients += 1;
    return `${stage.clients}`;
  };
  const own = (who: Someone, where: number, fits: (message: Said) => boolean = () => true) =>
    pick(
      messages.filter((message) => message.from === who.id && fits(message)),
      where,
    );

  switch (action.kind) {
    case 'send': {
      const [who, voice] = [person(action.who), must(pick(seeing, action.via))];
      const ear = await earFor(who, voice, action.live);
      const saying = { text: action.text, client: action.marked ? nextClient() : null };
      world.sent(saidOf(who, saying, await voice.send(room, who, ear, saying)), ear);
      return;
    }
    case 'resend': {
      const who = person(action.who);
      const message = own(who, action.place, ({ client }) => client !== null);
      const voice = must(pick(seeing, action.via));
      if (!message) return;
      const ear = await earFor(who, voice, action.live);
      const receipt = await voice.send(room, who, ear, { text: message.original, client: message.client });
      if (receipt.id !== message.id) throw new Error(`${voice.name} stored a resend anew: ${receipt.seq}`);
      world.resent(message, ear);
      return;
    }
    case 'clash': {
      const who = person(action.who);
      const message = own(who, action.place, ({ client }) => client !== null);
      const voice = must(able(action.via, ({ sendsOverHttp }) => sendsOverHttp));
      if (!message) return;
      const saying = { text: `not ${message.original}`, client: message.client };
      const outcome = await voice.send(room, who, null, saying).catch(String);
      if (typeof outcome !== 'string' || !/: 4(00|09) /.test(outcome))
        throw new Error(`${voice.name} took another text for ${message.client}: ${JSON.stringify(outcome)}`);
      return;
    }
    case 'twins': {
      const who = person(action.who);
      const saying = { text: action.text, client: nextClient() };
      const over = seeing.filter((voice) => voice.sendsOverHttp);
      const receipts = await Promise.all(over.map((voice) => voice.send(room, who, null, saying)));
      const ids = new Set(receipts.map(({ id }) => id));
      if (ids.size !== 1) throw new Error(`one client id at the same time made ${ids.size} messages`);
      world.sent(saidOf(who, saying, must(receipts[0])), null);
      return;
    }
    case 'burst': {
      const sends = [];
      for (const { who: index, via, live, text } of action.sends) {
        const [who, voice] = [person(index), must(pick(seeing, via))];
        sends.push({ who, voice, ear: await earFor(who, voice, live), saying: { text, client: nextClient() } });
      }
      const stored = await Promise.all(
        sends.map(async ({ who, voice, ear, saying }) => {
          return { ear, message: saidOf(who, saying, await voice.send(room, who, ear, saying)) };
        }),
      );
      for (const { ear, message } of stored.sort((a, b) => a.message.seq - b.message.seq)) world.sent(message, ear);
      return;
    }
    case 'edit': {
      const who = person(action.who);
      const message = own(who, action.place, ({ deleted }) => !deleted);
      const voice = able(action.via, ({ edit }) => edit !== undefined);
      if (!message || !voice?.edit) return;
      const text = `${action.text} ${message.text}`.slice(0, 100);
      await voice.edit(who, message, text);
      world.edited(message, text);
      return;
    }
    case 'remove': {
      const who = person(action.who);
      const message = own(who, action.place, ({ deleted }) => !deleted);
      const voice = able(action.via, ({ remove }) => remove !== undefined);
      if (!message || !voice?.remove) return;
      await voice.remove(who, message);
      world.deleted(message);
      return;
    }
    case 'read': {
      const [who, voice] = [person(action.who), must(pick(seeing, action.via))];
      const named = pick(messages, action.place);
      if (!named) return;
      const ear = action.live ? await plug(stage, who, voice) : null;
      await voice.read(room, who, ear, named);
      const passed = voice.readsOthersOnly && named.from === who.id;
      const target = !ear && voice.readsAll ? must(messages.at(-1)) : named;
      world.read(who.id, passed ? null : target, named, voice, ear);
      return;
    }
    case 'react': {
      const who = person(action.who);
      const message = pick(
        messages.filter(({ deleted }) => !deleted),
        action.place,
      );
      const voice = able(action.via, ({ react }) => react !== undefined);
      if (!message || !voice?.react) return;
      await voice.react(who, message, action.emoji);
      world.reacted(message, who.id, action.emoji, voice.reactsOnce ?? false);
      return;
    }
    case 'type': {
      const ear = await plug(stage, person(action.who), must(pick(seeing, action.via)));
      await ear.voice.type(room, ear, action.on);
      if (action.on) world.typed(ear);
      else world.stopped(ear.who.id);
      return;
    }
    case 'plug': {
      const [who, voice] = [person(action.who), must(pick(voices, action.via))];
      const open = world.earOf(who, voice);
      if (open) await unplug(stage, open);
      else await plug(stage, who, voice);
      return;
    }
    case 'declare': {
      const voice = pick(
        voices.filter(({ declare }) => declare !== undefined),
        action.via,
      );
      if (!voice?.declare) return;
      const ear = await plug(stage, person(action.who), voice);
      await voice.declare(ear, action.here);
      world.declared(ear, action.here);
      return;
    }
  }
}
