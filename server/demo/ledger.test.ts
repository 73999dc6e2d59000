import { describe, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

type Entry = { lane: string; what: string };

const STORY: readonly Entry[] = [
  { lane: 'messages', what: 'new #1' },
  { lane: 'typing', what: 'on' },
  { lane: 'typing', what: 'off' },
  { lane: 'messages', what: 'new #2' },
  { lane: 'messages', what: 'new #3' },
  { lane: 'typing', what: 'on' },
  { lane: 'typing', what: 'off' },
];

function ledgerOf(expected: readonly Entry[], heard: readonly Entry[]): Ledger {
  const ledger = new Ledger();
  for (const { lane, what } of expected) ledger.expect(lane, what);
  for (const { lane, what } of heard) ledger.hear(lane, what);
  return ledger;
}

function kinds(expected: readonly Entry[], heard: readonly Entry[]): string[] {
  return ledgerOf(expected, heard)
    .audit()
    .map((problem) => problem.kind);
}

describe('the ledger of a demo client', () => {
  test('finds nothing wrong when everything came once and in its place', () => {
    expect(ledgerOf(STORY, STORY).audit()).toEqual([]);
  });

  test('asks for no order between lanes', () => {
    const byLane = [...STORY].sort((a, b) => a.lane.localeCompare(b.lane));
    expect(kinds(STORY, byLane)).toEqual([]);
  });

  test.each(STORY.map((_, at) => at))('misses event %i when it is left out', (at) => {
    expect(kinds(STORY, STORY.toSpliced(at, 1))).toContain('missing');
  });

  test.each(STORY.map((_, at) => at))('notices that event %i came twice', (at) => {
    const entry = STORY[at];
    if (!entry) throw new Error('no such event');
    expect(kinds(STORY, STORY.toSpliced(at, 0, entry))).toContain('doubled');
  });

  test.each(STORY.map((_, at) => at))('fails when expectation %i is struck out', (at) => {
    expect(kinds(STORY.toSpliced(at, 1), STORY)).not.toEqual([]);
  });

  test.each(STORY.map((_, at) => at))('fails when expectation %i names something else', (at) => {
    const entry = STORY[at];
    if (!entry) throw new Error('no such event');
    expect(kinds(STORY.with(at, { lane: entry.lane, what: 'new #9' }), STORY)).toContain('missing');
  });

  test('fails when two expectations of a lane are swapped', () => {
    const swapped = STORY.with(3, { lane: 'messages', what: 'new #3' }).with(4, { lane: 'messages', what: 'new #2' });
    expect(ledgerOf(swapped, STORY).audit()).toEqual([
      { kind: 'out of order', lane: 'messages', what: 'new #2 where new #3 belongs' },
    ]);
  });

  test('tells a stranger who hears anything at all', () => {
    expect(kinds([], [{ lane: 'messages', what: 'new #1' }])).toEqual(['unexpected']);
  });

  test('still sees the wrong order when something is missing as well', () => {
    const heard = ['new #3', 'new #1'].map((what) => ({ lane: 'messages', what }));
    const expected = ['new #1', 'new #2', 'new #3'].map((what) => ({ lane: 'messages', what }));
    expect(kinds(expected, heard).sort()).toEqual(['missing', 'out of order']);
  });

  test('lists what is still to come', () => {
    expect(ledgerOf(STORY, STORY.slice(0, 5)).outstanding()).toEqual(['typing: on', 'typing: off']);
  });
});

describe('a mark in the ledger', () => {
  function marks(target: number, heard: readonly number[]): string[] {
    const ledger = new Ledger();
    ledger.expectMark('read', target);
    for (const value of heard) ledger.hearMark('read', value);
    return ledger.audit().map((problem) => problem.kind);
  }

  test('may skip numbers as long as it climbs to its target', () => {
    expect(marks(5, [1, 3, 5])).toEqual([]);
    expect(marks(5, [5])).toEqual([]);
  });

  test('is missing when it stops short', () => {
    expect(marks(5, [1, 4])).toEqual(['missing']);
    expect(marks(5, [])).toEqual(['missing']);
  });

  test('never repeats', () => {
    expect(marks(5, [5, 5])).toEqual(['doubled']);
  });

  test('never goes back', () => {
    expect(marks(5, [4, 2, 5])).toEqual(['out of order']);
  });

  test('never passes what was read', () => {
    expect(marks(5, [5, 6])).toEqual(['unexpected']);
    expect(marks(0, [1])).toEqual(['unexpected']);
  });
});
