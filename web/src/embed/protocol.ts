/** Where an embedded app begins. */
export const views = ['inbox', 'support', 'help', 'desk', 'preferences', 'stats'] as const;
export type View = (typeof views)[number];

/** What the app in the frame says to the page around it, over a port that the two share. */
export type FromApp =
  /** It needs a token; the answer carries the same number. */
  | { readonly kind: 'token'; readonly ask: number }
  | { readonly kind: 'unread'; readonly total: number }
  /** Its own close button was pressed, where it has one. */
  | { readonly kind: 'close' };

/** What the page around says to the app. */
export type FromHost =
  | { readonly kind: 'token'; readonly ask: number; readonly token: string }
  | { readonly kind: 'refused'; readonly ask: number }
  | { readonly kind: 'open'; readonly path: string };

/** First words, before there is a port: the app says that it listens, and is given one end of it. */
export const READY = 'parley:ready';
export const PORT = 'parley:port';

/** Whether a message of another window is one of ours with this kind; what it carries is checked where it is used. */
export function hasKind<Kind extends string>(message: unknown, kind: Kind): message is { readonly kind: Kind } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind;
}
