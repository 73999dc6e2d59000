import { h } from './dom.js';
import { currentToken } from './token.js';
import { openWire } from './wire.js';

const KEPT_LINES = 200;

/** @type {import('./wire.js').Wire | null} */
let wire = null;
/** @type {string | null} */
let namespace = null;
const log = h('ol', { className: 'log', tabIndex: 0, 'aria-label': 'Events heard' });
const button = h('button', { type: 'button', className: 'primary' }, 'Connect');
const state = h('span', { className: 'note', role: 'status' }, 'Not connected.');

/**
 * In which namespace of Socket.IO this page may connect; null: in none.
 * @param {string | null} name
 */
export function setNamespace(name) {
  namespace = name;
}

export function canConnect() {
  return namespace !== null;
}

/**
 * A connection of this page's own and what it hears. All event cards send through it.
 * @returns {HTMLElement}
 */
export function livePanel() {
  button.onclick = () => (wire ? wire.close() : connect());
  return h('div', { className: 'live' }, h('div', { className: 'actions' }, button, state), log);
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

function connect() {
  state.replaceChildren('Connecting …');
  button.replaceChildren('Disconnect');
  wire = openWire(namespace ?? '/', currentToken(), {
    onOpen: () => state.replaceChildren('Connected; what comes is listed below.'),
    onEvent: (name, body) => note('←', name, body),
    onEnd: (reason) => {
      wire = null;
      state.replaceChildren(`Not connected (${reason}).`);
      button.replaceChildren('Connect');
    },
  });
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
