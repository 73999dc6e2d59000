import { expect, test } from 'vitest';
import { parseCoordinates } from './coordinates.ts';

test('coordinates are read as people write them', () => {
  const eiffel = { latitude: 48.85837, longitude: 2.29448 };
  for (const text of [
    '48.85837, 2.29448',
    ' 48.85837 2.29448 ',
    '48.85837,2.29448',
    '48,85837; 2,29448',
    '+48.85837,+2.29448',
  ])
    expect(parseCoordinates(text), text).toEqual(eiffel);
  expect(parseCoordinates('-33.9, 151')).toEqual({ latitude: -33.9, longitude: 151 });
});

test('what is no place on earth is none', () => {
  for (const text of ['', '48.8', '91, 0', '0, 181', 'Paris, 2', '1,2,3', '1;', 'NaN, 1', '1e2, 1'])
    expect(parseCoordinates(text), text).toBeNull();
});
