/** Stands for the own origin, whichever that is. */
const HERE = 'http://here.invalid';

/**
 * Where somebody goes on after they signed in: a path of the own origin, with its query and fragment. Anything else, also
 * what a browser would take for another origin, and `/auth` itself, becomes `/`.
 */
export function returnPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/') || given.includes('\\') || !URL.canParse(given, HERE))
    return '/';
  const { origin, pathname, search, hash } = new URL(given, HERE);
  // Dots before a slash may leave two slashes, which is another host.
  if (origin !== HERE || pathname.startsWith('//') || /^\/auth(\/|$)/.test(pathname)) return '/';
  return pathname + search + hash;
}
