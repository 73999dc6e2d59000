import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RateLimits } from './limits.ts';

/** Fresh limits, and what makes their time pass. */
export type LimitsFixture = {
  readonly limits: RateLimits;
  readonly windowMs: number;
  /** Until a window that has begun before is over. */
  pass(): Promise<void>;
  close(): Promise<void>;
};

/** What every `RateLimits` owes its callers; each adapter runs it. */
export function describeLimits(name: string, create: () => Promise<LimitsFixture>): void {
  describe(`the ${name} limits`, () => {
    let fixture: LimitsFixture;
    const take = (count?: number, who = 'ann', what = 'send', max = 5) =>
      Promise.resolve(fixture.limits.take(what, who, max, fixture.windowMs, count));
    beforeEach(async () => {
      fixture = await create();
    });
    afterEach(() => fixture.close());

    test('several are taken together or not at all, and what was not used is given back', async () => {
      const wait = Math.ceil(fixture.windowMs / 1000);
      expect(await take(4)).toBe(0);
      expect(await take(2)).toBe(wait);
      expect(await take()).toBe(0);
      expect(await take()).toBe(wait);
      fixture.limits.giveBack('send', 'ann', 2);
      expect(await take(2)).toBe(0);
      fixture.limits.giveBack('send', 'bob', 1);
      fixture.limits.giveBack('other', 'ann', 1);
      expect(await take()).toBe(wait);
      await fixture.pass();
      expect(await take(6)).toBeGreaterThan(0);
      expect(await take(5)).toBe(0);
      expect(await take()).toBeGreaterThan(0);
    });

    test('everybody has windows of their own, for each thing that is counted', async () => {
      expect(await take(5)).toBe(0);
      expect(await take(5, 'bob')).toBe(0);
      expect(await take(5, 'ann', 'other')).toBe(0);
      expect(await take(1)).toBeGreaterThan(0);
      expect(await take(1, 'send:ann', '')).toBe(0);
    });

    test('of many that are asked for at once just so many pass as there are', async () => {
      for (const max of [30, 400]) {
        const asked = await Promise.all(Array.from({ length: 500 }, () => take(1, 'ann', `of ${max}`, max)));
        expect(asked.filter((wait) => wait === 0)).toHaveLength(max);
        for (const wait of asked) expect(wait).toBeLessThanOrEqual(Math.ceil(fixture.windowMs / 1000));
      }
    });

    test('one after the other exactly so many pass as there are, large ones too', async () => {
      let passed = 0;
      for (let asked = 0; asked < 450; asked += 1) passed += (await take(1, 'ann', 'slow', 400)) === 0 ? 1 : 0;
      expect(passed).toBe(400);
    });
  });
}
