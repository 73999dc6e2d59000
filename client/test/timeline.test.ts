import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../server/test/support/seeds.ts';
import { createTimeline, type TimelineInlet } from '../src/messages/timeline.ts';
import { createFakeClock } from '../src/testing/clock.ts';
import type { Message } from '../src/types.ts';
import { type ConversationModel, createConversationModel, messageOf, type Push } from './support/conversation-model.ts';

/** How an event fares: it comes, comes late, comes twice, or never. */
const fate = fc.oneof(
  fc.constant('comes' as const),
  fc.constant('comes' as const),
  fc.constant('twice' as const),
  fc.constant('never' as const),
  fc.integer({ min: 1, max: 2_000 }),
);
const step = fc.oneof(
  fc.record({ act: fc.constant('send' as const), count: fc.integer({ min: 1, max: 90 }), fate }),
  fc.record({ act: fc.constantFrom('edit', 'remove', 'react', 'hide'), at: fc.nat(2_000), fate }),
  fc.record({ act: fc.constantFrom('older', 'newer', 'latest', 'reconnect', 'fail', 'look up', 'look down') }),
  fc.record({ act: fc.constant('jump' as const), at: fc.nat(2_000) }),
  fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function setUp() {
  const { clock } = createFakeClock(0);
  const model = createConversationModel();
  let isBroken = false;
  let slowness = 0;
  // Answers take between nothing and a quarter of a second, in no order.
  const history = model.history(
    clock,
    () => (slowness = (slowness * 7 + 113) % 250),
    () => isBroken,
  );
  const timeline = createTimeline({ history, clock, onReset: () => {} });
  return {
    clock,
    model,
    timeline,
    setBroken(now: boolean) {
      isBroken = now;
    },
  };
}

/** What is wrong with what is shown; null where nothing is. */
function hole(model: ConversationModel, shown: readonly Message[]): string | null {
  const first = shown[0]?.seq ?? 1;
  const last = shown.at(-1)?.seq ?? 0;
  const numbers = shown.map(({ seq }) => seq);
  if (numbers.some((seq, index) => index > 0 && seq <= (numbers[index - 1] ?? 0))) return `not in order: ${numbers}`;
  const there = new Set(numbers);
  const missing = model.messages.slice(first - 1, last).filter((one) => !there.has(one.seq) && !model.isHidden(one));
  return missing.length === 0 ? null : `${missing.map(({ seq }) => seq)} missing in ${first}..${last}`;
}

async function play(steps: readonly Step[]): Promise<void> {
  const { clock, model, timeline, setBroken } = setUp();
  const holes: string[] = [];
  /** Since the last time that the feed of changes was read. */
  const changed = new Set<string>();
  timeline.state.subscribe(() => {
    const found = hole(model, timeline.state.get().messages);
    if (found) holes.push(found);
  });
  const ignore = (asked: Promise<unknown>) => void asked.catch(() => {});

  function push(event: Push | null, how: Extract<Step, { fate: unknown }>['fate'], id = ''): void {
    if (!event) return;
    changed.add(id);
    if (how === 'never') return;
    if (typeof how === 'number') clock.after(how, () => event(timeline));
    else for (let times = how === 'twice' ? 2 : 1; times > 0; times -= 1) event(timeline);
  }

  /** The connection is back: what changed comes by the feed, latest states only, in the order in which they changed last. */
  async function reconnect(): Promise<void> {
    setBroken(false);
    for (const message of model.visible()) {
      if (!changed.has(message.id)) continue;
      timeline.changed(message);
      timeline.arrived(message);
    }
    changed.clear();
    ignore(timeline.refresh());
    await clock.advance(500);
  }

  ignore(timeline.load());
  for (const one of steps) {
    if (one.act === 'send')
      for (let count = 0; count < one.count; count += 1) push(model.send(), one.fate, `m${model.messages.length}`);
    else if (one.act === 'hide') push(model.hide(one.at), one.fate === 'never' ? 'comes' : one.fate, '');
    else if ('fate' in one)
      push(model[one.act](one.at), one.fate, `m${(one.at % Math.max(1, model.messages.length)) + 1}`);
    else if (one.act === 'older') ignore(timeline.loadOlder());
    else if (one.act === 'newer') ignore(timeline.loadNewer());
    else if (one.act === 'latest') ignore(timeline.showLatest());
    else if (one.act === 'jump') ignore(timeline.showAround(1 + (one.at % Math.max(1, model.messages.length))));
    else if (one.act === 'look up') timeline.follow(false);
    else if (one.act === 'look down') timeline.follow(true);
    else if (one.act === 'fail') setBroken(true);
    else if (one.act === 'wait') await clock.advance(one.ms);
    else await reconnect();
  }
  await clock.advance(3_000);
  await reconnect();
  if (timeline.state.get().status === 'failed') await Promise.all([timeline.load(), clock.advance(500)]);
  await Promise.all([timeline.showLatest(), clock.advance(500)]);
  await clock.advance(3_000);
  expect(holes).toEqual([]);
  const { messages, status, hasOlder, hasNewer } = timeline.state.get();
  expect([status, hasNewer]).toEqual(['ready', false]);
  const all = model.visible();
  expect(messages).toEqual(all.slice(all.length - messages.length));
  expect(hasOlder).toBe(messages.length < all.length);
}

describe('SDK-8 one conversation', () => {
  test(
    'SDK-8 whatever is lost, late, doubled or out of order, what is shown has no hole, and in the end is what is stored',
    () => fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), play), runs(40)),
    60_000,
  );

  test('SDK-8 what comes while a page is on its way is neither lost nor undone by it', async () => {
    const { clock, model, timeline } = setUp();
    const sent = Array.from({ length: 5 }, () => model.send());
    const loading = timeline.load(); // as of now
    await Promise.resolve();
    model.edit(0)?.(timeline);
    model.remove(1)?.(timeline);
    model.hide(2)?.(timeline);
    model.react(3)?.(timeline);
    model.send()(timeline);
    await Promise.all([loading, clock.advance(2_000)]);
    expect(sent).toHaveLength(5);
    expect(timeline.state.get().messages).toEqual(model.visible());
  });

  test('SDK-8 a jump that fails leaves what was there, and one that comes first is not undone by the first page', async () => {
    const { clock, model, timeline, setBroken } = setUp();
    for (let count = 0; count < 300; count += 1) model.send();
    const jump = timeline.showAround(100);
    void timeline.load();
    await Promise.all([jump, clock.advance(1_000)]);
    const seqs = () => timeline.state.get().messages.map(({ seq }) => seq);
    expect([seqs()[0], seqs().at(-1), timeline.state.get().hasNewer]).toEqual([75, 124, true]);
    setBroken(true);
    const failed = timeline.showAround(250).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await failed).toBeInstanceOf(TypeError);
    expect(timeline.state.get()).toMatchObject({ status: 'ready', loading: null });
    expect(seqs()[0]).toBe(75);
    setBroken(false);
    await Promise.all([timeline.loadOlder(), clock.advance(1_000)]);
    expect(seqs()[0]).toBe(25);
    const other = setUp();
    other.setBroken(true);
    const lost = other.timeline.showAround(5).catch(() => 'lost');
    await Promise.all([lost, other.clock.advance(1_000)]);
    expect(other.timeline.state.get().status).toBe('failed');
  });

  test('SDK-8 a hole that cannot be read is tried again a few times, and no more while nothing comes', async () => {
    const { clock, model, timeline, setBroken } = setUp();
    await Promise.all([timeline.load(), clock.advance(500)]);
    let asked = 0;
    model.send();
    setBroken(true);
    timeline.arrived({ ...messageOf(2) });
    timeline.state.subscribe(() => {
      asked += 1;
    });
    await clock.advance(3_600_000);
    expect(asked).toBe(0);
    setBroken(false);
    model.send();
    await Promise.all([timeline.refresh(), clock.advance(500)]);
    expect(timeline.state.get().messages).toHaveLength(2);
  });
});

describe('SDK-15 memory', () => {
  test('SDK-15 over 10,000 arrivals so much is kept as somebody can look at, followed or not', async () => {
    for (const isFollowed of [true, false]) {
      const { clock, model, timeline } = setUp();
      await Promise.all([timeline.load(), clock.advance(500)]);
      timeline.follow(isFollowed);
      let most = 0;
      for (let count = 0; count < 10_000; count += 1) {
        model.send()(timeline);
        most = Math.max(most, timeline.state.get().messages.length);
      }
      expect(most).toBeLessThanOrEqual(isFollowed ? 450 : 1_200);
      expect(timeline.state.get().hasNewer).toBe(!isFollowed);
      await Promise.all([timeline.showLatest(), clock.advance(500)]);
      expect(timeline.state.get().messages.at(-1)?.seq).toBe(10_000);
    }
  });

  test('SDK-15 what cannot be shown yet is not heaped up', async () => {
    const { timeline } = setUp();
    const memory = (to: TimelineInlet, seq: number) => to.arrived(messageOf(seq));
    void timeline.load(); // whose page never comes
    for (let seq = 2; seq < 5_000; seq += 1) memory(timeline, seq);
    expect(timeline.state.get().messages).toEqual([]);
  });
});
