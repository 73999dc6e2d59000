import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createDatabase } from '../support/postgres.ts';
import { startServer } from '../support/server.ts';
import { makeFolder, run } from './program.ts';
import { takeAway } from './without.ts';

const patient = 90_000; // milliseconds for a test that starts programs, on a busy machine
const names = ['telehealth', 'travel', 'charity'] as const;
const PORTS = names.map((name) => `${name}=0`).join(', ');
const form = {
  telehealth: z.strictObject({ message: z.string().min(1) }),
  travel: z.strictObject({ error: z.string().min(1) }),
  charity: z.strictObject({
    success: z.literal(false),
    error: z.strictObject({ code: z.literal('NOT_FOUND'), message: z.string().min(1) }),
  }),
};
const document = z.object({
  openapi: z.string(),
  servers: z.tuple([z.object({ url: z.string() })]),
  paths: z.record(z.string(), z.unknown()),
});

test('PLACE-1 a contract is served below its name, and at the root of a port of its own', async () => {
  const server = await startServer({ CONTRACT_PORTS: PORTS });
  try {
    for (const name of names) {
      const own = server.own[name];
      for (const root of [`${server.url}/${name}`, own]) {
        expect((await fetch(`${root}/health`)).status, root).toBe(200);
        if (name === 'charity') {
          expect((await fetch(`${root}/ws/conversations/one`)).status, root).toBe(426);
          continue;
        }
        const polling = await fetch(`${root}/socket.io/?EIO=4&transport=polling`);
        expect({ status: polling.status, text: (await polling.text()).slice(0, 1) }).toEqual({
          status: 200,
          text: '0',
        });
      }
      expect((await fetch(`${own}/api/users/me`)).status).toBe(404);
      expect((await fetch(`${own}/${name}/health`)).status).toBe(404);
    }
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('PLACE-2 errors have the form of the contract at whose place they happen', async () => {
  const server = await startServer({ CONTRACT_PORTS: PORTS });
  try {
    for (const name of names) {
      for (const root of [`${server.url}/${name}`, server.own[name]]) {
        for (const path of ['/nowhere', '/api/%zz']) {
          const answer = await fetch(root + path);
          expect(answer.status, root + path).toBe(404);
          expect(form[name].safeParse(await answer.json()).success, root + path).toBe(true);
        }
      }
    }
    const native = await fetch(`${server.url}/nowhere`);
    expect(native.headers.get('content-type')).toContain('application/problem+json');
  } finally {
    await server.stop();
  }
});

test('PLACE-6 figures say which contract was asked, on whatever port', async () => {
  const server = await startServer({ CONTRACT_PORTS: 'travel=0' });
  try {
    const path = '/api/messaging/conversations';
    for (const root of [server.url, `${server.url}/travel`, server.own.travel]) await fetch(root + path);
    const { text } = await server.anonymous.get('/metrics');
    const counted = [...text.matchAll(/^http_request_duration_seconds_count\{contract="(\w+)",[^}]*route="([^"]*)"/gm)];
    const found = counted.map(([, contract, route]) => `${contract} ${route}`).filter((line) => line.endsWith(path));
    expect(found.sort()).toEqual([`helpdesk ${path}`, `travel ${path}`, `travel /travel${path}`].sort());
  } finally {
    await server.stop();
  }
});

test('PLACE-3 each contract describes itself, wherever it is served', async () => {
  const server = await startServer({ CONTRACT_PORTS: 'travel=0' });
  try {
    for (const [root, prefix] of [
      [`${server.url}/telehealth`, '/telehealth'],
      [`${server.url}/travel`, '/travel'],
      [`${server.url}/charity`, '/charity'],
      [server.own.travel, '/'],
    ] as const) {
      const { servers, paths } = document.parse(await (await fetch(`${root}/openapi.json`)).json());
      expect(servers[0].url).toBe(prefix);
      expect(Object.keys(paths)).not.toContain('/api/tickets');
      const page = await (await fetch(`${root}/docs`)).text();
      const script = /<script type="module" src="([^"]+)"/.exec(page)?.[1] ?? '';
      expect((await fetch(new URL(script, root))).status).toBe(200);
    }
  } finally {
    await server.stop();
  }
});

test.each([
  ['billing=1', /^CONTRACT_PORTS names billing, which is no contract: there are .*travel.*\.\n$/],
  ['travel', /^CONTRACT_PORTS must be contracts with ports .*\.\n$/],
  ['travel=70000', /^CONTRACT_PORTS must be contracts with ports .*\.\n$/],
  ['travel=1,travel=2', /^CONTRACT_PORTS must name each contract once\.\n$/],
])('PLACE-4 a wrong CONTRACT_PORTS is refused in one line: %s', { timeout: patient }, async (value, sentence) => {
  const folder = await makeFolder();
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const env = { CONTRACT_PORTS: value, DATABASE_URL: database.url };
  const { code, stdout, stderr } = await run('main.ts', [], folder.path, env).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(sentence);
  await database.drop();
  await folder.remove();
});

test.each(names)(
  'PLACE-5 without the folder of %s and its line, all else is as it was',
  { timeout: patient },
  async (name) => {
    const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
    const rest = await takeAway(name, { DATABASE_URL: database.url });
    try {
      expect(rest.faults).toBe('');
      expect((await fetch(`${rest.url}/${name}/health`)).status).toBe(404);
      for (const other of names.filter((one) => one !== name)) {
        expect((await fetch(`${rest.url}/${other}/health`)).status).toBe(200);
      }
      expect((await fetch(`${rest.url}/health`)).status).toBe(200);
    } finally {
      await rest.stop();
      await database.drop();
    }
  },
);
