import { join } from 'node:path';
import type { Rolldown } from 'vite';

const own = join(import.meta.dirname, 'src');
const inbox = join(own, 'features/inbox');

/** What the list of conversations and others use, and is neither the app's frame nor the SDK's client. */
const shared = [
  /\/client\/src\/(react\/(context|readable|presence|conversations|unread)|errors|http|clock|conversations\/rows)\.ts$/,
  /\/lucide-react\/dist\/esm\/icons\/(messages-square|plus|search)\.mjs$/,
  /\/features\/inbox\/(naming|use-me)\.ts$/,
  /vite\/preload-helper/,
];

/**
 * The file that a module comes in, where leaving it to the bundler would make dozens of tiny ones: each costs a request, is
 * compressed by itself, and has its name in every list of what to fetch. What nearly every page needs comes in two, so that the
 * libraries change with themselves only; the list of conversations, the first page there is after signing in, is the third. The
 * icons of later pages come together, and so do the small parts of their forms and of what is read.
 */
export const codeSplitting: Rolldown.CodeSplittingOptions = {
  // The SDK comes when somebody signs in: what the frame shares with it does not bring it along.
  includeDependenciesRecursively: false,
  groups: [
    { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 2 },
    { name: fileOf, debugName: 'first pages', priority: 1 },
    // The texts of the list of conversations and of what stands around it come together, in each language.
    { name: 'texts-en', test: /\/src\/(app|common|features\/inbox)\/locales\/en\.json$/ },
    { name: 'texts-fr', test: /\/src\/(app|common|features\/inbox)\/locales\/fr\.json$/ },
    { name: 'icons', test: /\/lucide-react\/dist\/esm\/icons\//, minShareCount: 2 },
    { name: 'forms', test: /\/web\/src\/ui\/(field|text-field|text-area|select|checkbox|switch|progress)\.tsx$/ },
    {
      name: 'reading',
      test: /\/(i18n\/format|ui\/(timestamp|error-state)|common\/(roving-focus|marked|highlight))\.tsx?$/,
    },
  ],
};

function fileOf(id: string, bundle: Rolldown.ChunkingContext): string | null {
  if (shared.some((part) => part.test(id)) || importedBy(join(own, 'main.tsx'), bundle).has(id)) return 'base';
  if (!importedBy(join(inbox, 'page.tsx'), bundle).has(id)) return null;
  return id.startsWith(inbox) ? 'inbox' : 'base';
}

/** For each build: while the sources are watched there are several. */
const known = new WeakMap<object, Map<string, ReadonlySet<string>>>();

/** The app's own modules that are there before `start` can be: it and what it imports, lazy parts aside. */
function importedBy(start: string, bundle: Rolldown.ChunkingContext): ReadonlySet<string> {
  const ofBuild = known.get(bundle) ?? new Map<string, ReadonlySet<string>>();
  known.set(bundle, ofBuild);
  const before = ofBuild.get(start);
  if (before) return before;
  const found = new Set<string>();
  const add = (id: string) => {
    if (found.has(id) || !id.startsWith(own)) return;
    found.add(id);
    bundle.getModuleInfo(id)?.importedIds.forEach(add);
  };
  add(start);
  ofBuild.set(start, found);
  return found;
}
