import { type FromApp, type FromHost, hasKind, PORT, READY } from '../../embed/protocol.ts';
import { adoptEmbedding, type Host } from '../../session/embedding.ts';

/** Waits for the page around this one, and keeps the line to it. Never resolves where there is none. */
export async function meetHost(kind: 'page' | 'widget'): Promise<Host> {
  const port = await receivePort();
  const asked = new Map<number, { resolve: (token: string) => void; reject: (error: Error) => void }>();
  const listeners: ((path: string) => void)[] = [];
  let count = 0;
  const say = (message: FromApp) => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (hasKind(data, 'open') && 'path' in data && typeof data.path === 'string')
      for (const listener of listeners) listener(data.path);
    else settle(data);
  };

  function settle(data: unknown): void {
    if (!(hasKind(data, 'token') || hasKind(data, 'refused'))) return;
    const { ask, token } = data as Partial<FromHost & { token: string; ask: number }>;
    const waiting = asked.get(Number(ask));
    asked.delete(Number(ask));
    if (data.kind === 'token' && typeof token === 'string') waiting?.resolve(token);
    else waiting?.reject(new Error('The page around gave no token'));
  }

  const host: Host = {
    token() {
      count += 1;
      const ask = count;
      return new Promise((resolve, reject) => {
        asked.set(ask, { resolve, reject });
        say({ kind: 'token', ask });
      });
    },
    tellUnread: (total) => say({ kind: 'unread', total }),
    close: () => say({ kind: 'close' }),
    onOpen: (listener) => void listeners.push(listener),
  };
  adoptEmbedding({ kind, host });
  return host;
}

/** Which sites may frame the app is for the server's policy to say; here only the window around is listened to. */
function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window.parent || event.data !== PORT || !port) return;
      window.removeEventListener('message', listen);
      resolve(port);
    };
    window.addEventListener('message', listen);
    if (window.parent !== window) window.parent.postMessage(READY, '*'); // says nothing but that somebody is here
  });
}
