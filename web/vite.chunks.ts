import { join } from 'node:path';
import type { Rolldown } from 'vite';

const own = join(import.meta.dirname, 'src');
const inbox = join(own, 'features/inbox');

/** Parts of the SDK that pages use beside its client: hooks, requests without a session, and what is told of rows. */
const shared = /\/client\/src\/(react\/(readable|presence|conversations|unread)|http|clock|conversations\/rows)\.ts$/;
const icons = /\/lucide-react\/dist\/esm\/icons\/[^/]+\.mjs$/;
const inboxIcons = /\/icons\/(messages-square|plus|search)\.mjs$/;

/**
 * The file that a module comes in, where leaving it to the bundler would make dozens of tiny ones: each costs a request, is
 * compressed by itself, and has its name in every list of what to fetch. What every page needs comes in two, the libraries' changing
 * with these only; the list of conversations, the first page there is after signing in, in two more; the icons of later ones
 * in one.
 */
export const codeSplitting: Rolldown.CodeSplittingOptions = {
  // The SDK comes when somebody signs in: what the frame shares with it does not bring it along.
  includeDependenciesRecursively: false,
  groups: [
    { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 3 },
    { name: 'base', tags: ['$initial'], test: /\/(web|client)\/|vite\/preload-helper/, priority: 2 },
    { name: fileOf, priority: 1 },
    { name: 'icons', test: icons, minShareCount: 2 },
  ],
};

function fileOf(id: string, bundle: Rolldown.ChunkingContext): string | null {
  if (shared.test(id) || inboxIcons.test(id)) return 'pages';
  if (!importedBy(join(inbox, 'page.tsx'), bundle).has(id)) return null;
  return id.startsWith(inbox) ? 'inbox' : 'pages';
}

const known = new Map<string, ReadonlySet<string>>();

/** The app's own modules that are there before `page` can be: it and what it imports, lazy parts aside. */
function importedBy(page: string, bundle: Rolldown.ChunkingContext): ReadonlySet<string> {
  const before = known.get(page);
  if (before) return before;
  const found = new Set<string>();
  const add = (id: string) => {
    if (found.has(id) || !id.startsWith(own)) return;
    found.add(id);
    bundle.getModuleInfo(id)?.importedIds.forEach(add);
  };
  add(page);
  known.set(page, found);
  return found;
}
