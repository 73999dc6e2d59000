import { copyButton, h } from './dom.js';
import { root } from './root.js';
import { exampleOf, resolve } from './schema.js';
import { currentToken } from './token.js';

/** @typedef {import('./spec.js').Operation} Operation */
/** @typedef {import('./schema.js').Definitions} Definitions */
/** @typedef {{ url: string, init: RequestInit & { headers: Record<string, string> }, curl: string }} Prepared */

const SHOWN_CHARACTERS = 200_000;

/**
 * A form that sends the request to this server with the tab's token and shows what comes back.
 * @param {Operation} operation
 * @param {Definitions} definitions
 * @returns {HTMLFormElement}
 */
export function tryRequest(operation, definitions) {
  const inputs = operation.parameters
    .filter(({ place }) => place === 'path' || place === 'query' || place === 'header')
    .map((parameter) => ({
      parameter,
      input: h('input', { autocomplete: 'off', spellcheck: false, required: parameter.place === 'path' }),
    }));
  const body = bodyInput(operation, definitions);
  const output = h('div', { className: 'output', 'aria-live': 'polite' });
  const prepare = () => prepareRequest(operation, inputs, body);
  const send = h('button', { type: 'submit', className: 'primary' }, 'Send');
  const form = h(
    'form',
    { className: 'try' },
    ...inputs.map(({ parameter, input }) =>
      h('label', {}, h('span', {}, `${parameter.name} (${parameter.place})`), input),
    ),
    body ? h('label', {}, h('span', {}, 'body'), body) : null,
    h(
      'div',
      { className: 'actions' },
      send,
      copyButton('Copy as curl', () => prepare().curl),
    ),
    output,
  );
  form.onsubmit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    output.replaceChildren(h('p', { className: 'note' }, 'Under way …'));
    output.replaceChildren(...(await perform(prepare())));
    send.disabled = false;
  };
  return form;
}

/**
 * @param {Operation} operation
 * @param {Definitions} definitions
 */
function bodyInput({ body }, definitions) {
  if (!body) return null;
  if (body.mediaType.startsWith('multipart/')) {
    const [field = 'file'] = Object.keys(resolve(body.schema, definitions).schema.properties ?? {});
    return h('input', { type: 'file', name: field });
  }
  const value = JSON.stringify(exampleOf(body.schema, definitions, true), null, 2);
  return h('textarea', { value, spellcheck: false, rows: Math.min(14, value.split('\n').length + 1) });
}

/**
 * @param {Operation} operation
 * @param {{ parameter: import('./spec.js').Parameter, input: HTMLInputElement }[]} inputs
 * @param {HTMLInputElement | HTMLTextAreaElement | null} body
 * @returns {Prepared}
 */
function prepareRequest(operation, inputs, body) {
  let path = operation.path;
  const query = new URLSearchParams();
  /** @type {Record<string, string>} */
  const headers = {};
  for (const { parameter, input } of inputs) {
    const value = input.value;
    if (parameter.place === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value !== '' && parameter.place === 'query') query.set(parameter.name, value);
    else if (value !== '') headers[parameter.name] = value;
  }
  const token = currentToken();
  if (token !== '') headers.authorization = `Bearer ${token}`;
  const url = `${location.origin}${root}${path}${query.size > 0 ? `?${query}` : ''}`;
  const curl = [`curl -X ${operation.method} ${quote(url)}`];
  /** @type {Prepared['init']} */
  const init = { method: operation.method, headers };
  if (body instanceof HTMLTextAreaElement && body.value.trim() !== '') {
    headers['content-type'] = 'application/json';
    init.body = body.value;
  }
  for (const [name, value] of Object.entries(headers)) curl.push(`-H ${quote(`${name}: ${value}`)}`);
  if (typeof init.body === 'string') curl.push(`-d ${quote(init.body)}`);
  if (body instanceof HTMLInputElement) {
    const [file] = body.files ?? [];
    const form = new FormData();
    if (file) form.set(body.name, file);
    init.body = form;
    curl.push(`-F ${quote(`${body.name}=@${file?.name ?? 'FILE'}`)}`);
  }
  return { url, init, curl: curl.join(' \\\n  ') };
}

/**
 * @param {Prepared} prepared
 * @returns {Promise<HTMLElement[]>}
 */
async function perform({ url, init }) {
  const startedAt = performance.now();
  try {
    const response = await fetch(url, init);
    const blob = await response.blob();
    const elapsed = Math.round(performance.now() - startedAt);
    const facts = [`${elapsed} ms`, `${blob.size} bytes`, response.headers.get('content-type') ?? 'no body'];
    const requestId = response.headers.get('x-request-id');
    if (requestId) facts.push(`request ${requestId}`);
    const head = h(
      'p',
      { className: 'result' },
      h('span', { className: `status s${String(response.status)[0]}` }, `${response.status} ${response.statusText}`),
      h('span', { className: 'note' }, facts.join(' · ')),
    );
    return blob.size === 0 ? [head] : [head, await shown(blob)];
  } catch (error) {
    return [h('p', { className: 'result' }, `No answer: ${error instanceof Error ? error.message : String(error)}`)];
  }
}

/** @param {Blob} blob */
async function shown(blob) {
  if (!/json|text|xml/.test(blob.type)) {
    return h('a', { href: URL.createObjectURL(blob), download: 'content' }, `Save the ${blob.size} bytes`);
  }
  const text = await blob.text();
  return h('pre', { tabIndex: 0 }, h('code', {}, pretty(text, blob.type).slice(0, SHOWN_CHARACTERS)));
}

/**
 * @param {string} text
 * @param {string} type
 */
function pretty(text, type) {
  try {
    return type.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text;
  } catch {
    return text;
  }
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
