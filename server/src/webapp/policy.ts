/** Where the page may reach beyond the origin that it came from. */
export type PolicyPlaces = {
  /** The origin of links that the server hands out, asked at each answer: a port may be known only after listening. */
  readonly publicUrl: () => string;
  /** Where links to files lead when not to this server; null: nowhere else. */
  readonly fileOrigin: string | null;
  /** Where people sign in; null: nowhere else. */
  readonly issuerOrigin: string | null;
  /** Pages that may show the app within them. */
  readonly embedders: '*' | readonly string[];
};

const SELF = "'self'";
/** Seconds; half a year. */
const HTTPS_ONLY = 'max-age=15552000';

/**
 * The headers of a page. Scripts and styles come from the own origin, or bear the nonce; nothing inline runs without. Only
 * what is made to be `embedded` may stand within another page.
 */
export function pageHeaders(places: PolicyPlaces, nonce: string, embedded: boolean): Record<string, string> {
  const open = new URL(places.publicUrl());
  const sockets = `${open.protocol === 'https:' ? 'wss' : 'ws'}://${open.host}`;
  const files = [open.origin, ...(places.fileOrigin === null ? [] : [places.fileOrigin])];
  const issuer = places.issuerOrigin === null ? [] : [places.issuerOrigin];
  const embedders = places.embedders === '*' ? ['*'] : [SELF, ...places.embedders];
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    'script-src': [SELF, `'nonce-${nonce}'`],
    'style-src': [SELF, `'nonce-${nonce}'`],
    // Providers have the pictures of people at their own place.
    'img-src': [SELF, 'data:', 'blob:', ...files, ...issuer],
    'media-src': [SELF, 'data:', 'blob:', ...files],
    'font-src': [SELF],
    // Not every browser takes the sockets of an origin for a part of it.
    'connect-src': [SELF, open.origin, sockets],
    'worker-src': [SELF],
    'manifest-src': [SELF],
    'form-action': [SELF, ...issuer],
    'base-uri': ["'none'"],
    'frame-ancestors': embedded ? embedders : ["'none'"],
  };
  return {
    'content-security-policy': Object.entries(directives)
      .map(([name, sources]) => [name, ...new Set(sources)].join(' '))
      .join('; '),
    // Addresses name conversations and bear grants; other sites hear of none of them.
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(self), payment=(), usb=()',
    ...(!embedded && { 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' }),
    ...transportHeaders(places.publicUrl()),
  };
}

/** Tells browsers to come by https only, where that is how people reach the server. Browsers that came by http pass over it. */
export function transportHeaders(publicUrl: string): Record<string, string> {
  return publicUrl.startsWith('https:') ? { 'strict-transport-security': HTTPS_ONLY } : {};
}
