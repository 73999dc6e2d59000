import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import openapiTS, { astToString } from 'openapi-typescript';
import { startOwnServer } from '../server/demo/server.ts';

type Json = { [key: string]: unknown };
type SocketEvent = {
  readonly name: string;
  readonly direction: 'client' | 'server';
  readonly payload: Json;
  readonly ack?: { readonly anyOf?: readonly Json[] };
};
/** What is read of the document that a server gives at `/openapi.json`. */
export type NativeApi = {
  readonly paths: Json;
  readonly components: { readonly schemas: Json };
  readonly 'x-socket-events': readonly SocketEvent[];
};

const TARGET = join(import.meta.dirname, '../client/src/schema.d.ts');
const BIOME = join(import.meta.dirname, '../node_modules/@biomejs/biome/bin/biome');
const HEAD = `/** Made by \`npm run types\` from the server's own schemas (its /openapi.json). Do not edit. */\n\n`;

/**
 * The TypeScript source of the native API's shapes: `paths` for requests, `components` for resources, and among those
 * `ClientEvents`, `ClientAcks` and `ServerEvents` for the socket, by event.
 */
export async function clientTypes(api: NativeApi): Promise<string> {
  const events = api['x-socket-events'];
  const schemas = {
    ...api.components.schemas,
    ClientEvents: byName(events, 'client', ({ payload }) => payload),
    ClientAcks: byName(events, 'client', ({ ack }) => ack?.anyOf?.[0] ?? {}),
    ServerEvents: byName(events, 'server', ({ payload }) => payload),
  };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Parley', version: '1' },
    paths: slim(api.paths),
    components: { schemas },
  };
  // Through JSON, since the library wants a type of its own.
  const nodes = await openapiTS(JSON.stringify(document), { alphabetize: false, defaultNonNullable: false });
  return formatted(HEAD + astToString(nodes));
}

/** `source` as the project's own files are formatted. */
async function formatted(source: string): Promise<string> {
  const biome = spawn(execPath, [BIOME, 'format', `--stdin-file-path=${TARGET}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  biome.stdin.end(source);
  const [text] = await Promise.all([biome.stdout.setEncoding('utf8').toArray(), once(biome, 'close')]);
  if (biome.exitCode !== 0) throw new Error('Biome could not format it');
  return text.join('');
}

function byName(events: readonly SocketEvent[], direction: string, pick: (event: SocketEvent) => Json): Json {
  const those = events.filter((event) => event.direction === direction);
  return {
    type: 'object',
    properties: Object.fromEntries(those.map((event) => [event.name, pick(event)])),
    required: those.map(({ name }) => name),
  };
}

/** Refusals have one form everywhere, and sites may name categories of their own. */
function slim(paths: Json): Json {
  return JSON.parse(JSON.stringify(paths), (key, value: unknown) => {
    if (key === '4XX' || key === '5XX' || key === 'security') return undefined;
    if (key === 'tags' && Array.isArray(value)) return undefined;
    if (key === 'category' && isChoice(value)) return { type: 'string' };
    return value;
  }) as Json;
}

function isChoice(value: unknown): boolean {
  return typeof value === 'object' && value !== null && JSON.stringify(value).includes('"enum"');
}

if (argv[1] === import.meta.filename) {
  const server = await startOwnServer();
  try {
    const response = await fetch(new URL('/openapi.json', server.url));
    await writeFile(TARGET, await clientTypes((await response.json()) as NativeApi));
    console.log(`wrote ${TARGET}`);
  } finally {
    await server.stop();
  }
}
