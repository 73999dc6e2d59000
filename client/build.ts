import { spawnSync } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { build } from 'vite';

const HERE = import.meta.dirname;
const ENTRIES = { index: 'src/index.ts', 'react/index': 'src/react/index.ts', 'testing/index': 'src/testing/index.ts' };

/** Makes the package as it is published into `folder`: modules, their types, package.json, the text and the licence. */
export async function buildPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const { version, description, license, dependencies, peerDependencies, peerDependenciesMeta } = await readManifest();
  await build({
    configFile: false,
    root: HERE,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      minify: false, // whose program it is does that
      sourcemap: true,
      lib: { entry: ENTRIES, formats: ['es'] },
      rolldownOptions: {
        external: [...Object.keys(dependencies), 'react'],
        output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
      },
    },
  });
  declareTypes(folder);
  await nameModules(folder);
  await copyFile(join(HERE, 'src/schema.d.ts'), join(folder, 'schema.d.ts'));
  const entry = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  const manifest = {
    name: '@parley/client',
    ...{ version, description, license },
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: { '.': entry('index'), './react': entry('react/index'), './testing': entry('testing/index') },
    ...{ dependencies, peerDependencies, peerDependenciesMeta },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(join(HERE, 'README.md'), join(folder, 'README.md'));
  await copyFile(join(HERE, '../LICENSE'), join(folder, 'LICENSE'));
}

type Manifest = {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: object;
};

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(HERE, 'package.json'), 'utf8'));
}

function declareTypes(folder: string): void {
  const compiler = join(HERE, '../node_modules/typescript7/bin/tsc');
  const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rewriteRelativeImportExtensions'];
  const where = ['-p', HERE, '--rootDir', join(HERE, 'src'), '--outDir', folder];
  const { status } = spawnSync(execPath, [compiler, ...where, ...flags], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the types could not be made');
}

/** Declarations name the sources they were made of; beside them lie modules. */
async function nameModules(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(/(['"])(\.{1,2}\/[^'"\n]+?)(\.d)?\.ts\1/g, '$1$2.js$1'));
  }
}

if (argv[1] === import.meta.filename) await buildPackage(join(HERE, 'dist'));
