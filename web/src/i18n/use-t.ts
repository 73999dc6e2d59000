import { use, useMemo } from 'react';
import { useChoice } from '../settings/choice.ts';
import { type Language, language, localeOf } from './language.ts';
import type { Key, Namespace } from './namespaces.ts';
import { loadTexts, texts } from './texts.ts';

/** What stands in a text for `{{name}}`; `count` also chooses the number of the text. */
export type Values = Readonly<Record<string, string | number>>;

/** Gives the text of a key, in the reader's language. */
export type Translate<N extends Namespace> = (key: Key<N>, values?: Values) => string;

/**
 * The texts of a namespace. Suspends until they are there; a key that does not exist is a type error. The function is the
 * same one until the language changes.
 */
export function useT<N extends Namespace>(namespace: N): Translate<N> {
  const current = useLanguage();
  use(loadTexts(current, namespace));
  return useMemo(
    () => (key, values) => {
      const name: string = key;
      return texts.t(name, { ...values, lng: current, ns: namespace });
    },
    [current, namespace],
  );
}

/** The reader's language with the place where they are, for `Intl`: `en-GB`. */
export function useLocale(): string {
  return localeOf(useLanguage());
}

/** The reader's language. */
export function useLanguage(): Language {
  return useChoice(language);
}
