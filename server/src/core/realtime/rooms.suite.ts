import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RoomBoard } from './rooms.ts';

export type RoomsFixture = { readonly rooms: RoomBoard; close(): Promise<void> };

/** What every `RoomBoard` owes its callers; each adapter runs it. */
export function describeRooms(name: string, create: () => Promise<RoomsFixture>): void {
  describe(`the ${name} rooms`, () => {
    let fixture: RoomsFixture;
    let rooms: RoomBoard;
    beforeEach(async () => {
      fixture = await create();
      rooms = fixture.rooms;
    });
    afterEach(() => fixture.close());

    test('the first connection joins and the last one leaves', () => {
      expect(rooms.join('one', 'ann', 'c1')).toBe(true);
      expect(rooms.join('one', 'ann', 'c2')).toBe(false);
      expect(rooms.join('one', 'bo', 'c3')).toBe(true);
      expect([...rooms.present('one')].sort()).toEqual(['ann', 'bo']);
      expect([...rooms.ids()]).toEqual(['one']);
      expect(rooms.leave('one', 'ann', 'c1')).toBe(false);
      expect(rooms.leave('one', 'ann', 'c1')).toBe(false);
      expect(rooms.leave('one', 'ann', 'c2')).toBe(true);
      expect(rooms.present('one')).toEqual(['bo']);
      expect(rooms.leave('two', 'bo', 'c3')).toBe(false);
      expect(rooms.leave('one', 'bo', 'c3')).toBe(true);
      expect(rooms.present('one')).toEqual([]);
      expect([...rooms.ids()]).toEqual([]);
    });

    test('who is expelled is out with all connections, and joins anew', () => {
      rooms.join('one', 'ann', 'c1');
      rooms.join('one', 'ann', 'c2');
      rooms.join('two', 'ann', 'c1');
      expect([...(rooms.connections('one').get('ann') ?? [])]).toEqual(['c1', 'c2']);
      expect(rooms.expel('one', 'ann')).toBe(true);
      expect(rooms.expel('one', 'ann')).toBe(false);
      expect(rooms.present('one')).toEqual([]);
      expect(rooms.connections('one').size).toBe(0);
      expect(rooms.leave('one', 'ann', 'c1')).toBe(false);
      expect(rooms.join('one', 'ann', 'c2')).toBe(true);
      expect(rooms.present('two')).toEqual(['ann']);
      rooms.leave('one', 'ann', 'c2');
      rooms.leave('two', 'ann', 'c1');
    });
  });
}
