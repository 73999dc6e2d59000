import type { Job, Outcome } from './protocol.ts';
import { prepareLibrary, shrink } from './shrink.ts';

prepareLibrary();
// Without the one who asks there is nothing to do.
process.on('disconnect', () => process.exit());
process.on('message', async ({ path, mimeType }: Job) => {
  const picture = await shrink(path, mimeType).catch(() => null);
  process.send?.({ picture } satisfies Outcome);
});
// The library is loaded: the clock of the first picture starts now.
process.send?.({ picture: null } satisfies Outcome);
