import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SECRET } from '../support/tokens.ts';

export const EXAMPLES = join(import.meta.dirname, '../../../examples');

/** Where a program is installed, or null. */
export function installed(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a client of the folder `examples` against a server; gives what it wrote, and rejects when it does not end with 0. */
export async function runExample(program: string, url: string, secret: string = SECRET): Promise<string> {
  const path = join(EXAMPLES, program);
  const [command, args] = program.endsWith('.sh') ? ['bash', [path]] : [process.execPath, [path]];
  const env = { ...process.env, PARLEY_URL: url, JWT_SECRET: secret };
  const { stdout } = await promisify(execFile)(command, args, { env, timeout: 30_000 });
  return stdout;
}
