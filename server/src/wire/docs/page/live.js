import { h } from './dom.js';
import { openFrames } from './frames.js';
import { currentToken } from './token.js';
import { openWire } from './wire.js';

const KEPT_LINES = 200;

/** @type {import('./wire.js').Wire | null} */
let wire = null;
const log = h('ol', { className: 'log', tabIndex: 0, 'aria-label': 'Events heard' });
const button = h('button', { type: 'button', className: 'primary' }, 'Connect');
const state = h('span', { className: 'note', role: 'status' }, 'Not connected.');

/**
 * A connection of this page's own and what it hears. All event cards send through it.
 * @param {string | undefined} address the path of raw WebSockets, with `{id}` for what each is about; undefined for Socket.IO
 * @returns {HTMLElement}
 */
export function livePanel(address) {
  const id = address === undefined ? null : h('input', { type: 'text', placeholder: 'id', 'aria-label': 'Id' });
  button.onclick = () => (wire ? wire.close() : connect(address?.replace('{id}', encodeURIComponent(id?.value ?? ''))));
  return h('div', { className: 'live' }, h('div', { className: 'actions' }, id, button, state), log);
}

/**
 * Sends an event over the live connection.
 * @param {string} name
 * @param {unknown} body
 * @returns {Promise<unknown>} the ack, or a sentence when there is no connection
 */
export async function sendLive(name, body) {
  if (!wire) return 'Connect first: the button is at the top of the socket events that you hear.';
  note('→', name, body);
  return wire.send(name, body);
}

/** @param {string | undefined} path */
function connect(path) {
  state.replaceChildren('Connecting …');
  button.replaceChildren('Disconnect');
  /** @type {import('./wire.js').Listener} */
  const listener = {
    onOpen: () => state.replaceChildren('Connected; what comes is listed below.'),
    onEvent: (name, body) => note('←', name, body),
    onEnd: (reason) => {
      wire = null;
      state.replaceChildren(`Not connected (${reason}).`);
      button.replaceChildren('Connect');
    },
  };
  wire = path === undefined ? openWire(currentToken(), listener) : openFrames(path, currentToken(), listener);
}

/**
 * @param {string} arrow
 * @param {string} name
 * @param {unknown} body
 */
function note(arrow, name, body) {
  const clock = new Date().toTimeString().slice(0, 8);
  const head = h('summary', {}, h('span', { className: 'note' }, `${clock} ${arrow}`), ' ', h('code', {}, name));
  log.prepend(h('li', {}, h('details', {}, head, h('pre', {}, h('code', {}, JSON.stringify(body, null, 2))))));
  while (log.children.length > KEPT_LINES) log.lastChild?.remove();
}
