import { h, prose } from './dom.js';
import { limitsOf, resolve, typeName, variantsOf } from './schema.js';

/** @typedef {import('./schema.js').Schema} Schema */
/**
 * How fields are shown: what a caller sends says what is required, what a caller gets says what may be missing.
 * @typedef {{ definitions: import('./schema.js').Definitions, sent: boolean }} View
 */

/**
 * A row that names one value: a field, a parameter, an argument.
 * @param {string} name
 * @param {Schema} schema
 * @param {View} view
 * @param {{ mark?: 'required' | 'optional' | undefined, place?: string | undefined, description?: string | undefined }} extra
 * @returns {HTMLLIElement}
 */
export function fieldRow(name, schema, view, extra = {}) {
  const target = resolve(schema, view.definitions).schema;
  const description = extra.description ?? schema.description ?? target.description;
  const limits = variantsOf(target).variants.flatMap(limitsOf);
  return h(
    'li',
    { className: 'field' },
    h(
      'div',
      { className: 'field-head' },
      h('code', { className: 'field-name' }, name),
      h('span', { className: 'type' }, typeName(schema, view.definitions)),
      extra.place ? h('span', { className: 'note' }, extra.place) : null,
      extra.mark ? h('span', { className: extra.mark }, extra.mark) : null,
      limits.length > 0 ? h('span', { className: 'note' }, limits.join(', ')) : null,
    ),
    description ? h('p', {}, ...prose(description)) : null,
    nested(schema, view),
  );
}

/**
 * The fields of a schema. Those of objects inside it are folded away until asked for, which also ends circles.
 * @param {Schema} schema
 * @param {View} view
 * @returns {HTMLElement}
 */
export function fieldList(schema, view) {
  const target = resolve(schema, view.definitions).schema;
  const { variants } = variantsOf(target);
  if (variants.length > 1) {
    return h(
      'div',
      {},
      ...variants.map((variant, index) =>
        h(
          'div',
          { className: 'variant' },
          h('p', { className: 'note' }, variantTitle(variant, index, view)),
          fieldList(variant, view),
        ),
      ),
    );
  }
  const only = variants[0] ?? target;
  if (only !== target && only.$ref) return fieldList(only, view);
  if (only.allOf) return h('div', {}, ...only.allOf.map((part) => fieldList(part, view)));
  if (only.type === 'array' && only.items) {
    return h(
      'div',
      {},
      h('p', { className: 'note' }, typeName(only, view.definitions)),
      hasFields(only.items, view) ? fieldList(only.items, view) : null,
    );
  }
  const rows = Object.entries(only.properties ?? {}).map(([name, property]) =>
    fieldRow(name, property, view, { mark: markOf(only, name, view) }),
  );
  if (typeof only.additionalProperties === 'object' && Object.keys(only.additionalProperties).length > 0) {
    rows.push(fieldRow('any key', only.additionalProperties, view));
  }
  if (rows.length === 0) return h('p', { className: 'note' }, typeName(schema, view.definitions));
  return h('ul', { className: 'fields' }, ...rows);
}

/**
 * @param {Schema} schema
 * @param {string} name
 * @param {View} view
 * @returns {'required' | 'optional' | undefined}
 */
function markOf(schema, name, { sent }) {
  const isRequired = schema.required?.includes(name) ?? false;
  if (sent) return isRequired ? 'required' : undefined;
  return isRequired ? undefined : 'optional';
}

/**
 * @param {Schema} schema
 * @param {View} view
 */
function nested(schema, view) {
  if (!hasFields(schema, view)) return null;
  const details = h('details', { className: 'nested' }, h('summary', {}, innerName(schema, view)));
  details.addEventListener('toggle', () => details.append(fieldList(innermost(schema, view), view)), {
    once: true,
  });
  return details;
}

/**
 * What an array holds, or the schema itself.
 * @param {Schema} schema
 * @param {View} view
 * @returns {Schema}
 */
function innermost(schema, view) {
  const { variants } = variantsOf(resolve(schema, view.definitions).schema);
  const [only] = variants;
  if (variants.length === 1 && only) {
    const target = resolve(only, view.definitions).schema;
    if (target.items) return innermost(target.items, view);
  }
  return schema;
}

/**
 * @param {Schema} schema
 * @param {View} view
 */
function innerName(schema, view) {
  const name = typeName(innermost(schema, view), view.definitions).replace(' | null', '');
  return name === 'object' ? 'fields' : `fields of ${name}`;
}

/**
 * @param {Schema} schema
 * @param {View} view
 * @returns {boolean}
 */
function hasFields(schema, view) {
  const target = resolve(schema, view.definitions).schema;
  if (target.properties) return Object.keys(target.properties).length > 0;
  if (target.items) return hasFields(target.items, view);
  if (typeof target.additionalProperties === 'object' && hasFields(target.additionalProperties, view)) return true;
  return [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])].some((part) =>
    hasFields(part, view),
  );
}

/**
 * A variant is told by the values that are fixed in it.
 * @param {Schema} variant
 * @param {number} index
 * @param {View} view
 */
function variantTitle(variant, index, view) {
  const { schema, name } = resolve(variant, view.definitions);
  const fixed = Object.entries(schema.properties ?? {})
    .filter(([, property]) => property.const !== undefined || property.enum?.length === 1)
    .map(([key, property]) => `${key}: ${JSON.stringify(property.const ?? property.enum?.[0])}`);
  return `${index === 0 ? 'either' : 'or'} ${name ?? (fixed.length > 0 ? fixed.join(', ') : typeName(schema, view.definitions))}`;
}
