import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PresenceBoard } from './presence.ts';

export type PresenceFixture = { readonly presence: PresenceBoard; close(): Promise<void> };

/** What every `PresenceBoard` owes its callers; each adapter runs it. */
export function describePresence(name: string, create: () => Promise<PresenceFixture>): void {
  describe(`the ${name} presence`, () => {
    let fixture: PresenceFixture;
    let board: PresenceBoard;
    beforeEach(async () => {
      fixture = await create();
      board = fixture.presence;
    });
    afterEach(() => fixture.close());

    test('of several connections the most present one counts, and changes are told', () => {
      expect(board.of('ann')).toEqual({ status: 'offline', isOnline: false });
      expect(board.declare('ann', 'c1', 'away')).toBe(true);
      expect(board.declare('ann', 'c2', 'online')).toBe(true);
      expect(board.declare('ann', 'c1', 'busy')).toBe(false);
      expect(board.of('ann')).toEqual({ status: 'online', isOnline: true });
      expect(board.remove('ann', 'c2')).toBe(true);
      expect(board.of('ann')).toEqual({ status: 'busy', isOnline: true });
      expect(board.declare('ann', 'c1', 'offline')).toBe(true);
      expect(board.of('ann')).toEqual({ status: 'offline', isOnline: false });
      expect(board.remove('ann', 'c1')).toBe(false);
      expect(board.remove('ann', 'c1')).toBe(false);
    });

    test('a turn is told once', () => {
      expect(board.turn('ann')).toBeNull();
      board.declare('ann', 'c1', 'away');
      board.declare('ann', 'c1', 'online');
      expect(board.turn('ann')).toBe('online');
      expect(board.turn('ann')).toBeNull();
      board.remove('ann', 'c1');
      board.declare('ann', 'c2', 'online');
      expect(board.turn('ann')).toBeNull();
      board.declare('ann', 'c2', 'offline');
      expect(board.turn('ann')).toBe('offline');
      expect(board.turn('ann')).toBeNull();
    });

    test('everybody who is online is counted and listed once', () => {
      board.declare('ann', 'c1', 'online');
      board.declare('ann', 'c2', 'away');
      board.declare('bo', 'c3', 'busy');
      board.declare('cy', 'c4', 'offline');
      expect([...board.online()].sort()).toEqual(['ann', 'bo']);
      expect(board.count()).toBe(2);
      board.remove('ann', 'c1');
      expect(board.count()).toBe(2);
      board.remove('ann', 'c2');
      board.remove('bo', 'c3');
      board.remove('cy', 'c4');
      expect([...board.online()]).toEqual([]);
      expect(board.count()).toBe(0);
    });
  });
}
