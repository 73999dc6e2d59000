import { h, prose } from './dom.js';
import { fieldList } from './fields.js';
import { canConnect, sendLive } from './live.js';
import { part } from './operation.js';
import { exampleOf } from './schema.js';

/** @typedef {import('./spec.js').SocketEvent} SocketEvent */
/** @typedef {import('./schema.js').Definitions} Definitions */

/**
 * The folded card of a socket event.
 * @param {SocketEvent} event
 * @param {Definitions} definitions
 * @returns {HTMLDetailsElement}
 */
export function eventCard(event, definitions) {
  const { direction, name, summary } = event;
  const card = h(
    'details',
    { className: 'card', id: event.anchor },
    h(
      'summary',
      {},
      h('span', { className: `method ${direction}` }, direction === 'client' ? 'emit' : 'on'),
      h('code', { className: 'path' }, name),
      h('span', { className: 'summary' }, ...prose(summary)),
    ),
  );
  card.addEventListener('toggle', () => card.append(inside(event, definitions)), { once: true });
  return card;
}

/**
 * @param {SocketEvent} event
 * @param {Definitions} definitions
 */
function inside(event, definitions) {
  const { description, payload, ack } = event;
  const sent = event.direction === 'client';
  return h(
    'div',
    { className: 'inside' },
    description ? h('p', {}, ...prose(description)) : null,
    payload ? part('Payload', fieldList(payload, { definitions, sent })) : null,
    ack ? part('Ack', fieldList(ack, { definitions, sent: false })) : null,
    sent && canConnect() ? part('Try it', tryEvent(event, definitions)) : null,
  );
}

/**
 * @param {SocketEvent} event
 * @param {Definitions} definitions
 */
function tryEvent({ name, payload }, definitions) {
  const value = JSON.stringify(payload ? exampleOf(payload, definitions, true) : {}, null, 2);
  const input = h('textarea', { value, spellcheck: false, rows: Math.min(14, value.split('\n').length + 1) });
  const output = h('div', { className: 'output', 'aria-live': 'polite' });
  const form = h(
    'form',
    { className: 'try' },
    h('label', {}, h('span', {}, 'payload'), input),
    h('div', { className: 'actions' }, h('button', { type: 'submit', className: 'primary' }, 'Emit')),
    output,
  );
  form.onsubmit = async (submit) => {
    submit.preventDefault();
    output.replaceChildren(h('pre', { tabIndex: 0 }, h('code', {}, await emit(name, input.value))));
  };
  return form;
}

/**
 * @param {string} name
 * @param {string} text
 */
async function emit(name, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch (error) {
    return `The payload is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const ack = await sendLive(name, body);
  return typeof ack === 'string' ? ack : JSON.stringify(ack, null, 2);
}
