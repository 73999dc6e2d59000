import { type Calendar, createCalendar } from '../../src/core/sla/calendar.ts';
import type { SlaPolicy } from '../../src/core/sla/types.ts';
import type { TicketPriority } from '../../src/core/tickets/types.ts';
import type { Case, CaseLine } from './cases.ts';
import { DAY, HOUR, type Hours, OFFICE, SECOND } from './hours.ts';
import { CUSTOMERS, type DemoPerson, personOf } from './people.ts';
import type { Phrases } from './phrases.ts';
import type { Random } from './random.ts';
import { Story, type Turn } from './story.ts';
import { Teller } from './teller.ts';

/** A ticket as it is to become. */
export type TicketPlan = Omit<Case, 'lines'> & {
  /** Its client id. */
  readonly key: string;
  readonly requester: DemoPerson;
  readonly createdAt: number;
  readonly hasPicture: boolean;
  readonly turns: readonly Turn[];
};

export type Desk = {
  readonly cases: readonly Case[];
  readonly phrases: Phrases;
  readonly hours: Hours;
  readonly random: Random;
  readonly days: number;
  readonly policy: SlaPolicy;
};

/** Of all tickets: how many came within the last hours, and with how many nobody goes on. */
const FRESH = 0.03;
const FORGOTTEN = { share: 0.01, lately: 0.25, days: 18 };
const COMES_BACK = 0.07;
const PICTURED = 0.06;
/** How much sooner or later than usual tickets of a priority are dealt with, and those that were overlooked. */
const PACE: { readonly [P in TicketPriority]: number } = { low: 1.8, medium: 1, high: 0.42, urgent: 0.15 };
const OVERLOOKED = { share: 0.1, pace: 6 };

const RETURNS: readonly (readonly [string, string])[] = [
  [
    'Sorry to come back: today it is the same again.',
    'Thank you for telling us. A second place had the same mistake, it is corrected as well.',
  ],
  [
    'It worked for two days, and now it does not any more.',
    'A restart had brought the old setting back. It is fixed for good now, and watched.',
  ],
  [
    'One more thing, and I did not want to open another ticket: does this hold for our second house, too?',
    'It did not, and now it does. Please keep asking!',
  ],
];
/** Who asks, and how much: customers most, and whoever the sign-in page offers has tickets of their own. */
const ASKING: readonly (readonly [DemoPerson, number])[] = [
  ...CUSTOMERS.map((one) => [one, one.id === 'nora' ? 2.5 : 1] as const),
  [personOf('mira'), 0.7],
  [personOf('jonas'), 0.3],
  [personOf('tove'), 0.3],
];

/** Makes up `count` tickets, in the order in which they come in. */
export function planTickets(count: number, desk: Desk): TicketPlan[] {
  const { hours, days, random } = desk;
  const fresh = Math.ceil(count * FRESH);
  const times = Array.from({ length: count }, (_, index) =>
    index < fresh ? hours.now - random.int(6 * 60, 200 * 60) * SECOND : hours.moment(days, hours.now - 4 * HOUR),
  );
  const calendar = createCalendar(OFFICE);
  let bag: Case[] = [];
  return times
    .sort((one, other) => one - other)
    .map((createdAt, index) => {
      if (bag.length === 0) bag = random.shuffled(desk.cases);
      const pattern = bag.pop();
      if (!pattern) throw new Error('there are no patterns of tickets');
      return planTicket(`demo-ticket-${index}`, createdAt, pattern, desk, calendar);
    });
}

function planTicket(key: string, createdAt: number, pattern: Case, desk: Desk, calendar: Calendar): TicketPlan {
  const { phrases, random, hours, policy } = desk;
  phrases.forget();
  const priority = random.chance(0.8) ? pattern.priority : random.pick(['low', 'medium', 'medium', 'high'] as const);
  const requester = random.weighted(ASKING);
  const said = (text: string) => phrases.fill(text).replaceAll('\\n', '\n');
  const story = new Story(createdAt, priority, policy, hours.now);
  const overlooked = random.chance(OVERLOOKED.share);
  const pace = PACE[priority] * (overlooked ? OVERLOOKED.pace : 1);
  const teller = new Teller({ story, requester, calendar, random, pace, overlooked });
  const lines = pattern.lines.map((line) => ({ ...line, text: said(line.text) }));
  const isLate = createdAt > hours.now - FORGOTTEN.days * DAY;
  const isForgotten = random.chance(isLate ? FORGOTTEN.lately : FORGOTTEN.share);
  const kept = isForgotten ? lines.slice(0, leftAt(lines, random)) : lines;
  teller.take();
  for (const line of kept) teller.say(line);
  if (story.status === 'resolved' && random.chance(COMES_BACK)) {
    const [back, answer] = random.pick(RETURNS);
    teller.say({ by: 'customer', aim: 'says', text: back });
    teller.say({ by: 'agent', aim: 'solves', text: answer });
  }
  teller.finish();
  return {
    ...pattern,
    key,
    priority,
    subject: said(pattern.subject),
    description: said(pattern.description),
    requester,
    createdAt,
    hasPicture: random.chance(PICTURED),
    turns: story.end(),
  };
}

/** Where a ticket is left lying: where the customer was asked something, in the middle of the work, or anywhere. */
function leftAt(lines: readonly CaseLine[], random: Random): number {
  const asked = lines.findIndex(({ aim }) => aim === 'asks') + 1;
  const begun = lines.findIndex(({ by, aim }) => by === 'agent' && aim === 'says') + 1;
  const anywhere = random.int(0, lines.length - 1);
  return random.weighted([
    [asked, asked > 0 ? 3 : 0],
    [begun, begun > 0 ? 4 : 0],
    [anywhere, 2],
  ]);
}
