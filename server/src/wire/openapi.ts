import { z } from 'zod';
import type { SocketEventEntry } from './docs/entry.ts';
import type { Start } from './docs/start.ts';
import type { RouteEntry } from './route.ts';

type Json = { [key: string]: unknown };

/** JSON Schema of a zod type; named shapes become references into the components. */
function schemaOf(type: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema: _dialect,
    $defs,
    ...schema
  } = z.toJSONSchema(type, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      if (jsonSchema.$ref) jsonSchema.$ref = jsonSchema.$ref.replace('#/$defs/', '#/components/schemas/');
      delete jsonSchema.id;
    },
  }) as Json & { $schema?: unknown; $defs?: Json };
  const rewritten: unknown = JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/'));
  const named: unknown = JSON.parse(JSON.stringify($defs ?? {}).replaceAll('#/$defs/', '#/components/schemas/'));
  Object.assign(components, named);
  const id = type.meta()?.id;
  if (id && io === 'output') {
    // A shape that is named itself may come as a reference to one of those just taken over.
    if (!isReference(rewritten)) components[id] = rewritten;
    return { $ref: `#/components/schemas/${id}` };
  }
  // zod leaves the examples of a transforming schema out, because they could be of its output; ours are of the input.
  const examples = type.meta()?.examples;
  return { ...(rewritten as Json), ...(examples !== undefined && { examples }) };
}

function isReference(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && '$ref' in schema;
}

function parameters(type: z.ZodType | null, where: 'path' | 'query', components: Json): Json[] {
  if (!type) return [];
  const schema = schemaOf(type, 'input', components);
  const properties = (schema.properties ?? {}) as Json;
  const required = new Set((schema.required ?? []) as string[]);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: property,
  }));
}

function responses(entry: RouteEntry, refusal: Json, components: Json): Json {
  const other = entry.otherSuccess;
  const content = entry.response
    ? { [entry.responseType ?? 'application/json']: { schema: schemaOf(entry.response, 'output', components) } }
    : entry.responseType && { [entry.responseType]: {} };
  return {
    [entry.status]: { description: entry.status === 204 ? 'Done' : 'Success', ...(content && { content }) },
    ...(other && { [other.status]: { description: other.when, content } }),
    '4XX': refusal,
    '5XX': refusal,
  };
}

/** Socket events in the way of OpenAPI, which has no word for them: `x-socket-events`. */
function socketEvent({ name, direction, summary, payload, ack }: SocketEventEntry, components: Json): Json {
  return {
    name,
    direction,
    summary,
    payload: schemaOf(payload, direction === 'client' ? 'input' : 'output', components),
    ...(ack && { ack: schemaOf(ack, 'output', components) }),
  };
}

/** What a contract says of itself as a whole. */
export type Outline = {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** The body of every refusal; a named shape. */
  readonly error: z.ZodType;
  readonly errorType: string;
  readonly start: Start;
};

/** The OpenAPI 3.1 document of the routes and socket events given; `root` is the path below which they are served. */
export function openApi(
  entries: readonly RouteEntry[],
  events: readonly SocketEventEntry[],
  { title, description, version, error, errorType, start }: Outline,
  root: string,
): Json {
  const components: Json = {};
  const refusal: Json = {
    description: 'A problem',
    content: { [errorType]: { schema: schemaOf(error, 'output', components) } },
  };
  const paths: { [path: string]: Json } = {};
  for (const entry of entries) {
    const path = entry.path.replace(/:([A-Za-z]+)/g, '{$1}');
    const operation = {
      summary: entry.summary,
      tags: [entry.tag],
      parameters: [...parameters(entry.params, 'path', components), ...parameters(entry.query, 'query', components)],
      ...(entry.body && {
        requestBody: {
          required: !entry.body.safeParse({}).success,
          content: { [entry.bodyType ?? 'application/json']: { schema: schemaOf(entry.body, 'input', components) } },
        },
      }),
      responses: responses(entry, refusal, components),
      security: entry.isPublic ? [{}, { bearer: [] }] : [{ bearer: [] }],
    };
    paths[path] = { ...paths[path], [entry.method.toLowerCase()]: operation };
  }
  const socketEvents = events.map((event) => socketEvent(event, components));
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: root === '' ? '/' : root }],
    paths,
    'x-start': start,
    'x-socket-events': socketEvents,
    components: {
      schemas: components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
