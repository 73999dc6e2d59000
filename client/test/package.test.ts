import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startServer } from '../../server/test/support/server.ts';
import { buildPackage } from '../build.ts';
import { createParley } from '../src/index.ts';

const run = promisify(execFile);
/** They build and compile. */
vi.setConfig({ testTimeout: 60_000 });
const ROOT = join(import.meta.dirname, '../..');
const MOST_BYTES = 25_000;
/** What a project that uses the package has installed. */
const INSTALLED = ['idb', 'socket.io-client', 'react', 'csstype', '@types/react'];

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'parley-project-'));
  const modules = join(project, 'node_modules');
  for (const folder of ['@parley', '@types']) await mkdir(join(modules, folder), { recursive: true });
  for (const name of INSTALLED) await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  await buildPackage(join(project, 'built'));
  await cp(join(project, 'built'), join(modules, '@parley/client'), { recursive: true });
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
}, 120_000);
afterAll(() => rm(project, { recursive: true, force: true }));

/** Compiles a project's files strictly, those of its packages too. */
async function compile(folder: string, resolution: string, more: object = {}): Promise<void> {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    module: resolution === 'bundler' ? 'esnext' : 'nodenext',
    moduleResolution: resolution,
    ...more,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*'] }));
  const compiler = join(ROOT, 'node_modules/typescript7/bin/tsc');
  const { stdout } = await run(process.execPath, [compiler, '-p', folder]).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
}

test('SDK-19 everything that a page needs, but for the client of Socket.IO, is less than 25,000 bytes, packed', async () => {
  await writeFile(join(project, 'page.js'), "export * from '@parley/client';\n");
  const output = await build({
    configFile: false,
    root: project,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: join(project, 'page.js'),
        external: ['socket.io-client'],
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const chunks = [output].flat().flatMap((one) => ('output' in one ? one.output : []));
  const code = chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : ''));
  const bytes = code.reduce((sum, text) => sum + gzipSync(text).length, 0);
  console.log(`@parley/client: ${bytes} bytes gzipped, with idb, without socket.io-client`);
  expect(code.join('')).toContain('objectStoreNames'); // idb is among it
  expect(code.join('')).not.toContain('createFakeServer');
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test('SDK-19 it is imported in plain Node, without a warning', async () => {
  const script = `
    const { createParley, memoryOutbox, ParleyError } = await import('@parley/client');
    const { createFakeServer } = await import('@parley/client/testing');
    const { useMessaging } = await import('@parley/client/react');
    const server = createFakeServer();
    const parley = createParley(server.options('ann'));
    parley.connect();
    await server.clock.settle();
    console.log(parley.state.get().status, typeof useMessaging, typeof memoryOutbox, typeof ParleyError);
    parley.disconnect();`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: project });
  expect([stdout.trim(), stderr]).toEqual(['live function function function', '']);
});

test.each(['bundler', 'nodenext'])(
  'SDK-19 its types are whole for a project that resolves as %s',
  async (resolution) => {
    const source = `
    import { createParley, type Message, type Parley } from '@parley/client';
    import { ParleyProvider, useMessages, useMessaging } from '@parley/client/react';
    import { createFakeServer } from '@parley/client/testing';
    const parley: Parley = createParley(createFakeServer().options('ann'));
    export const texts: Promise<string[]> = parley
      .request('get', '/api/messaging/conversations/{id}/messages', { params: { id: 'c1' }, query: { limit: 5 } })
      .then(({ data }: { data: Message[] }) => data.map(({ content }) => content));
    parley.on('recovered', ({ changes }) => changes.toFixed());
    // @ts-expect-error there is no such event
    parley.on('nothing', () => {});
    // @ts-expect-error a number is no text
    parley.messages.in('c1').send({ content: 5 });
    export const Chat = () => useMessages('c1').lines.length + useMessaging('token').messages.length;
    export { ParleyProvider };`;
    const folder = join(project, resolution);
    await mkdir(folder);
    await writeFile(join(folder, 'use.ts'), source);
    await compile(folder, resolution);
  },
);

test('SDK-19 the package has what it names, and no source', async () => {
  const files = await readdir(join(project, 'built'), { recursive: true });
  expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'schema.d.ts']));
  expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
});

describe('SDK-20 the text that goes with it', () => {
  const sourceOf = async (language: string, word: string) => {
    const text = await readFile(join(ROOT, 'client/README.md'), 'utf8');
    const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(([, name]) => name === language);
    return blocks.find(([, , code]) => code?.includes(word))?.[2] ?? expect.fail(`no ${language} with ${word}`);
  };

  test('SDK-20 what it shows in TypeScript is right', async () => {
    const folder = join(project, 'shown');
    await mkdir(folder);
    const shown = [
      ['ts', 'querySelector'],
      ['tsx', 'FirstChat'],
      ['tsx', 'Inbox'],
    ] as const;
    for (const [index, [language, word]] of shown.entries())
      await writeFile(join(folder, `${index}.${language}`), await sourceOf(language, word));
    await compile(folder, 'bundler', { jsx: 'react-jsx' });
  });

  test('SDK-20 its test of what one builds runs', async () => {
    await writeFile(join(project, 'shown.test.js'), await sourceOf('js', 'createFakeServer'));
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'shown.test.js'], {
      cwd: project,
    });
    expect(stdout).toContain('# pass 1');
  });

  test('SDK-20 its bot for Node answers on the real server, and ends', async () => {
    const server = await startServer();
    const { ann, bo } = await server.people('ann', 'bo');
    await writeFile(join(project, 'bot.js'), await sourceOf('js', 'You said'));
    const bot = spawn(process.execPath, ['bot.js'], {
      cwd: project,
      env: { PARLEY_URL: server.url, PARLEY_TOKEN: bo.token },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(bot, 'exit');
    await new Promise<void>((resolve) => {
      bot.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('live') && resolve());
    });
    const parley = createParley({ url: server.url, token: ann.token });
    const room = await parley.conversations.create({ type: 'direct', participantIds: [bo.id] });
    const heard = new Promise<string>((resolve) => {
      parley.on('new_message', ({ content }) => resolve(content));
    });
    parley.connect();
    await parley.messages.in(room.id).send({ content: 'hello' }).sent;
    expect(await heard).toBe('You said: hello');
    parley.disconnect();
    bot.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    await server.stop();
  });
});
