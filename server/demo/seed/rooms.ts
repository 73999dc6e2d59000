/** A conversation of the demo workspace: who is in it, what about, and how it stands now. */
export type Room = {
  /** Names it for ever. */
  readonly key: string;
  /** Null for a direct conversation. */
  readonly title: string | null;
  /** The first one made it. */
  readonly members: readonly string[];
  /** Its share of all messages. */
  readonly weight: number;
  /** Files of `talk/`, and how much of each. */
  readonly topics: { readonly [topic: string]: number };
  /** Minutes since the last message. */
  readonly quiet: number;
  /** How many of the last messages somebody has not read. */
  readonly unread: { readonly [userId: string]: number };
  /** How somebody has put it away, or not. */
  readonly kept: { readonly [userId: string]: 'pinned' | 'archived' | 'muted' };
};

type More = Partial<Pick<Room, 'unread' | 'kept' | 'topics'>>;

const HOUR = 60;
const DAY = 24 * HOUR;

const product = { product: 5, planning: 1, everyday: 1, bugs: 2, release: 2, design: 1, support: 1, marketing: 0.5 };
const makers = 'jonas tove kofi ines haruto yuki wei anton priya sven yusuf';

function group(key: string, title: string, members: string, weight: number, quiet: number, more: More): Room {
  return { key, title, members: members.split(' '), weight, quiet, topics: {}, unread: {}, kept: {}, ...more };
}

function pair(members: string, weight: number, quiet: number, more: More = {}): Room {
  const topics = { hello: 4, product: 1, everyday: 1 };
  const key = members.replace(' ', '-');
  return { key, title: null, members: members.split(' '), weight, quiet, topics, unread: {}, kept: {}, ...more };
}

/** Conversations with many people. */
const groups: readonly Room[] = [
  group('product', 'Product team', `mira ada omar lena niamh agata hana diego layla ${makers}`, 6000, 4, {
    topics: product,
    unread: { mira: 12, omar: 31, tove: 5 },
    kept: { mira: 'pinned', jonas: 'pinned' },
  }),
  group('release', 'Release train', `jonas mira tove ines kofi wei anton haruto sven niamh`, 1900, 35, {
    topics: { release: 6, bugs: 1, everyday: 0.5 },
    unread: { mira: 3 },
  }),
  group('bugs', 'Bug triage', `ines jonas kofi wei anton haruto yusuf omar mira lena`, 1500, 70, {
    topics: { bugs: 6, release: 1 },
    unread: { omar: 7, jonas: 2 },
  }),
  group('desk', 'Support desk', 'omar lena emeka ingrid ada mira jonas', 1200, 15, {
    topics: { support: 6, everyday: 1, bugs: 1 },
    unread: { omar: 4 },
    kept: { omar: 'pinned' },
  }),
  group('marketing', 'Marketing & words', 'agata niamh mira tove diego chloe', 900, 3 * HOUR, {
    topics: { marketing: 6, design: 1, everyday: 0.5 },
    unread: { mira: 6 },
  }),
  group('design', 'Design critique', 'tove yuki mira agata ines niamh', 750, 2 * HOUR, {
    topics: { design: 6, everyday: 0.5 },
    unread: { tove: 2 },
  }),
  group('kitchen', 'Kitchen & coffee', 'hana mira jonas tove omar sven kofi niamh ines anton priya', 620, 50, {
    topics: { everyday: 6 },
    kept: { mira: 'muted' },
  }),
  group('offsite', 'Offsite in Bergen', 'hana mira jonas tove omar lena sven kofi ines agata', 520, 5 * HOUR, {
    topics: { travel: 6, everyday: 1 },
    unread: { mira: 2, omar: 9 },
  }),
  group('northside', 'Northside Clinic: rollout', 'nora mira omar samuel', 430, 25, {
    topics: { clinic: 6, customers: 1 },
    unread: { mira: 1, omar: 2 },
  }),
  group('oncall', 'On call', 'sven jonas kofi wei anton', 410, 9 * HOUR, { topics: { oncall: 6, bugs: 1 } }),
  group('planning', 'Next quarter', 'mira ada jonas tove hana priya', 220, 28 * HOUR, {
    topics: { planning: 5, product: 2 },
  }),
  group('board', 'Customer board', 'mira tove nora marco freya amina paula george', 190, 31 * HOUR, {
    topics: { customers: 6, product: 0.3 },
    unread: { mira: 4 },
  }),
  group('access', 'Accessibility', 'tove ines yuki jonas david', 160, 2 * DAY, { topics: { design: 5, bugs: 2 } }),
  group('hiring', 'Hiring: support', 'hana omar lena ada', 140, 3 * DAY, { topics: { planning: 5, support: 1 } }),
  group('guides', 'Partner: Fjord Guides', 'diego freya mira chloe', 130, 4 * DAY, {
    topics: { planning: 2, customers: 4 },
  }),
  group('arabic', 'النسخة العربية', 'layla yusuf fatima omar tove', 120, 6 * HOUR, {
    topics: { arabic: 6 },
    unread: { omar: 3 },
  }),
  group('japanese', '日本語チーム', 'haruto yuki minjun jonas', 110, 12 * HOUR, { topics: { japanese: 6 } }),
  group('lyon', 'Bureau de Lyon', 'chloe mathieu mira paula', 110, 26 * HOUR, { topics: { french: 6 } }),
  group('photos', 'Photos for the website', 'agata tove mira marco', 110, 8 * DAY, {
    topics: { marketing: 3, design: 3 },
  }),
  group('move', 'Office move', 'hana ada sven jonas tove', 90, 11 * DAY, { topics: { planning: 4, everyday: 2 } }),
  group('running', 'Thursday runners 🏃', 'sven jonas tove kofi agata', 80, 2 * DAY, {
    topics: { planning: 2, everyday: 3 },
  }),
  group('books', 'Book club', 'niamh mira hana lena tove', 70, 16 * DAY, { topics: { planning: 2, everyday: 3 } }),
  group('privacy', 'Data & privacy', 'ada priya jonas omar', 60, 21 * DAY, { topics: { planning: 3, product: 2 } }),
  group('parents', "Parents' corner", 'mira kofi priya omar', 40, 33 * DAY, {
    topics: { everyday: 4, planning: 1 },
    kept: { mira: 'archived' },
  }),
];

const customers = { customers: 6, hello: 1 };
const bilingual = { arabic: 3, hello: 2 };

/** Conversations of two. */
const pairs: readonly Room[] = [
  pair('mira jonas', 640, 9, { unread: { mira: 2 }, topics: { product: 3, release: 2, hello: 3, bugs: 1 } }),
  pair('mira tove', 520, 40, { topics: { design: 4, hello: 3, product: 1 } }),
  pair('omar lena', 420, 20, { unread: { omar: 1 }, topics: { support: 5, hello: 2, everyday: 1 } }),
  pair('mira omar', 380, 100, { unread: { omar: 1 }, topics: { support: 3, product: 2, hello: 2 } }),
  pair('jonas tove', 310, 3 * HOUR, { topics: { design: 2, release: 2, hello: 3, everyday: 1 } }),
  pair('mira ada', 210, 30 * HOUR, { topics: { planning: 3, hello: 3 } }),
  pair('nora omar', 180, 6, { unread: { omar: 2 }, topics: { clinic: 5, customers: 2 } }),
  pair('nora elif', 120, 7 * HOUR, { topics: { provider: 6 } }),
  pair('jonas kofi', 150, 55, { topics: { bugs: 3, hello: 3, release: 1 } }),
  pair('tove yuki', 130, 90, { topics: { design: 3, hello: 2 } }),
  pair('mira elif', 60, 27 * HOUR, { unread: { mira: 1 }, topics: { provider: 6 } }),
  pair('nora mira', 90, 29 * HOUR, { topics: { clinic: 3, customers: 3 } }),
  pair('layla omar', 80, 4 * HOUR, { topics: bilingual }),
  pair('layla yusuf', 60, 2 * DAY, { topics: { arabic: 6 } }),
  pair('jonas wei', 70, 22 * HOUR, { topics: { bugs: 2, hello: 3, oncall: 1 } }),
  pair('jonas ines', 80, 130, { unread: { jonas: 1 }, topics: { bugs: 4, hello: 2 } }),
  pair('ada omar', 60, 47 * HOUR),
  pair('agata tove', 60, 23 * HOUR, { topics: { design: 2, marketing: 3, hello: 1 } }),
  pair('agata mira', 55, 50 * HOUR, { unread: { mira: 1 }, topics: { marketing: 4, hello: 2 } }),
  pair('marco omar', 40, 3 * DAY, { topics: customers }),
  pair('freya mira', 40, 4 * DAY, { topics: customers }),
  pair('amina omar', 36, 5 * HOUR, { unread: { omar: 1 }, topics: customers }),
  pair('paula omar', 30, 6 * DAY, { topics: customers }),
  pair('chloe mira', 40, 5 * DAY, { topics: { french: 4, hello: 2 } }),
  pair('niamh tove', 36, 3 * DAY, { topics: { marketing: 2, hello: 3 } }),
  pair('haruto jonas', 32, 2 * DAY, { topics: { hello: 3, bugs: 2 } }),
  pair('hana tove', 26, 7 * DAY),
  pair('hana jonas', 24, 9 * DAY),
  pair('sven jonas', 30, 33 * HOUR, { topics: { oncall: 3, hello: 2 } }),
  pair('emeka omar', 34, 26 * HOUR, { topics: { support: 3, hello: 2 } }),
  pair('ingrid omar', 22, 10 * DAY, { topics: { support: 3, hello: 2 } }),
  pair('priya mira', 22, 12 * DAY),
  pair('george mira', 16, 15 * DAY, { topics: customers }),
  pair('niamh jonas', 14, 19 * DAY),
  pair('diego tove', 12, 24 * DAY),
  pair('linh mira', 12, 41 * DAY, { topics: customers, kept: { mira: 'archived' } }),
];

/** All conversations but those of tickets, the most important first. */
export const ROOMS: readonly Room[] = [...groups, ...pairs].sort((a, b) => b.weight - a.weight);
