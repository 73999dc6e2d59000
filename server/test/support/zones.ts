import fc from 'fast-check';

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Instants at which clocks were or will be set forward, back, by half an hour, at midnight, or by a whole day. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z'],
  ['Africa/Cairo', '2026-10-29T21:00:00Z'],
  ['America/Havana', '2026-03-08T05:00:00Z'],
  ['America/Havana', '2026-11-01T05:00:00Z'],
  ['America/St_Johns', '2009-03-08T03:31:00Z'],
  ['America/St_Johns', '2009-11-01T02:31:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
];

export type Moment = { readonly zone: string; readonly at: number };

const nearChange = fc
  .record({ change: fc.constantFrom(...CHANGES), minutes: fc.integer({ min: -26 * 60, max: 26 * 60 }) })
  .map(({ change: [zone, instant], minutes }) => ({ zone, at: Date.parse(instant) + minutes * MINUTE }));

const anywhere = fc
  .record({
    zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    // Since 1973 all offsets are whole minutes.
    hours: fc.integer({ min: Date.UTC(1973) / HOUR, max: Date.UTC(2037) / HOUR }),
    minutes: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ zone, hours, minutes }) => ({ zone, at: hours * HOUR + minutes * MINUTE }));

/** A whole minute in some zone, more often than not near a change of its clocks. */
export const someMoment: fc.Arbitrary<Moment> = fc.oneof({ arbitrary: nearChange, weight: 2 }, anywhere);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a clock shows, as `2026 11 21 10 52`; Swedish, since Swedes write dates in the order that sorts. */
export function shown(at: number, zone: string): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    clocks.set(zone, clock);
  }
  return clock.format(at).replaceAll(/[-: ]/g, ' ');
}
