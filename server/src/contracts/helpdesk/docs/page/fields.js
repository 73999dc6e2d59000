import { h, prose } from './dom.js';
import { limitsOf, resolve, typeName, variantsOf } from './schema.js';

/** @typedef {import('./schema.js').Schema} Schema */
/** @typedef {import('./schema.js').Definitions} Definitions */

/**
 * A row that names one value: a field, a parameter, an argument.
 * @param {string} name
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @param {{ required?: boolean | undefined, place?: string | undefined, description?: string | undefined }} extra
 * @returns {HTMLLIElement}
 */
export function fieldRow(name, schema, definitions, extra = {}) {
  const target = resolve(schema, definitions).schema;
  const description = extra.description ?? schema.description ?? target.description;
  const limits = variantsOf(target).variants.flatMap(limitsOf);
  return h(
    'li',
    { className: 'field' },
    h(
      'div',
      { className: 'field-head' },
      h('code', { className: 'field-name' }, name),
      h('span', { className: 'type' }, typeName(schema, definitions)),
      extra.place ? h('span', { className: 'note' }, extra.place) : null,
      extra.required ? h('span', { className: 'required' }, 'required') : null,
      limits.length > 0 ? h('span', { className: 'note' }, limits.join(', ')) : null,
    ),
    description ? h('p', {}, ...prose(description)) : null,
    nested(schema, definitions),
  );
}

/**
 * The fields of a schema. Those of objects inside it are folded away until asked for, which also ends circles.
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @returns {HTMLElement}
 */
export function fieldList(schema, definitions) {
  const target = resolve(schema, definitions).schema;
  const { variants } = variantsOf(target);
  if (variants.length > 1) {
    return h(
      'div',
      {},
      ...variants.map((variant, index) =>
        h(
          'div',
          { className: 'variant' },
          h('p', { className: 'note' }, variantTitle(variant, index, definitions)),
          fieldList(variant, definitions),
        ),
      ),
    );
  }
  const only = variants[0] ?? target;
  if (only !== target && only.$ref) return fieldList(only, definitions);
  if (only.allOf) return h('div', {}, ...only.allOf.map((part) => fieldList(part, definitions)));
  if (only.type === 'array' && only.items) {
    return h(
      'div',
      {},
      h('p', { className: 'note' }, typeName(only, definitions)),
      hasFields(only.items, definitions) ? fieldList(only.items, definitions) : null,
    );
  }
  const rows = Object.entries(only.properties ?? {}).map(([name, property]) =>
    fieldRow(name, property, definitions, { required: only.required?.includes(name) }),
  );
  if (typeof only.additionalProperties === 'object' && Object.keys(only.additionalProperties).length > 0) {
    rows.push(fieldRow('any key', only.additionalProperties, definitions));
  }
  if (rows.length === 0) return h('p', { className: 'note' }, typeName(schema, definitions));
  return h('ul', { className: 'fields' }, ...rows);
}

/**
 * @param {Schema} schema
 * @param {Definitions} definitions
 */
function nested(schema, definitions) {
  if (!hasFields(schema, definitions)) return null;
  const details = h(
    'details',
    { className: 'nested' },
    h('summary', {}, `fields of ${innerName(schema, definitions)}`),
  );
  details.addEventListener('toggle', () => details.append(fieldList(innermost(schema, definitions), definitions)), {
    once: true,
  });
  return details;
}

/**
 * What an array holds, or the schema itself.
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @returns {Schema}
 */
function innermost(schema, definitions) {
  const { variants } = variantsOf(resolve(schema, definitions).schema);
  const [only] = variants;
  if (variants.length === 1 && only) {
    const target = resolve(only, definitions).schema;
    if (target.items) return innermost(target.items, definitions);
  }
  return schema;
}

/**
 * @param {Schema} schema
 * @param {Definitions} definitions
 */
function innerName(schema, definitions) {
  return typeName(innermost(schema, definitions), definitions).replace(' | null', '');
}

/**
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @returns {boolean}
 */
function hasFields(schema, definitions) {
  const target = resolve(schema, definitions).schema;
  if (target.properties) return Object.keys(target.properties).length > 0;
  if (target.items) return hasFields(target.items, definitions);
  if (typeof target.additionalProperties === 'object' && hasFields(target.additionalProperties, definitions))
    return true;
  return [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])].some((part) =>
    hasFields(part, definitions),
  );
}

/**
 * A variant is told by the values that are fixed in it.
 * @param {Schema} variant
 * @param {number} index
 * @param {Definitions} definitions
 */
function variantTitle(variant, index, definitions) {
  const { schema, name } = resolve(variant, definitions);
  const fixed = Object.entries(schema.properties ?? {})
    .filter(([, property]) => property.const !== undefined || property.enum?.length === 1)
    .map(([key, property]) => `${key}: ${JSON.stringify(property.const ?? property.enum?.[0])}`);
  return `${index === 0 ? 'either' : 'or'} ${name ?? (fixed.length > 0 ? fixed.join(', ') : typeName(schema, definitions))}`;
}
