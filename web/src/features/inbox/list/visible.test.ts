import { expect, test } from 'vitest';
import { scrollFor, visibleRange } from './visible.ts';

const place = { height: 700, rowHeight: 70, count: 1000 };

test('what is seen is drawn, with some to spare, and no more', () => {
  expect(visibleRange({ ...place, above: 0 })).toEqual({ from: 0, to: 20 });
  const middle = visibleRange({ ...place, above: 35_000 });
  expect(middle.from).toBeLessThanOrEqual(495);
  expect(middle.to).toBeGreaterThanOrEqual(515);
  expect(middle.to - middle.from).toBeLessThanOrEqual(36);
  expect(visibleRange({ ...place, above: 69_300 }).to).toBe(1000);
  expect(visibleRange({ ...place, above: 0, count: 3 })).toEqual({ from: 0, to: 3 });
  expect(visibleRange({ ...place, above: -2000 })).toEqual({ from: 0, to: 0 });
});

test('every row that is seen is among those drawn, wherever the list is scrolled to', () => {
  for (let above = 0; above <= 69_300; above += 31) {
    const { from, to } = visibleRange({ ...place, above });
    expect(from * 70).toBeLessThanOrEqual(above);
    expect(to * 70).toBeGreaterThanOrEqual(Math.min(above + 700, 70_000));
  }
});

test('a row that is gone to is brought into view by the shortest way', () => {
  const at = { above: 700, height: 700, rowHeight: 70 };
  expect(scrollFor(10, at)).toBeNull();
  expect(scrollFor(19, at)).toBeNull();
  expect(scrollFor(9, at)).toBe(630);
  expect(scrollFor(20, at)).toBe(770);
});
