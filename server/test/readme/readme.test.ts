import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Variables } from '../../src/variables.ts';
import { startServer } from '../support/server.ts';
import { SECRET } from '../support/tokens.ts';

const ROOT = join(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const EXAMPLE = readFileSync(join(ROOT, '.env.example'), 'utf8');
const hasTools = ['bash', 'curl', 'npm'].every((tool) => spawnSync(tool, ['--version']).status === 0);

function section(title: string): string {
  const [, rest = ''] = README.split(`\n## ${title}\n`);
  return rest.split('\n## ')[0] ?? '';
}

/** What a reader types who copies every block of shell code. */
function typed(title: string): string {
  return [...section(title).matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1]).join('');
}

test.skipIf(!hasTools)('the tour does what it says when it is typed as it stands', { timeout: 60_000 }, async () => {
  const server = await startServer({ JWT_SECRET: SECRET });
  const script = typed('A tour of a minute').replaceAll('localhost:3007', new URL(server.url).host);
  const child = spawn('bash', ['-c', script], {
    cwd: ROOT,
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: process.env.HOME, JWT_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await text(child.stdout);
  expect(printed).toMatch(/"id":"ann".*\n.*"id":"bo".*\nc\w+\nBo listens\n/);
  expect(printed.match(/Bo hears new_message Hello Bo\n/g)).toHaveLength(1);
  // The listener in the background prints between, and within, the lines of the others.
  const others = printed.replaceAll(/Bo hears .*\n/g, '');
  expect(others).toMatch(/"content":"Hello Bo".* 201\n/);
  expect(others).toMatch(/"content":"Hello Bo".* 200\n/);
  expect(others).toContain('stored as number 2\n1 Hello Bo\n2 Hello Ann\n');
  expect(printed).toContain('unreadCount: 0');
  expect(others).toMatch(/"content":"Which browser is it\?".*\n\{"total":2,/);
  await server.stop();
});

const names = Object.keys(Variables.shape);

test.each(names)('%s is in the configuration table and in .env.example', (name) => {
  const shortened = name.replace(/^DATABASE_(PORT|USER|PASSWORD|NAME)$/, '_$1');
  expect(section('Configuration')).toContain(`\`${shortened}\``);
  expect(EXAMPLE).toMatch(new RegExp(`^#?${name}=`, 'm'));
});

test('the configuration table has no variable that the server does not read', () => {
  const rows = [...section('Configuration').matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) =>
    cell.split(', '),
  );
  const named = rows.map((name) => name.replaceAll('`', ''));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});
