import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataFolder } from './adapters/data-folder.ts';
import { type Config, ConfigError } from './config.ts';

/**
 * The configuration with the key that development tokens are signed with: in development without any configured key,
 * the secret in `DATA_DIR/jwt-secret` (mode 0600), which is made when it is not there. Everything else is as it was.
 * Throws ConfigError where production was given that very secret.
 */
export async function withTokenKey(config: Config): Promise<Config> {
  const { auth, dataDir, nodeEnv } = config;
  if (nodeEnv === 'production') {
    if (auth.jwtSecret !== null && auth.jwtSecret === (await readSecret(dataDir))) {
      throw new ConfigError(
        `JWT_SECRET is the development secret of ${secretPath(dataDir)}; production needs its own.`,
      );
    }
    return config;
  }
  if (auth.jwtSecret !== null || auth.jwtPublicKey !== null || auth.jwksUrl !== null) return config;
  const jwtSecret = (await readSecret(dataDir)) ?? (await makeSecret(dataDir));
  return Object.freeze({ ...config, auth: Object.freeze({ ...auth, jwtSecret }) });
}

const secretPath = (dataDir: string): string => join(dataDir, 'jwt-secret');

async function readSecret(dataDir: string): Promise<string | null> {
  try {
    return (await readFile(secretPath(dataDir), 'utf8')).trim() || null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new ConfigError(`DATA_DIR is not usable: ${error instanceof Error ? error.message : error}.`);
  }
}

/** Two processes may come here at once, as a server and `npm run token`: a hard link lets only one secret win. */
async function makeSecret(dataDir: string): Promise<string> {
  const draft = `${secretPath(dataDir)}.${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  try {
    await makeDataFolder(dataDir);
    const file = await open(draft, 'wx', 0o600);
    await file.writeFile(`${secret}\n`);
    await file.sync();
    await file.close();
    await link(draft, secretPath(dataDir));
    return secret;
  } catch (error) {
    const winner = await readSecret(dataDir);
    if (winner !== null) return winner;
    throw new ConfigError(`DATA_DIR cannot be written: ${error instanceof Error ? error.message : error}.`);
  } finally {
    await rm(draft, { force: true });
  }
}
