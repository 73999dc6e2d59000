import enData from 'emojibase-data/en/data.json?url';
import enMessages from 'emojibase-data/en/messages.json?url';
import frData from 'emojibase-data/fr/data.json?url';
import frMessages from 'emojibase-data/fr/messages.json?url';
import type { EmojiData } from 'frimousse';
import { type Language, languages } from '../../../i18n/language.ts';

/** As files of this app: no other server hears who looks for an emoji. */
const files: Readonly<Record<Language, { readonly data: string; readonly messages: string }>> = {
  en: { data: enData, messages: enMessages },
  fr: { data: frData, messages: frMessages },
};
/** What systems of some years can draw. */
const NEWEST = 15;
/** Parts that others are composed of. */
const COMPONENTS = 2;

type Tone = keyof EmojiData['skinTones'];
type BaseEmoji = {
  readonly emoji: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly version: number;
};
type BaseMessages = {
  readonly groups: readonly { readonly order: number; readonly message: string }[];
  readonly skinTones: readonly { readonly key: Tone; readonly message: string }[];
};

/** All emoji with their names in a language. @throws Error when they cannot be had */
export async function resolveEmoji(
  locale: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<EmojiData> {
  const language = languages.find((known) => known === locale) ?? 'en';
  const [emojis, messages] = await Promise.all([
    fetchJson<readonly BaseEmoji[]>(files[language].data, signal),
    fetchJson<BaseMessages>(files[language].messages, signal),
  ]);
  return {
    locale,
    categories: messages.groups
      .filter(({ order }) => order !== COMPONENTS)
      .map(({ order, message }) => ({ index: order, label: capitalised(message) })),
    skinTones: {
      dark: '',
      light: '',
      medium: '',
      'medium-dark': '',
      'medium-light': '',
      ...Object.fromEntries(messages.skinTones.map(({ key, message }) => [key, message])),
    },
    emojis: emojis.flatMap(({ emoji, label, tags = [], group, version }) =>
      group === undefined || group === COMPONENTS || version > NEWEST
        ? []
        : [{ emoji, label, tags: [...tags], category: group, version }],
    ),
  };
}

/** The files come with the app, as the packages have them. */
async function fetchJson<T>(url: string, signal: AbortSignal | undefined): Promise<T> {
  const answer = await fetch(url, signal ? { signal } : {});
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}

function capitalised(word: string): string {
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}
