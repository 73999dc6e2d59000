import type { Actor, Role } from '../../src/core/actor.ts';

/** For whom somebody speaks: the company that makes the product, its customers, or themselves as one who offers services. */
export type Side = 'staff' | 'customer' | 'provider';

/** Somebody of the demo workspace. */
export type DemoPerson = {
  readonly id: string;
  readonly name: string;
  /** What others call them in a text. */
  readonly called: string;
  readonly role: Role;
  readonly side: Side;
  readonly specialty?: string;
  readonly statusText?: string;
  readonly timeZone?: string;
};

/** Who takes part in exchanges that are not in English, by their topic. */
export const SPEAKERS: { readonly [topic: string]: readonly string[] | undefined } = {
  arabic: ['layla', 'yusuf', 'fatima', 'omar'],
  japanese: ['haruto', 'yuki', 'minjun'],
  french: ['chloe', 'mathieu', 'mira', 'paula'],
};

type Row = readonly [id: string, name: string, more?: Partial<DemoPerson>];

const staff: readonly Row[] = [
  ['mira', 'Mira Lindqvist', { specialty: 'Product', timeZone: 'Europe/Stockholm' }],
  [
    'jonas',
    'Jonas Weber',
    { specialty: 'Engineering', statusText: 'Head down until lunch', timeZone: 'Europe/Berlin' },
  ],
  ['tove', 'Tove Nilsen', { specialty: 'Design', statusText: 'In the studio 🎨', timeZone: 'Europe/Oslo' }],
  ['omar', 'Omar Farouk', { role: 'agent', specialty: 'Support', timeZone: 'Africa/Cairo' }],
  ['lena', 'Lena Petrova', { role: 'agent', specialty: 'Support', statusText: 'Queue is quiet today' }],
  ['ada', 'Ada Okafor', { role: 'admin', specialty: 'Operations', timeZone: 'Africa/Lagos' }],
  ['emeka', 'Emeka Obi', { role: 'agent', specialty: 'Support' }],
  ['ingrid', 'Ingrid Dahl', { role: 'agent', specialty: 'Support', statusText: 'Back on Monday 🌲' }],
  ['kofi', 'Kofi Mensah', { specialty: 'Engineering' }],
  ['ines', 'Inês Carvalho', { specialty: 'Quality', timeZone: 'Europe/Lisbon' }],
  ['haruto', '佐藤 陽翔', { called: 'Haruto', specialty: 'Mobile', timeZone: 'Asia/Tokyo' }],
  ['yuki', '田中 由紀', { called: 'Yuki', specialty: 'Design', timeZone: 'Asia/Tokyo' }],
  ['layla', 'ليلى حداد', { called: 'Layla', specialty: 'Localisation', timeZone: 'Asia/Beirut' }],
  ['yusuf', 'يوسف العمري', { called: 'Yusuf', specialty: 'Engineering', timeZone: 'Asia/Amman' }],
  ['fatima', 'فاطمة الزهراء بناني', { called: 'Fatima', specialty: 'Localisation' }],
  ['chloe', 'Chloé Fontaine', { specialty: 'Partners', timeZone: 'Europe/Paris' }],
  ['mathieu', 'Mathieu Girard', { specialty: 'Sales', timeZone: 'Europe/Paris' }],
  ['sven', 'Sven Åkesson', { specialty: 'Operations' }],
  ['agata', 'Agata Wójcik', { specialty: 'Marketing', statusText: 'Deadline week' }],
  ['diego', 'Diego Fuentes', { specialty: 'Partners' }],
  ['priya', 'Priya Raman', { specialty: 'Data' }],
  ['niamh', "Niamh O'Sullivan", { specialty: 'Writing', statusText: 'Reading ☕' }],
  ['wei', '陈伟', { called: 'Wei', specialty: 'Platform', timeZone: 'Asia/Shanghai' }],
  ['hana', 'Hana Dvořáková', { specialty: 'People' }],
  ['anton', 'Антон Соколов', { called: 'Anton', specialty: 'Engineering' }],
];

const customers: readonly Row[] = [
  ['nora', 'Nora Haddad', { specialty: 'Northside Clinic' }],
  ['marco', 'Marco Bianchi', { specialty: 'Villa Bianchi' }],
  ['freya', 'Freya Holm', { specialty: 'Fjord Guides' }],
  ['david', 'דוד לוי', { called: 'David', specialty: 'Galilee Lodge' }],
  ['amina', 'Amina Yusuf', { specialty: 'Hotel Aurora' }],
  ['olena', 'Olena Kovalenko', { specialty: 'Carpathian Cabins' }],
  ['george', 'George Papadakis', { specialty: 'Papadakis Sailing' }],
  ['linh', 'Nguyễn Thị Linh', { called: 'Linh', specialty: 'Lotus Homestay' }],
  ['ravi', 'Ravi Deshpande', { specialty: 'Iyer Yoga' }],
  ['paula', 'Paula Ribeiro', { specialty: 'Casa Ribeiro' }],
  ['minjun', '김민준', { called: 'Minjun', specialty: 'Kim Language School' }],
  ['astrid', 'Astrid Bergström', { specialty: 'Bergström Ski School' }],
  ['samuel', 'Samuel Adeyemi', { specialty: 'Adeyemi Dental' }],
  ['carmen', 'Carmen Ibáñez', { specialty: 'Hostal del Puerto' }],
];

const providers: readonly Row[] = [['elif', 'Elif Kaya', { specialty: 'Physiotherapist', statusText: 'Studio Kaya' }]];

function person(side: Side, [id, name, more]: Row): DemoPerson {
  return { id, name, called: name.split(' ')[0] ?? name, role: 'user', side, ...more };
}

/** Everybody of the demo workspace. Ids never change: the sign-in page of development offers some of them. */
export const PEOPLE: readonly DemoPerson[] = [
  ...staff.map((row) => person('staff', row)),
  ...customers.map((row) => person('customer', row)),
  ...providers.map((row) => person('provider', row)),
];

/** Those to whom tickets are given. */
export const AGENTS = PEOPLE.filter(({ role }) => role === 'agent');
export const CUSTOMERS = PEOPLE.filter(({ side }) => side === 'customer');

const known = new Map(PEOPLE.map((one) => [one.id, one]));

/** @throws for an id that nobody of the demo has. */
export function personOf(id: string): DemoPerson {
  const found = known.get(id);
  if (!found) throw new Error(`nobody of the demo is called ${id}`);
  return found;
}

/** Somebody as the core knows who acts. */
export function actorOf({ id, name, role }: DemoPerson): Actor {
  return { userId: id, name, avatar: null, role, connectionId: null };
}

/** What the provider among them offers. */
export const SERVICES = {
  ownerId: 'elif',
  packages: [
    {
      id: 'first-visit',
      name: 'First visit',
      price: 65,
      currency: 'EUR',
      duration: '50 min',
      description: 'We look at it together and make a plan.',
    },
    {
      id: 'treatment',
      name: 'Treatment',
      price: 48,
      currency: 'EUR',
      duration: '30 min',
      description: 'One session, as often as it does you good.',
    },
    {
      id: 'course',
      name: 'Course of six',
      price: 260,
      currency: 'EUR',
      duration: '6 × 30 min',
      description: 'Six sessions within three months.',
    },
  ],
} as const;
