import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

export type Rest = {
  /** What the compiler has to say of it. */
  readonly faults: string;
  readonly url: string;
  stop(): Promise<void>;
};

/** Copies the program without the folder of one contract and without its line in `app.ts`, compiles the copy and starts it. */
export async function takeAway(contract: string, env: Record<string, string>): Promise<Rest> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-without-'));
  await cp(join(root, 'server/src'), join(folder, 'server/src'), {
    recursive: true,
    filter: (path) => !/\.(test|suite)\.ts$/.test(path),
  });
  for (const file of ['tsconfig.json', 'package.json', 'server/package.json'])
    await cp(join(root, file), join(folder, file));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await rm(join(folder, 'server/src/contracts', contract), { recursive: true });
  const app = join(folder, 'server/src/app.ts');
  const lines = (await readFile(app, 'utf8')).split('\n');
  const kept = lines.filter((line) => !line.includes(`/contracts/${contract}/`));
  if (kept.length !== lines.length - 1) throw new Error(`app.ts names ${contract} in more than one line, or in none`);
  await writeFile(app, kept.join('\n'));

  const compiler = await end(
    spawn(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-p', folder], { stdio: 'pipe' }),
  );
  const child = spawn(process.execPath, [join(folder, 'server/src/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: tmpdir(), PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const url = await new Promise<string>((found, fail) => {
    let output = '';
    const look = (text: string): void => {
      output += text;
      const address = /^Parley listens on (\S+)/m.exec(output)?.[1];
      if (address) found(address);
    };
    child.stdout.setEncoding('utf8').on('data', look);
    child.stderr.setEncoding('utf8').on('data', look);
    void ended.then(() => fail(new Error(`it ended: ${output}`)));
  });
  return {
    faults: compiler,
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** All that a program writes until it ends. */
function end(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((done) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('close', () => done(output));
  });
}
