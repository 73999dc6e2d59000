import { root } from './root.js';

/**
 * The little of Socket.IO that this page needs, over one WebSocket: connect with a token, hear events, send events with an
 * ack. Engine.IO protocol 4 (https://socket.io/docs/v4/engine-io-protocol/) carrying Socket.IO protocol 5.
 * @typedef {{ onOpen: () => void, onEvent: (name: string, body: unknown) => void, onEnd: (reason: string) => void }} Listener
 * @typedef {{ send: (name: string, body: unknown) => Promise<unknown>, close: () => void }} Wire
 */

/**
 * @param {string} namespace
 * @param {string} token
 * @param {Listener} listener
 * @returns {Wire}
 */
export function openWire(namespace, token, listener) {
  const prefix = namespace === '/' ? '' : `${namespace},`;
  const address = new URL(`${root}/socket.io/?EIO=4&transport=websocket`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address);
  /** @type {Map<number, (ack: unknown) => void>} */
  const waiting = new Map();
  let nextId = 0;
  let reason = 'the connection is closed';

  socket.onmessage = ({ data }) => {
    const frame = String(data);
    if (frame.startsWith('0')) socket.send(`40${prefix}${JSON.stringify({ token })}`);
    else if (frame === '2') socket.send('3');
    else if (frame.startsWith('40')) listener.onOpen();
    else if (frame.startsWith('41')) socket.close();
    else if (frame.startsWith('42')) hear(frame.slice(2));
    else if (frame.startsWith('43')) settle(frame.slice(2));
    else if (frame.startsWith('44')) {
      reason = `refused: ${frame.slice(2 + prefix.length)}`;
      socket.close();
    }
  };
  socket.onclose = () => listener.onEnd(reason);

  /** @param {string} text */
  function hear(text) {
    const [name, body] = JSON.parse(text.slice(text.indexOf('[')));
    listener.onEvent(name, body);
  }

  /** @param {string} text */
  function settle(text) {
    const at = text.indexOf('[');
    const id = Number(text.slice(prefix.length, at));
    waiting.get(id)?.(JSON.parse(text.slice(at))[0]);
    waiting.delete(id);
  }

  return {
    send: (name, body) =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        socket.send(`42${prefix}${id}${JSON.stringify([name, body])}`);
      }),
    close: () => {
      reason = 'you disconnected';
      socket.close();
    },
  };
}
