import { h, prose } from './dom.js';
import { fieldList, fieldRow } from './fields.js';
import { resolve, typeName } from './schema.js';
import { tryRequest } from './try.js';

/** @typedef {import('./schema.js').Schema} Schema */
/** @typedef {import('./spec.js').Operation} Operation */
/** @typedef {import('./schema.js').Definitions} Definitions */

/**
 * The folded card of an endpoint; its inside is drawn when it is opened for the first time.
 * @param {Operation} operation
 * @param {Definitions} definitions
 * @returns {HTMLDetailsElement}
 */
export function operationCard(operation, definitions) {
  const { method, path, summary, isPublic } = operation;
  const card = h(
    'details',
    { className: 'card', id: operation.anchor },
    h(
      'summary',
      {},
      h('span', { className: `method ${method.toLowerCase()}` }, method),
      h('code', { className: 'path' }, ...pathParts(path)),
      h('span', { className: 'summary' }, ...prose(summary)),
      isPublic ? h('span', { className: 'tag' }, 'public') : null,
    ),
  );
  card.addEventListener('toggle', () => card.append(inside(operation, definitions)), { once: true });
  return card;
}

/**
 * @param {Operation} operation
 * @param {Definitions} definitions
 */
function inside(operation, definitions) {
  const { parameters, body, answers, description } = operation;
  return h(
    'div',
    { className: 'inside' },
    description ? h('p', {}, ...prose(description)) : null,
    parameters.length > 0
      ? part(
          'Parameters',
          h(
            'ul',
            { className: 'fields' },
            ...parameters.map(({ name, place, required, schema, description }) =>
              fieldRow(
                name,
                schema,
                { definitions, sent: true },
                { mark: required ? 'required' : undefined, place: `in ${place}`, description },
              ),
            ),
          ),
        )
      : null,
    body
      ? part(
          `Body (${body.mediaType}${body.required ? '' : ', optional'})`,
          fieldList(body.schema, { definitions, sent: true }),
        )
      : null,
    part('Answers', ...answers.map((answer) => answerRow(answer, definitions))),
    part('Try it', tryRequest(operation, definitions)),
  );
}

/**
 * @param {import('./spec.js').Answer} answer
 * @param {Definitions} definitions
 */
function answerRow({ status, description, schema, mediaType }, definitions) {
  const head = [
    h('span', { className: `status s${status[0]}` }, status),
    h('span', {}, ...prose(description)),
    schema ? h('span', { className: 'type' }, typeName(schema, definitions)) : null,
    mediaType && mediaType !== 'application/json' ? h('span', { className: 'note' }, mediaType) : null,
  ];
  if (!schema || Object.keys(resolve(schema, definitions).schema).length === 0)
    return h('div', { className: 'answer' }, ...head);
  const details = h('details', { className: 'answer' }, h('summary', {}, ...head));
  details.addEventListener('toggle', () => details.append(fieldList(schema, { definitions, sent: false })), {
    once: true,
  });
  return details;
}

/**
 * @param {string} title
 * @param {...HTMLElement} content
 */
export function part(title, ...content) {
  return h('section', { className: 'part' }, h('h4', {}, title), ...content);
}

/** @param {string} path */
function pathParts(path) {
  return path.split(/(\{[^}]+\})/).map((piece) => (piece.startsWith('{') ? h('var', {}, piece) : piece));
}
