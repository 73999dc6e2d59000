import type { Locator, Page } from 'playwright-core';
import { chatOf } from './chat.ts';
import type { World } from './world.ts';

/** Something that the app shows. */
export type Screen = {
  readonly name: string;
  /** Whose window it is; null: of nobody who is signed in. */
  readonly who: 'mira' | 'nora' | 'omar' | 'ada' | 'newcomer' | null;
  readonly path: (world: World) => string;
  /** Another product's page at the path, in place of the app's own (HTML). */
  readonly page?: (world: World) => string;
  /** What shows that it is there. */
  readonly ready: (page: Page) => Locator;
  /** What leads to it from the page at the path. */
  readonly reach?: (page: Page) => Promise<void>;
};

const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const press = (name: string | RegExp) => (page: Page) => button(name)(page).first().click();
const dialog = (page: Page) => page.getByRole('dialog');
const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first();
const talk = (page: Page) => chatOf(page).message('I read them on the train.');

async function menuOf(page: Page, words: string): Promise<void> {
  await talk(page).waitFor();
  await chatOf(page).message(words).click({ button: 'right' });
  await page.getByRole('menu').waitFor();
}

async function beginConversation(page: Page): Promise<void> {
  await press('New conversation')(page);
  await page.getByRole('combobox', { name: 'Search people' }).fill('an');
}

async function ask(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Subject' }).fill('A guest wants to change the booking');
  await page.getByRole('textbox', { name: 'Description' }).fill('How can a guest change the dates of a booking?');
}

/** On a phone the clock stands among the details. */
async function explainClock(page: Page): Promise<void> {
  await found(page).waitFor();
  const details = button('Show details')(page);
  if (await details.isVisible()) await details.click();
  await press(/Explain/)(page);
}

async function fromDeskMenu(page: Page, entry: RegExp): Promise<void> {
  await press('More of the desk')(page);
  await page.getByRole('menuitem', { name: entry }).click();
}

const inbox: Omit<Screen, 'name' | 'ready'> = { who: 'mira', path: () => '/inbox' };
const chat: Omit<Screen, 'name' | 'ready'> = { who: 'mira', path: ({ group }) => `/inbox/${group}` };
const desk: Omit<Screen, 'name' | 'ready'> = { who: 'omar', path: () => '/desk' };
const ticket: Omit<Screen, 'name' | 'ready'> = { who: 'omar', path: ({ open }) => `/desk/${open}` };
const found = (page: Page) => chatOf(page).message('It has one now.');

/** Every screen, with its windows and menus. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', who: null, path: () => '/sign-in', ready: button('Continue') },
  { name: 'inbox', ...inbox, ready: (page) => page.getByRole('link', { name: /Product team/ }) },
  {
    name: 'inbox-search',
    ...inbox,
    ready: (page) => page.getByRole('link', { name: /the train/ }).first(),
    reach: (page) => page.getByRole('searchbox').fill('train'),
  },
  { name: 'inbox-new', ...inbox, ready: (page) => page.getByRole('option').nth(2), reach: beginConversation },
  { name: 'inbox-notifications', ...inbox, ready: dialog, reach: press(/^Notifications/) },
  { name: 'user-menu', ...inbox, ready: (page) => page.getByRole('menu'), reach: press(/^Mira Lindqvist/) },
  { name: 'chat', ...chat, ready: talk },
  {
    name: 'chat-menu',
    ...chat,
    ready: (page) => page.getByRole('menu'),
    reach: (page) => menuOf(page, 'who gets the desk'),
  },
  {
    name: 'chat-forward',
    ...chat,
    ready: dialog,
    reach: async (page) => {
      await menuOf(page, 'who gets the desk');
      await page.getByRole('menuitem', { name: 'Forward' }).click();
    },
  },
  {
    name: 'chat-picture',
    ...chat,
    ready: (page) => dialog(page).getByRole('img').first(),
    reach: press(/^Open picture/),
  },
  {
    name: 'chat-search',
    ...chat,
    ready: (page) => page.getByRole('link', { name: /the window/ }).first(),
    reach: async (page) => {
      await press('Search in conversation')(page);
      await page.getByRole('searchbox', { name: 'Search in this conversation' }).fill('window');
    },
  },
  {
    name: 'chat-reaction',
    ...chat,
    ready: (page) => page.getByRole('gridcell').first(),
    reach: async (page) => {
      await menuOf(page, 'who gets the desk');
      await page.getByRole('menuitem', { name: /^React(?! with)/ }).click();
      await press('All emoji')(page);
    },
  },
  {
    name: 'chat-cards',
    who: 'nora',
    path: ({ visit }) => `/inbox/${visit}`,
    ready: (page) => chatOf(page).message('See you then'),
  },
  {
    name: 'chat-location',
    ...chat,
    ready: dialog,
    reach: async (page) => {
      await talk(page).waitFor();
      await press('Add')(page);
      await page.getByRole('menuitem', { name: 'Location' }).click();
    },
  },
  {
    name: 'chat-delete',
    ...chat,
    ready: (page) => page.getByRole('alertdialog'),
    reach: async (page) => {
      await menuOf(page, 'who gets the desk');
      await page.getByRole('menuitem', { name: /^Delete for everyone/ }).click();
    },
  },
  {
    name: 'chat-people',
    ...chat,
    ready: (page) => dialog(page).getByRole('combobox'),
    reach: async (page) => {
      await press('Details')(page);
      await press('Add people')(page);
    },
  },
  { name: 'chat-details', ...chat, ready: heading('Details'), reach: press('Details') },
  { name: 'inbox-empty', who: 'newcomer', path: () => '/inbox', ready: heading('No conversations yet') },
  { name: 'support-empty', who: 'newcomer', path: () => '/support', ready: heading('Support') },
  {
    name: 'support',
    who: 'nora',
    path: () => '/support',
    ready: (page) => page.getByRole('link', { name: /late check-in/ }),
  },
  { name: 'support-new', who: 'nora', path: () => '/support/new', ready: heading('Maybe this helps'), reach: ask },
  { name: 'support-request', who: 'nora', path: ({ resolved }) => `/support/${resolved}`, ready: found },
  {
    name: 'support-rating',
    who: 'nora',
    path: ({ resolved }) => `/support/${resolved}`,
    ready: (page) => page.getByRole('textbox', { name: /^What went wrong/ }),
    reach: (page) => page.getByRole('radio', { name: 'Unhappy', exact: true }).check({ force: true }),
  },
  { name: 'desk', ...desk, ready: (page) => page.getByRole('link', { name: /late check-in/ }) },
  { name: 'desk-filters', ...desk, ready: dialog, reach: press(/^Filter/) },
  {
    name: 'desk-selected',
    ...desk,
    ready: (page) => page.getByRole('region', { name: 'Selected tickets' }),
    reach: async (page) => {
      await page.getByRole('list', { name: 'Tickets' }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    },
  },
  {
    name: 'desk-keys',
    ...desk,
    ready: dialog,
    reach: async (page) => {
      await page.getByRole('list', { name: 'Tickets' }).waitFor();
      await page.keyboard.press('?');
    },
  },
  { name: 'desk-ticket', ...ticket, ready: found },
  {
    name: 'desk-note',
    ...ticket,
    ready: (page) => page.getByRole('textbox', { name: 'Internal note' }),
    reach: press('Note'),
  },
  {
    name: 'desk-answers',
    ...ticket,
    ready: (page) => page.getByRole('option').first(),
    reach: (page) => chatOf(page).field.fill('/'),
  },
  { name: 'desk-clock', ...ticket, ready: dialog, reach: explainClock },
  { name: 'desk-canned', ...desk, ready: dialog, reach: (page) => fromDeskMenu(page, /^Ready answers/) },
  {
    name: 'desk-levels',
    who: 'ada',
    path: () => '/desk',
    ready: dialog,
    reach: (page) => fromDeskMenu(page, /^Service levels/),
  },
  { name: 'help', who: null, path: () => '/help', ready: heading('Topics') },
  {
    name: 'help-topic',
    who: null,
    path: ({ topic }) => `/help?category=${topic}`,
    ready: (page) => page.getByRole('main').getByRole('link').nth(2),
  },
  { name: 'help-search', who: null, path: () => '/help?q=guest', ready: heading(/^Results/) },
  { name: 'help-article', who: 'nora', path: ({ article }) => `/help/${article}`, ready: button('Yes') },
  {
    name: 'help-edit',
    who: 'omar',
    path: ({ article }) => `/help/${article}?view=edit`,
    ready: (page) => page.getByRole('textbox', { name: 'Answer' }),
  },
  { name: 'help-topics', who: 'omar', path: () => '/help?view=categories', ready: button(/^New topic/) },
  { name: 'preferences', who: 'mira', path: () => '/preferences', ready: (page) => page.getByRole('switch').first() },
  {
    name: 'preferences-delete',
    who: 'mira',
    path: () => '/preferences',
    ready: (page) => page.getByRole('alertdialog'),
    reach: press('Delete'),
  },
  {
    name: 'stats',
    who: 'omar',
    path: () => '/stats',
    ready: (page) => page.getByRole('region', { name: 'Backlog' }).locator('svg').last(),
  },
  {
    name: 'unsubscribe',
    who: null,
    path: ({ unsubscribe }) => `/unsubscribe/${unsubscribe}`,
    ready: button('Unsubscribe'),
  },
  { name: 'not-found', who: null, path: () => '/help/nobody/was/here', ready: heading('There is nothing here') },
  { name: 'forbidden', who: 'mira', path: () => '/stats', ready: heading('This is for the team') },
];

/** The app inside another product's page, which is not ours to judge. */
const widget: Screen = {
  name: 'widget',
  who: null,
  path: () => '/harbour-house',
  page: ({ nora }) => `<!doctype html><html lang="en"><title>Harbour House</title>
    <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
    <style>body { font: 17px/1.6 Georgia, serif; color: #3a3128; background: #f6f1e7; max-width: 40rem; margin: 4rem auto; padding: 0 1.5rem }</style>
    <h1>Harbour House</h1><p>Nine rooms above the old harbour of Bergen. Breakfast until eleven, boats from the steps.</p>
    <p>Questions about your stay? Write to us: the button is below.</p>
    <script src="/parley.js"></script><script>Parley.widget({ token: '${nora.token}', view: 'inbox' })</script></html>`,
  reach: press(/^Open messages/),
  ready: (page) => page.frameLocator('iframe').getByRole('link', { name: /Elif Kaya/ }),
};

/** Those that the docs show. */
export const shown: readonly Screen[] = [...screens, widget];
