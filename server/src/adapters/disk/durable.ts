import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The system's name for what went wrong (`ENOENT`), null for other errors. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * Makes the entries of `folder` durable, and those of its parents up to and including `top`, which were changed by making
 * it. Where a system cannot sync folders (Windows) renames are durable without.
 */
export async function syncFolders(folder: string, top: string): Promise<void> {
  for (let current = folder; ; current = dirname(current)) {
    await syncFolder(current);
    if (current === top || current === dirname(current)) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
