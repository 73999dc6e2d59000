import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { loadConfig } from '../src/config.ts';
import { withTokenKey } from '../src/secret.ts';

const USAGE = `npm run conform -- <contract> <address>

Holds the server at an address to every rule of a contract that can be seen from outside, for example
  npm run conform -- travel http://127.0.0.1:5000
  npm run conform -- telehealth http://127.0.0.1:3007/telehealth
Tokens are signed with JWT_SECRET (HS256), or with the development secret in DATA_DIR. Cases that need other settings of the
server are left out, and say so.`;

const [contract = '', address = ''] = process.argv.slice(2);
const folder = join(import.meta.dirname, 'conform', contract);
if (!/^[a-z]+$/.test(contract) || !existsSync(folder) || !URL.canParse(address)) {
  console.error(USAGE);
  process.exit(2);
}
const { auth } = await withTokenKey(loadConfig(process.env, process.cwd()));
if (auth.jwtSecret === null) {
  console.error('JWT_SECRET must be set to make tokens: JWT_PUBLIC_KEY and JWKS_URL can only check them.');
  process.exit(2);
}
process.env.CONFORM_URL = address;
process.env.CONFORM_SECRET = auth.jwtSecret;
const vitest = await startVitest('test', [folder], { watch: false, globalSetup: [], reporters: ['verbose'] });
await vitest.close();
