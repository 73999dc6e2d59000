import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chromiumPath } from '../../../../server/test/browser/chromium.ts';

const root = join(import.meta.dirname, '../../../..');

/** Once per run: the web app as it stands, where a browser is there to show it. */
export default function setup(): void {
  if (chromiumPath === null) return;
  const { status } = spawnSync(process.execPath, [join(root, 'tools/build-web.ts')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the web app cannot be built, so that nothing in it can be tried');
}
