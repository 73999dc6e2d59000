import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/**
 * Builds the web app to `web/dist` where what it is made of has changed. The new build takes the place of the old one as a whole,
 * with a packed copy beside each file that is worth one. Where the sources or Vite are not installed it says so, and that is no
 * failure: not every place needs the app.
 */
const root = resolve(import.meta.dirname, '..');
const web = join(root, 'web');
const built = join(web, 'dist');
/** Within a build: what it was made of. */
const STAMP = '.stamp';
const FOLDERS = ['web', 'client/src'];
const FILES = ['client/package.json', 'package-lock.json', 'tsconfig.json', 'tools/build-web.ts'];
/** What lies within those folders and is no part of it. */
const NOT_SOURCES = /^(node_modules|dist|test|\.dist-.*|.*\.test\.tsx?|.*\.md)$/;
const PACKABLE = /\.(js|css|svg|json|webmanifest)$/;
/** What is smaller fits into one packet as it is (bytes). */
const SMALLEST_PACKED = 1_024;

const begun = performance.now();
process.exitCode = await main();

async function main(): Promise<number> {
  if (!existsSync(join(web, 'index.html'))) return say('The web app is not built: its sources are not here');
  const stamp = fingerprint();
  if (existsSync(join(built, STAMP)) && readFileSync(join(built, STAMP), 'utf8') === stamp)
    return say('The web app is up to date');
  const vite = findVite();
  if (vite === null) return say('The web app is not built: Vite is not installed (npm ci installs it)');
  const fresh = join(web, `.dist-${process.pid}`);
  try {
    if (!configurations().every((file) => runVite(vite, file, fresh))) {
      console.error('The web app cannot be built: what Vite says of it stands above');
      return 1;
    }
    await pack(fresh);
    writeFileSync(join(fresh, STAMP), stamp);
    put(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return say('The web app is built');
}

function say(sentence: string): number {
  console.log(`${sentence} (${Math.round(performance.now() - begun)} ms).`);
  return 0;
}

/** What the app is made of, by names and contents, as a hash. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const files = [
    ...FOLDERS.flatMap((folder) => filesBelow(join(root, folder))),
    ...FILES.map((file) => join(root, file)),
  ];
  for (const file of files.filter((path) => existsSync(path))) {
    const content = readFileSync(file);
    hash.update(`\n${relative(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** All files of a folder that is there, always in one order. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCES.test(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** The program of the Vite that `web` has; null without one. */
function findVite(): string | null {
  try {
    const description = createRequire(join(web, 'package.json')).resolve('vite/package.json');
    return join(dirname(description), 'bin/vite.js');
  } catch {
    return null;
  }
}

/** The configurations of `web`, in the order in which they are built: that of the app, then those of what lies beside it. */
function configurations(): (string | null)[] {
  const others = readdirSync(web).filter((name) => /^vite\.\w+\.config\.ts$/.test(name));
  return [null, ...others.sort()];
}

/** Builds into `folder` by a configuration, or by the usual one (null). Tells whether it went well. */
function runVite(program: string, configuration: string | null, folder: string): boolean {
  const args = [
    'build',
    '--outDir',
    folder,
    '--logLevel',
    'warn',
    ...(configuration ? ['--config', configuration] : []),
  ];
  const { status } = spawnSync(process.execPath, [program, ...args], {
    cwd: web,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}

/** Puts packed copies beside the files of a build, from which the server chooses by what a browser can unpack. */
async function pack(folder: string): Promise<void> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const packing = names
    .filter((name) => PACKABLE.test(name) && !name.startsWith('.'))
    .map(async (name) => {
      const file = join(folder, name);
      const content = readFileSync(file);
      if (content.length < SMALLEST_PACKED) return;
      const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      writeFileSync(`${file}.br`, await promisify(brotliCompress)(content, { params: hint }));
      writeFileSync(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
    });
  await Promise.all(packing);
}

/** Puts a finished build in the place of the one before, which a server may be serving. */
function put(fresh: string): void {
  const before = `${fresh}-before`;
  if (existsSync(built)) renameSync(built, before);
  renameSync(fresh, built);
  rmSync(before, { recursive: true, force: true });
}
