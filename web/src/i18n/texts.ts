import { createInstance } from 'i18next';
import { type Language, language } from './language.ts';
import { type Namespace, namespaces } from './namespaces.ts';

/** Each namespace is a folder `locales/` with a file per language, fetched when it is first needed. */
const files = import.meta.glob<Record<string, unknown>>(
  ['../{app,common,common/*}/locales/*.json', '../features/{*,inbox/open}/locales/*.json'],
  { import: 'default' },
);

/** Where the texts of a namespace are, among `files`. */
function pathOf(namespace: Namespace, of: Language): string {
  const isFeature = !/^(app|common)\b/.test(namespace);
  return `../${isFeature ? 'features/' : ''}${namespace}/locales/${of}.json`;
}

const loading = new Map<string, Promise<void>>();

/** Holds the texts that were loaded. React escapes what it shows, so values are put in as they are. */
export const texts = createInstance({
  lng: 'en',
  fallbackLng: false,
  initAsync: false,
  resources: {},
  interpolation: { escapeValue: false },
});
void texts.init(); // does all its work at once

/** Fetches the texts of a namespace, once; the same promise for all who ask. A failure is forgotten. */
export function loadTexts(of: Language, namespace: Namespace): Promise<void> {
  const name = `${of}/${namespace}`;
  const known = loading.get(name);
  if (known) return known;
  const started = fetchTexts(of, namespace).then(
    () => {
      // What React's `use` looks for: a promise so marked is not waited for.
      Object.assign(started, { status: 'fulfilled', value: undefined });
    },
    (error: unknown) => {
      loading.delete(name);
      throw error;
    },
  );
  loading.set(name, started);
  return started;
}

/** Turns the page to another language, once all texts that are in view are there in it. Stays with the old one if not. */
export async function changeLanguage(to: Language): Promise<void> {
  const shown = namespaces.filter((namespace) => loading.has(`${language.get()}/${namespace}`));
  await Promise.all(shown.map((namespace) => loadTexts(to, namespace)));
  language.set(to);
}

async function fetchTexts(of: Language, namespace: Namespace): Promise<void> {
  const load = files[pathOf(namespace, of)];
  if (!load) throw new Error(`There are no texts ${namespace} in ${of}`);
  texts.addResourceBundle(of, namespace, await load());
}
