import { createChoice } from '../settings/choice.ts';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

/** The language of the page: what was chosen, else the first of the browser's that there is, else English. */
export const language = createChoice<Language>('language', languages, browserLanguage, (value) => {
  document.documentElement.lang = value;
});

/**
 * A language as it is written where the reader is, for dates and numbers: `en-GB`; without a place where the browser names none, or
 * in words that `Intl` does not take (`en-US@posix`).
 */
export function localeOf(of: Language): string {
  return navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === of && isLocale(tag)) ?? of;
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

function browserLanguage(): Language {
  for (const tag of navigator.languages) {
    const found = languages.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (found) return found;
  }
  return 'en';
}
