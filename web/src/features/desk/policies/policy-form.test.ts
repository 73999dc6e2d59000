import { expect, test } from 'vitest';
import { amountOf, formOf, minutesOf, type Policies, policiesOf, problemsOf } from './policy-form.ts';

const hours = { timeZone: 'Europe/Berlin', days: [1, 2, 3], start: '09:00', end: '17:30' };
const policies: Policies = {
  low: null,
  medium: { firstResponseMinutes: 480, resolutionMinutes: 2880 },
  high: { firstResponseMinutes: 90, resolutionMinutes: 1440 },
  urgent: { firstResponseMinutes: 15, resolutionMinutes: 240 },
  businessHours: hours,
};

test('a policy that is opened and saved is the same one', () => {
  expect(policiesOf(formOf(policies, 'UTC'))).toEqual(policies);
  expect(policiesOf(formOf({ ...policies, businessHours: null }, 'UTC')).businessHours).toBeNull();
});

test('spans are written in the largest unit that fits', () => {
  expect(amountOf(480)).toEqual({ text: '8', unit: 'hours' });
  expect(amountOf(90)).toEqual({ text: '90', unit: 'minutes' });
  expect(minutesOf({ text: ' 1,5 ', unit: 'hours' })).toBe(90);
  for (const text of ['', '0', '-3', '1.5', 'soon', '999999']) expect(minutesOf({ text, unit: 'minutes' })).toBeNull();
});

test('what cannot be saved is named, and only where it counts', () => {
  const form = formOf(policies, 'UTC');
  expect(problemsOf(form)).toEqual([]);
  const bad = { text: 'x', unit: 'hours' } as const;
  const targets = {
    ...form.targets,
    low: { ...form.targets.low, resolution: bad },
    high: { ...form.targets.high, resolution: bad },
  };
  expect(problemsOf({ ...form, targets })).toEqual(['high.resolution']);
  const night = { ...form, hours: { ...hours, days: [], end: '08:00' } };
  expect(problemsOf(night)).toEqual(['days', 'end']);
  expect(problemsOf({ ...night, isAlways: true })).toEqual([]);
});
