import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');

/** Runs the build tool of a copy: how it ended, and its lines. */
function runTool(folder: string): Promise<{ code: number | null; stdout: string }> {
  const { VITEST: _, ...env } = process.env;
  const child = spawn(process.execPath, ['tools/build-web.ts'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((done) => child.on('close', (code) => done({ code, stdout })));
}

test('WEB-10 the app is built where its sources changed, whole or not at all, and only where it can be', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-build-'));
  const place = (name: string) => join(folder, name);
  const write = (name: string, text: string) => writeFile(place(name), text);
  const text = (name: string) => readFile(place(name), 'utf8');
  const run = () => runTool(folder);
  const notBuilt = { code: 0, stdout: expect.stringMatching(/^The web app is not built: .* \(\d+ ms\)\.\n$/) };
  try {
    await mkdir(place('tools'));
    await cp(join(repository, 'tools/build-web.ts'), place('tools/build-web.ts'));
    expect(await run()).toEqual(notBuilt); // no sources
    await mkdir(place('web'));
    await write('package.json', '{ "type": "module" }');
    await write('web/package.json', '{ "type": "module" }');
    await write('web/main.js', `document.title = '${'long '.repeat(500)}';`);
    await write(
      'web/index.html',
      '<!doctype html><title>__NONCE__</title><script type="module" src="/main.js"></script>',
    );
    expect(await run()).toEqual(notBuilt); // no Vite
    await write('web/beside.js', 'globalThis.beside = true;');
    const beside = "lib: { entry: 'beside.js', name: 'B', formats: ['iife'], fileName: () => 'parley.js' }";
    await write('web/vite.beside.config.ts', `export default { build: { emptyOutDir: false, ${beside} } };`);
    await symlink(join(repository, 'node_modules'), place('node_modules'));

    expect((await run()).stdout).toMatch(/^The web app is built \(\d+ ms\)\.\n$/);
    const first = await text('web/dist/index.html');
    expect(first).toContain('__NONCE__');
    const [, script = ''] = /src="\/(assets\/.+\.js)"/.exec(first) ?? [];
    expect(await text('web/dist/parley.js')).toContain('beside');
    const packed = await readFile(place(`web/dist/${script}.br`));
    expect(brotliDecompressSync(packed).toString()).toBe(await text(`web/dist/${script}`));
    expect((await stat(place(`web/dist/${script}.gz`))).size).toBeLessThan(2_000);

    const { ino } = await stat(place('web/dist'));
    expect((await run()).stdout).toMatch(/^The web app is up to date \(\d+ ms\)\.\n$/);
    expect((await stat(place('web/dist'))).ino).toBe(ino);

    await write('web/main.js', "import nothing from './nowhere.js'; nothing();");
    expect((await run()).code).toBe(1);
    expect(await text('web/dist/index.html')).toBe(first);

    await write('web/main.js', "document.title = 'another';");
    expect((await run()).code).toBe(0);
    expect(await text('web/dist/index.html')).not.toBe(first);
    expect((await readdir(place('web'))).filter((name) => name.startsWith('.'))).toEqual([]);

    await rename(place('web/index.html'), place('index.html')); // as in an image, which has the build alone
    expect(await run()).toEqual(notBuilt);
    expect((await stat(place('web/dist/index.html'))).isFile()).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
