import { root } from './root.js';

/** @typedef {import('./wire.js').Listener} Listener */
/** @typedef {import('./wire.js').Wire} Wire */

/**
 * A raw WebSocket whose frames are JSON objects with a `type`: to send an event is to send such a frame, and nothing answers but
 * what is heard.
 * @param {string} path below the contract's root
 * @param {string} token
 * @param {Listener} listener
 * @returns {Wire}
 */
export function openFrames(path, token, listener) {
  const address = new URL(`${root}${path}?token=${encodeURIComponent(token)}`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address);
  let reason = 'it was refused: the same address over REST says why';
  socket.onopen = () => {
    reason = 'the connection is closed';
    listener.onOpen();
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data));
    listener.onEvent(String(frame.type), frame);
  };
  socket.onclose = ({ code }) => listener.onEnd(code === 1006 ? reason : `${reason}, ${code}`);
  return {
    send: async (name, body) => {
      socket.send(JSON.stringify(typeof body === 'object' ? { ...body, type: name } : body));
      return 'Sent. What comes of it is listed where you connected.';
    },
    close: () => {
      reason = 'you disconnected';
      socket.close(1000);
    },
  };
}
