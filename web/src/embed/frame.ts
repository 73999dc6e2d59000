import { type FromApp, type FromHost, hasKind, PORT, READY, type View } from './protocol.ts';

export type FrameOptions = {
  /** A token of the person who looks at the page, or who makes one: it is asked again when the last has had its time. */
  readonly token: string | (() => string | Promise<string>);
  /** What is shown first; the inbox where nothing is said. */
  readonly view?: View;
  /** A language tag, `fr`; that of the browser where nothing is said. */
  readonly language?: string;
  readonly theme?: 'light' | 'dark' | 'system';
  /** What a screen reader calls the frame. */
  readonly title?: string;
  /** Hears how much is unread, now and after each change. */
  readonly onUnread?: (total: number) => void;
};

/** An app that is shown. */
export type Mounted = {
  /** Goes to an address of the app, `/support/t1`. */
  open(path: string): void;
  unmount(): void;
};

/** Three parts in base64url (RFC 7515). Most often what is none is the text of a page that says why there is no token. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

type Inner = FrameOptions & { readonly onClose?: () => void; readonly isWidget?: boolean };

/**
 * Puts the app into `element`, in a frame of its own: neither page's style or script reaches the other, and the token is handed
 * over a port that nobody else has.
 */
export function openFrame(origin: string, element: Element, options: Inner): Mounted {
  const frame = document.createElement('iframe');
  frame.src = addressOf(origin, options);
  frame.title = options.title ?? 'Messages';
  frame.allow = 'clipboard-write; geolocation; fullscreen';
  Object.assign(frame.style, { width: '100%', height: '100%', border: '0', display: 'block', colorScheme: 'normal' });
  let port: MessagePort | null = null;
  let path: string | null = null;

  const say = (message: FromHost) => port?.postMessage(message);

  function listen(event: MessageEvent<unknown>): void {
    if (event.source !== frame.contentWindow || event.origin !== origin || event.data !== READY) return;
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }: MessageEvent<unknown>) => void hear(data);
    frame.contentWindow?.postMessage(PORT, origin, [channel.port2]);
    if (path !== null) say({ kind: 'open', path });
  }

  async function hear(message: unknown): Promise<void> {
    if (hasKind(message, 'token')) await answer(message as FromApp & { kind: 'token' });
    else if (hasKind(message, 'unread')) options.onUnread?.(Number((message as FromApp & { kind: 'unread' }).total));
    else if (hasKind(message, 'close')) options.onClose?.();
  }

  async function answer({ ask }: { readonly ask: number }): Promise<void> {
    try {
      const { token } = options;
      const given = typeof token === 'string' ? token : await token();
      if (!JWT.test(given)) throw new Error('What it gave is no JWT');
      say({ kind: 'token', ask, token: given });
    } catch (error) {
      say({ kind: 'refused', ask });
      console.error('Parley: the page gave no token', error);
    }
  }

  window.addEventListener('message', listen);
  element.append(frame);
  return {
    open(to) {
      path = to;
      say({ kind: 'open', path: to });
    },
    unmount() {
      window.removeEventListener('message', listen);
      port?.close();
      frame.remove();
    },
  };
}

function addressOf(origin: string, { view = 'inbox', language, theme, isWidget }: Inner): string {
  const url = new URL('/embed', origin);
  url.searchParams.set('view', view);
  if (language) url.searchParams.set('language', language);
  if (theme) url.searchParams.set('theme', theme);
  if (isWidget) url.searchParams.set('widget', '1');
  return url.href;
}
