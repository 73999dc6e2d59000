/**
 * A JSON Schema as OpenAPI 3.1 has it, as far as this page reads it.
 * @typedef {{
 *   $ref?: string, title?: string, type?: string | string[], format?: string, description?: string, enum?: unknown[], const?: unknown,
 *   properties?: Record<string, Schema>, required?: string[], items?: Schema, additionalProperties?: Schema | boolean,
 *   anyOf?: Schema[], oneOf?: Schema[], allOf?: Schema[], default?: unknown, examples?: unknown[], example?: unknown,
 *   minLength?: number, maxLength?: number, minimum?: number, maximum?: number, exclusiveMinimum?: number,
 *   minItems?: number, maxItems?: number, pattern?: string, contentMediaType?: string,
 * }} Schema
 * @typedef {{ components?: { schemas?: Record<string, Schema> } }} Definitions
 */

const SAFE = Number.MAX_SAFE_INTEGER;

/**
 * Follows a reference. `name` is what the schema is called, or null.
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @returns {{ schema: Schema, name: string | null }}
 */
export function resolve(schema, definitions) {
  if (!schema.$ref) return { schema, name: schema.title ?? null };
  const name = decodeURIComponent(schema.$ref.split('/').at(-1) ?? '');
  return { schema: definitions.components?.schemas?.[name] ?? {}, name };
}

/**
 * The alternatives of a schema without `null`, and whether `null` is one.
 * @param {Schema} schema
 * @returns {{ variants: Schema[], nullable: boolean }}
 */
export function variantsOf(schema) {
  const all = schema.anyOf ?? schema.oneOf;
  if (all) {
    const variants = all.filter((variant) => variant.type !== 'null');
    return { variants, nullable: variants.length < all.length };
  }
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    return { variants: [{ ...schema, type: schema.type.filter((name) => name !== 'null') }], nullable: true };
  }
  return { variants: [schema], nullable: false };
}

/**
 * The type in a few words: `string`, `array of Message`, `"a" | "b"`, `Ticket | null`.
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @returns {string}
 */
export function typeName(schema, definitions) {
  const { variants, nullable } = variantsOf(schema);
  const names = [...new Set(variants.map((variant) => plainName(variant, definitions)))];
  return [...names, ...(nullable ? ['null'] : [])].join(' | ');
}

/**
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @returns {string}
 */
function plainName(schema, definitions) {
  const target = resolve(schema, definitions);
  if (target.name) return target.name;
  if (schema.anyOf || schema.oneOf) return typeName(schema, definitions);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'array' || schema.items)
    return `array of ${schema.items ? typeName(schema.items, definitions) : 'anything'}`;
  if (schema.contentMediaType || schema.format === 'binary') return 'file';
  if (schema.format === 'date-time') return 'time';
  if (schema.properties || schema.type === 'object' || schema.allOf) return 'object';
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'anything');
}

/**
 * The limits of a value in words, for example `1..128 characters`.
 * @param {Schema} schema
 * @returns {string[]}
 */
export function limitsOf(schema) {
  const words = [];
  const { minimum, exclusiveMinimum, maximum } = schema;
  const least = minimum === -SAFE ? undefined : minimum;
  const most = maximum === SAFE ? undefined : maximum;
  words.push(range(schema.minLength, schema.maxLength, ' characters'));
  words.push(range(schema.minItems, schema.maxItems, ' items'));
  words.push(exclusiveMinimum === undefined ? range(least, most, '') : `above ${exclusiveMinimum}`);
  if (schema.default !== undefined) words.push(`default ${JSON.stringify(schema.default)}`);
  return words.filter((word) => word !== '');
}

/**
 * @param {number | undefined} from
 * @param {number | undefined} to
 * @param {string} unit
 */
function range(from, to, unit) {
  if (from === undefined && to === undefined) return '';
  if (to === undefined) return `at least ${from}${unit}`;
  return from === undefined ? `at most ${to}${unit}` : `${from}..${to}${unit}`;
}

/**
 * An example value. With `onlyRequired` optional fields are left out, as in a shortest good request.
 * @param {Schema} schema
 * @param {Definitions} definitions
 * @param {boolean} onlyRequired
 * @param {number} [depth]
 * @returns {unknown}
 */
export function exampleOf(schema, definitions, onlyRequired, depth = 0) {
  const target = resolve(schema, definitions).schema;
  const given = target.example ?? target.examples?.[0] ?? target.const ?? target.default ?? target.enum?.[0];
  if (given !== undefined) return given;
  const [variant] = variantsOf(target).variants;
  if (variant && variant !== target) return exampleOf(variant, definitions, onlyRequired, depth);
  if (target.allOf) {
    return Object.assign({}, ...target.allOf.map((part) => exampleOf(part, definitions, onlyRequired, depth)));
  }
  if (target.properties || target.type === 'object') {
    if (depth > 3) return {};
    const entries = Object.entries(target.properties ?? {})
      .filter(([name]) => !onlyRequired || target.required?.includes(name))
      .map(([name, property]) => [name, exampleOf(property, definitions, onlyRequired, depth + 1)]);
    return Object.fromEntries(entries);
  }
  if (target.type === 'array' || target.items) {
    if (!target.items || depth > 3 || (onlyRequired && !target.minItems)) return [];
    return [exampleOf(target.items, definitions, onlyRequired, depth + 1)];
  }
  const type = Array.isArray(target.type) ? target.type[0] : target.type;
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') {
    return target.minimum === undefined || target.minimum === -SAFE ? 1 : target.minimum;
  }
  if (target.format === 'date-time') return '2030-01-31T12:00:00.000Z';
  return type === 'null' ? null : 'text';
}
