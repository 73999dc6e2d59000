import { createApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { SECRET } from './tokens.ts';

/** Environment variables that a test sets; an empty string unsets one. */
export type Settings = Readonly<Record<string, string>>;

/** The environment of a test server: quiet, without limits that tests would run into, everything else as documented. */
export function testVariables(databaseUrl: string, dataDir: string, settings: Settings = {}): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '6',
    DATA_DIR: dataDir,
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'silent',
    RATE_LIMIT_MAX_REQUESTS: '1000000',
    RATE_LIMIT_MESSAGES_PER_HOUR: '1000000',
    ...settings,
  };
}

/** The configuration that follows from it. */
export function testConfig(databaseUrl: string, dataDir: string, settings: Settings = {}): Config {
  return loadConfig(testVariables(databaseUrl, dataDir, settings), dataDir);
}

/** Brings an empty database to the present schema by starting a server on it once. */
export async function migrateTemplate(databaseUrl: string, dataDir: string): Promise<void> {
  const app = await createApp(testConfig(databaseUrl, dataDir));
  await app.close();
}
