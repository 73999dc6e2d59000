import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inject } from 'vitest';
import { createApp } from '../../src/app.ts';
import { type Clients, createClients } from '../support/clients.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Settings, testConfig } from '../support/settings.ts';

export type Site = Clients & {
  /** Addresses of the ports that contracts have to themselves, by contract. */
  readonly own: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Starts a server whose web app is the build in `webFolder`. */
export async function startSite(webFolder: string, settings: Settings = {}): Promise<Site> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-site-'));
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const app = await createApp(testConfig(database.url, dataDir, settings), { webFolder });
  const { url, own } = await app.listen();
  const { leave, ...clients } = createClients(url);
  return {
    ...clients,
    own,
    async stop() {
      leave();
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
      clients.violations.check();
    },
  };
}

/** What the build of these tests has in its script. */
export const SCRIPT = 'document.title = "It runs";\n'.repeat(100);

/** Writes a small build, such as the real one is, into a new folder. */
export async function makeBuild(title = 'Parley'): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-web-'));
  await writeBuild(folder, title);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Puts that build into a folder. */
export async function writeBuild(folder: string, title: string): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'index.html': [
      '<!doctype html><html lang="en"><head>',
      '<meta name="csp-nonce" content="__NONCE__"><style nonce="__NONCE__">p { color: red }</style>',
      `<title>${title}</title><script type="application/json" id="parley-settings">__SETTINGS__</script>`,
      '<script type="module" src="/assets/main-1a2b.js"></script></head><body><p></p></body></html>',
    ].join('\n'),
    'parley.js': '// the widget',
    'sw.js': '// the service worker',
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'manifest.webmanifest': '{}',
    '.stamp': 'secret',
    'notes.txt': 'not for anybody',
    'assets/main-1a2b.js': SCRIPT,
    'assets/main-1a2b.js.gz': gzipSync(SCRIPT),
    'assets/.hidden.js': 'secret',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

/** The directives of a Content-Security-Policy, by name. */
export function directivesOf(headers: Headers): Record<string, string[]> {
  const policy = headers.get('content-security-policy') ?? '';
  return Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
}
