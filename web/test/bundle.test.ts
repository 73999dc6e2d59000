import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, test, vi } from 'vitest';

const web = join(import.meta.dirname, '..');
/** Bytes of script, gzipped: until somebody who comes for the first time sees something, and until the list of conversations is there. */
const budgets = { 'sign-in': 150_000, inbox: 150_000 } as const;
type Screen = keyof typeof budgets;

/** Packages that the first screen does without: each comes when what it is for is first reached for. */
const late = [
  '@tanstack/react-query',
  '@tanstack/react-virtual',
  '@radix-ui/',
  '@floating-ui/',
  'recharts',
  'react-markdown',
  'remark-gfm',
  'frimousse',
  'emojibase-data',
];
/** What is loaded beside what every page has, texts included. */
const parts: Readonly<Record<Screen, readonly RegExp[]>> = {
  'sign-in': [/features\/sign-in\/page\.tsx$/, /(app|common|features\/sign-in)\/locales\/en\.json$/],
  inbox: [
    /features\/inbox\/(page|list\/body)\.tsx$/,
    /session\/client\.ts$/,
    /(app|common|features\/inbox)\/locales\/en\.json$/,
  ],
};

describe('the first screen', () => {
  let output: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[];
  let html = '';
  let chunks: ReadonlyMap<string, Rolldown.OutputChunk>;

  beforeAll(async () => {
    vi.stubEnv('NODE_ENV', 'production'); // React in tests is another one
    const built = await build({
      root: web,
      configFile: join(web, 'vite.config.ts'),
      logLevel: 'error',
      build: { write: false },
    }).finally(() => vi.unstubAllEnvs());
    if (Array.isArray(built) || !('output' in built)) throw new Error('one build was expected');
    output = built.output;
    const page = output.find((file) => file.fileName === 'index.html');
    html = page?.type === 'asset' ? String(page.source) : '';
    chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  });

  /** The chunks that are loaded for `names`, with all that these import at once. */
  function graph(names: Iterable<string>, seen = new Map<string, Rolldown.OutputChunk>()) {
    for (const name of names) {
      const chunk = chunks.get(name);
      if (!chunk || seen.has(name)) continue;
      seen.set(name, chunk);
      graph(chunk.imports, seen);
    }
    return seen;
  }

  function loadedFor(screen: Screen) {
    const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, name = '']) => name);
    const pages = [...chunks.values()].filter(({ facadeModuleId, moduleIds }) =>
      parts[screen].some((path) => [facadeModuleId ?? '', ...moduleIds].some((id) => path.test(id))),
    );
    expect(scripts.length).toBeGreaterThan(0);
    expect(pages.length).toBeGreaterThanOrEqual(parts[screen].length);
    return graph([...scripts, ...pages.map(({ fileName }) => fileName)]);
  }

  test.each(['sign-in', 'inbox'] as const)('%s needs no more script than it may', (screen) => {
    const sizes = [...loadedFor(screen)].map(([name, { code }]) => ({ name, bytes: gzipSync(code).length }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    console.table([...sizes.filter(({ bytes }) => bytes > 2_000), { name: `${screen}, total`, bytes: total }]);
    expect(total).toBeLessThan(budgets[screen]);
  });

  test('does without what is not seen on it', () => {
    const modules = [...loadedFor('inbox').values()].flatMap(({ moduleIds }) => moduleIds);
    const early = late.filter((name) => modules.some((id) => id.includes(`node_modules/${name}`)));
    expect(early).toEqual([]);
  });

  test('has nothing inline: no script, no style, no data address of a font', () => {
    const inline = [...html.matchAll(/<script\b([^>]*)>/g)].filter(([, attributes = '']) => !/\bsrc=/.test(attributes));
    expect(inline.map(([tag]) => tag)).toEqual(['<script type="application/json" id="parley-settings">']);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(html).toContain('<meta name="csp-nonce" content="__NONCE__"');
    expect(html).toContain('id="parley-settings">__SETTINGS__</script>');
    const sheets = output.filter((file) => file.fileName.endsWith('.css'));
    expect(sheets.length).toBeGreaterThan(0);
    for (const sheet of sheets)
      if (sheet.type === 'asset') expect(String(sheet.source)).not.toMatch(/url\(["']?data:font/);
  });
});
