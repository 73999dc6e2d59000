import type app from '../app/locales/en.json';
import type common from '../common/locales/en.json';
import type markdown from '../common/markdown/locales/en.json';
import type tickets from '../common/tickets/locales/en.json';
import type chat from '../features/chat/locales/en.json';
import type desk from '../features/desk/locales/en.json';
import type embed from '../features/embed/locales/en.json';
import type help from '../features/help/locales/en.json';
import type inbox from '../features/inbox/locales/en.json';
import type inboxOpen from '../features/inbox/open/locales/en.json';
import type preferences from '../features/preferences/locales/en.json';
import type signIn from '../features/sign-in/locales/en.json';
import type stats from '../features/stats/locales/en.json';
import type support from '../features/support/locales/en.json';
import type unsubscribe from '../features/unsubscribe/locales/en.json';

/** The English texts of each part of the app; other languages have the same keys (test/locales.test.ts). */
type Texts = {
  app: typeof app;
  chat: typeof chat;
  common: typeof common;
  'common/markdown': typeof markdown;
  'common/tickets': typeof tickets;
  desk: typeof desk;
  embed: typeof embed;
  help: typeof help;
  inbox: typeof inbox;
  'inbox/open': typeof inboxOpen;
  preferences: typeof preferences;
  'sign-in': typeof signIn;
  stats: typeof stats;
  support: typeof support;
  unsubscribe: typeof unsubscribe;
};

export const namespaces = [
  'app',
  'chat',
  'common',
  'common/markdown',
  'common/tickets',
  'desk',
  'embed',
  'help',
  'inbox',
  'inbox/open',
  'preferences',
  'sign-in',
  'stats',
  'support',
  'unsubscribe',
] as const satisfies readonly (keyof Texts)[];
export type Namespace = (typeof namespaces)[number];

type Path<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Path<T[K]>}` }[keyof T & string];
type Singular<K> = K extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : K;

/** The keys of a namespace, nested ones with dots; a text in several numbers by the key without its ending. */
export type Key<N extends Namespace> = { [M in Namespace]: Singular<Path<Texts[M]>> }[N];
