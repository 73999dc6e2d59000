import { mkdir } from 'node:fs/promises';

/**
 * Makes DATA_DIR where it does not exist yet. Under root others may pass through it, but not list it, because
 * PostgreSQL then runs as another user; every file and folder in it is private by its own mode.
 */
export async function makeDataFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}
