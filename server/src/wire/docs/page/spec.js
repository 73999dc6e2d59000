/** @typedef {import('./schema.js').Schema} Schema */
/** @typedef {{ name: string, place: string, required: boolean, schema: Schema, description?: string | undefined }} Parameter */
/** @typedef {{ mediaType: string, required: boolean, schema: Schema }} Body */
/** @typedef {{ status: string, description: string, schema: Schema | null, mediaType: string | null }} Answer */
/**
 * @typedef {{
 *   kind: 'operation', anchor: string, method: string, path: string, tag: string, summary: string, description: string,
 *   isPublic: boolean, parameters: Parameter[], body: Body | null, answers: Answer[],
 * }} Operation
 */
/**
 * @typedef {{
 *   kind: 'event', anchor: string, direction: 'client' | 'server', name: string, tag: string, summary: string, description: string,
 *   payload: Schema | null, ack: Schema | null,
 * }} SocketEvent
 */
/** @typedef {{ name: string, title: string, description: string, entries: (Operation | SocketEvent)[] }} Group */
/** @typedef {{ title: string, version: string, description: string, groups: Group[], definitions: import('./schema.js').Definitions, paths: Set<string>, start: Start }} Spec */
/** @typedef {{ path: string, socket: { note: string, code: string, namespace: string | null } }} Start */

/**
 * The parts of an OpenAPI 3.1 document that this page reads.
 * @typedef {{ content?: Record<string, { schema?: Schema }>, required?: boolean, description?: string }} RawContent
 * @typedef {{
 *   summary?: string, description?: string, operationId?: string, tags?: string[], security?: object[],
 *   parameters?: { name: string, in: string, required?: boolean, schema?: Schema, description?: string }[],
 *   requestBody?: RawContent, responses?: Record<string, RawContent>,
 * }} RawOperation
 * @typedef {{ name: string, direction: 'client' | 'server', summary?: string, description?: string, payload?: Schema, ack?: Schema }} RawEvent
 * @typedef {{
 *   info: { title: string, version: string, description?: string }, tags?: { name: string, description?: string }[],
 *   paths: Record<string, Record<string, RawOperation>>, components?: { schemas?: Record<string, Schema> }, 'x-start': Start, 'x-socket-events'?: RawEvent[],
 * }} RawSpec
 */

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Turns the document into what the page shows: groups by tag, then the socket events.
 * @param {RawSpec} raw
 * @returns {Spec}
 */
export function readSpec(raw) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { name, description } of raw.tags ?? []) {
    groups.set(name, { name, title: titleOf(name), description: description ?? '', entries: [] });
  }
  for (const [path, item] of Object.entries(raw.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? 'other';
      const group = groups.get(tag) ?? { name: tag, title: titleOf(tag), description: '', entries: [] };
      groups.set(tag, group);
      group.entries.push(readOperation(method, path, tag, operation));
    }
  }
  const events = raw['x-socket-events'] ?? [];
  const sockets = [
    eventGroup('client', 'Socket: you send', 'One object and, if you like, an ack callback.', events),
    eventGroup('server', 'Socket: you hear', raw['x-start'].socket.note, events),
  ];
  return {
    title: raw.info.title,
    version: raw.info.version,
    description: raw.info.description ?? '',
    groups: [...groups.values(), ...sockets].filter((group) => group.entries.length > 0),
    definitions: raw.components ? { components: raw.components } : {},
    paths: new Set(Object.keys(raw.paths)),
    start: raw['x-start'],
  };
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} tag
 * @param {RawOperation} raw
 * @returns {Operation}
 */
function readOperation(method, path, tag, raw) {
  const [mediaType, body] = Object.entries(raw.requestBody?.content ?? {})[0] ?? [null, null];
  return {
    kind: 'operation',
    anchor: `${method}-${path.replaceAll(/[^a-zA-Z0-9]+/g, '-').replaceAll(/^-|-$/g, '')}`,
    method: method.toUpperCase(),
    path,
    tag,
    summary: raw.summary ?? '',
    description: raw.description ?? '',
    isPublic: (raw.security ?? []).some((scheme) => Object.keys(scheme).length === 0),
    parameters: (raw.parameters ?? []).map(({ name, in: place, required, schema, description }) => ({
      name,
      place,
      required: required ?? false,
      schema: schema ?? {},
      description,
    })),
    body: mediaType ? { mediaType, required: raw.requestBody?.required ?? false, schema: body?.schema ?? {} } : null,
    answers: Object.entries(raw.responses ?? {}).map(([status, { description, content }]) => {
      const [type, media] = Object.entries(content ?? {})[0] ?? [null, null];
      return { status, description: description ?? '', schema: media?.schema ?? null, mediaType: type };
    }),
  };
}

/**
 * @param {'client' | 'server'} direction
 * @param {string} title
 * @param {string} description
 * @param {RawEvent[]} events
 * @returns {Group}
 */
function eventGroup(direction, title, description, events) {
  const tag = `socket-${direction}`;
  const entries = events
    .filter((event) => event.direction === direction)
    .map(({ name, summary, description: more, payload, ack }) => ({
      kind: /** @type {const} */ ('event'),
      anchor: `${tag}-${name}`,
      direction,
      name,
      tag,
      summary: summary ?? '',
      description: more ?? '',
      payload: payload ?? null,
      ack: ack ?? null,
    }));
  return { name: tag, title, description, entries };
}

/** @param {string} tag */
function titleOf(tag) {
  return tag.charAt(0).toUpperCase() + tag.slice(1);
}
