import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from '../startup/program.ts';
import { type Clients, createClients } from '../support/clients.ts';
import { eventually, lookAt, makeDirect, messagesOf, say, upload } from '../support/factories.ts';
import { postgresPrograms, startOwnPostgres, withPostgres } from '../support/own-postgres.ts';
import { testVariables } from '../support/settings.ts';

const ROOT = join(import.meta.dirname, '../../..');
const GUIDE = readFileSync(join(ROOT, 'docs/deployment.md'), 'utf8');
const LIMIT = 180_000;
const BYTES = Buffer.from('what was sent along');

/** What an operator types who copies a block of commands. */
function typed(name: string): string {
  const [, commands] = new RegExp(`\`\`\`sh ${name}\n(.*?)\`\`\``, 's').exec(GUIDE) ?? [];
  if (commands === undefined) throw new Error(`the guide has no ${name}`);
  return commands;
}

/** Stands in for systemd: one service, the server as the unit starts it. */
const SYSTEMCTL = `#!/bin/bash
set -eu
[ "$2" = parley ]
case $1 in
start)
  cd "$WORK"
  "$NODE" "$MAIN" >"$WORK/log" 2>&1 </dev/null &
  echo $! >"$WORK/pid" ;;
stop)
  pid=$(cat "$WORK/pid")
  kill -TERM "$pid"
  while ps -o stat= -p "$pid" | grep -q "^[^Z]"; do sleep 0.1; done
  rm "$WORK/pid" ;;
esac
`;

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder();
  await mkdir(join(folder.path, 'bin'));
  await mkdir(join(folder.path, 'backups'));
  await writeFile(join(folder.path, 'bin/systemctl'), SYSTEMCTL);
  await chmod(join(folder.path, 'bin/systemctl'), 0o755);
});
afterEach(async () => {
  run('systemctl stop parley', 'none', {});
  await folder.remove();
});

/** Types commands on a machine whose data is in the folder `data`; returns what went wrong. */
function run(commands: string, data: string, variables: Readonly<Record<string, string>>): string {
  const script = commands
    .replaceAll('/var/lib/parley', join(folder.path, data))
    .replaceAll('/var/backups', join(folder.path, 'backups'));
  const tools = [join(folder.path, 'bin'), postgresPrograms, dirname(process.execPath), process.env.PATH];
  const { status, stderr } = spawnSync('bash', ['-euc', script], {
    cwd: folder.path,
    env: {
      ...testVariables(variables.DATABASE_URL ?? '', join(folder.path, data), { PORT: '0' }),
      ...variables,
      PATH: tools.filter((one) => one !== null).join(':'),
      HOME: process.env.HOME,
      WORK: folder.path,
      NODE: process.execPath,
      MAIN: join(ROOT, 'server/src/main.ts'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return status === 0 ? '' : `${status} ${stderr}`;
}

/** Waits until the service listens. */
async function serving(): Promise<Clients & { leave(): void }> {
  let url = '';
  await eventually(
    'the server listens',
    async () => {
      url = /^Parley listens on (\S+)/m.exec(readFileSync(join(folder.path, 'log'), 'utf8'))?.[1] ?? '';
      return url !== '';
    },
    60_000,
  );
  return createClients(url);
}

/** Something to lose: a message with a file. */
async function fill(server: Clients) {
  const { ann, bob } = await server.people('ann', 'bob');
  const chat = await makeDirect(ann, bob);
  const file = await upload(ann, 'letter.txt', BYTES, 'text/plain');
  const message = await say(ann, chat, 'worth keeping', { attachmentIds: [file.id] });
  return { bob, chat, file, message };
}

/** Expects all of it to be there, and that more can be said. */
async function expectAll(server: Clients, { bob, chat, file, message }: Awaited<ReturnType<typeof fill>>) {
  const api = server.api(bob.token);
  expect((await messagesOf(api, chat)).map(({ content }) => content)).toContain('worth keeping');
  expect((await lookAt(api, message)).attachments.map(({ id }) => id)).toEqual([file.id]);
  const content = await api.get(`/api/attachments/${file.id}/content`);
  expect([content.status, content.text]).toEqual([200, BYTES.toString()]);
  await say(api, chat, 'and one more');
}

test('OPS-15 the folder of a server is backed up, and restored to another machine', { timeout: LIMIT }, async () => {
  expect(run('systemctl start parley', 'old', {})).toBe('');
  const before = await serving();
  const kept = await fill(before);
  before.leave();
  expect(run(typed('backup-folder'), 'old', {})).toBe('');
  const again = await serving();
  await expectAll(again, kept);
  again.leave();
  expect(run('systemctl stop parley', 'old', {})).toBe('');
  expect(run(typed('restore-folder'), 'new', {})).toBe('');
  const restored = await serving();
  await expectAll(restored, kept);
  restored.leave();
});

describe.skipIf(postgresPrograms === null)(withPostgres, () => {
  test('OPS-15 a database and its files are backed up while the server runs, and restored elsewhere', {
    timeout: LIMIT,
  }, async () => {
    const postgres = await startOwnPostgres();
    const old = { DATABASE_URL: postgres.makeDatabase('old') };
    expect(run('systemctl start parley', 'old', old)).toBe('');
    const before = await serving();
    const kept = await fill(before);
    expect(run(typed('backup-database'), 'old', old)).toBe('');
    await say(before.api(kept.bob.token), kept.chat, 'said too late');
    before.leave();
    expect(run('systemctl stop parley', 'old', old)).toBe('');
    const fresh = { DATABASE_URL: postgres.makeDatabase('new') };
    expect(run(typed('restore-database'), 'new', fresh)).toBe('');
    expect(run('systemctl start parley', 'new', fresh)).toBe('');
    const restored = await serving();
    await expectAll(restored, kept);
    const there = (await messagesOf(restored.api(kept.bob.token), kept.chat)).map(({ content }) => content);
    expect(there).not.toContain('said too late');
    restored.leave();
    expect(run('systemctl stop parley', 'new', fresh)).toBe('');
    await postgres.stop();
  });
});
