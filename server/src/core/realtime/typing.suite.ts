import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TypingBoard } from './typing.ts';

/** A board on which typing ends by itself after `durationMs`. */
export type TypingFixture = { readonly typing: TypingBoard; readonly durationMs: number; close(): Promise<void> };

/** What every `TypingBoard` owes its callers; each adapter runs it. */
export function describeTyping(name: string, create: () => Promise<TypingFixture>): void {
  describe(`the ${name} typing`, () => {
    let fixture: TypingFixture;
    let board: TypingBoard;
    const never = () => {
      throw new Error('it should not have ended by itself');
    };
    beforeEach(async () => {
      fixture = await create();
      board = fixture.typing;
    });
    afterEach(() => fixture.close());

    test('it begins once and ends once', () => {
      expect(board.has('one', 'ann')).toBe(false);
      expect(board.stop('one', 'ann')).toBe(false);
      expect(board.start('one', 'ann', 'c1', never)).toBe(true);
      expect(board.start('one', 'ann', 'c2', never)).toBe(false);
      expect(board.start('two', 'ann', 'c1', never)).toBe(true);
      expect(board.has('one', 'ann')).toBe(true);
      expect(board.stop('one', 'ann')).toBe(true);
      expect(board.stop('one', 'ann')).toBe(false);
      expect(board.has('one', 'ann')).toBe(false);
      expect(board.stop('two', 'ann')).toBe(true);
    });

    test('a connection ends what it was the last to say, and nothing else', () => {
      board.start('one', 'ann', 'c1', never);
      board.start('one', 'ann', 'c2', never);
      board.start('two', 'ann', 'c1', never);
      board.start('two', 'bo', null, never);
      const places = board.stopConnection('c1').map(({ conversationId, userId }) => [conversationId, userId]);
      expect(places).toEqual([['two', 'ann']]);
      expect(board.stopConnection('c1')).toEqual([]);
      expect(board.stop('one', 'ann')).toBe(true);
      expect(board.stop('two', 'bo')).toBe(true);
    });

    test('it ends by itself, a while after the last start', async () => {
      const ended: string[] = [];
      const began = performance.now();
      board.start('one', 'ann', 'c1', () => ended.push('first'));
      await sleep(fixture.durationMs / 2);
      board.start('one', 'ann', 'c1', () => ended.push('second'));
      await expect.poll(() => ended, { timeout: 3 * fixture.durationMs + 1_000, interval: 5 }).toEqual(['second']);
      expect(performance.now() - began).toBeGreaterThan(1.4 * fixture.durationMs);
      expect(board.has('one', 'ann')).toBe(false);
      expect(board.start('one', 'ann', 'c1', never)).toBe(true);
      board.stop('one', 'ann');
    });
  });
}
