import { idPrefix } from './headings.ts';

const linked = ['http:', 'https:', 'mailto:'];

/**
 * Where a link in a text may lead: to sites, to mail, to a place of this site or to a heading of the text itself. Null for
 * everything else. `origin` is that of the page.
 */
export function safeLink(url: string, origin: string): string | null {
  if (url.startsWith('#')) return url.startsWith('#user-content-') ? url : `#${idPrefix}${url.slice(1)}`;
  const parsed = parse(url, origin);
  if (!parsed || !linked.includes(parsed.protocol)) return null;
  return parsed.origin === origin ? parsed.pathname + parsed.search + parsed.hash : parsed.href;
}

/** Where a picture in a text may come from: this site, as the page's policy lets no other through. */
export function safeImage(url: string, origin: string): string | null {
  const parsed = parse(url, origin);
  return parsed?.origin === origin ? parsed.pathname + parsed.search : null;
}

function parse(url: string, origin: string): URL | null {
  try {
    return new URL(url, origin);
  } catch {
    return null;
  }
}
