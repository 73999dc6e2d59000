import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';

const USAGE = `npm run conform -- <contract> <address>

Holds the server at an address to every rule of a contract that can be seen from outside, for example
  npm run conform -- travel http://127.0.0.1:5000
  npm run conform -- telehealth http://127.0.0.1:3007/telehealth
JWT_SECRET is the HS256 key with which it believes tokens. Cases that need other settings of the server are left out, and
say so.`;

const [contract = '', address = ''] = process.argv.slice(2);
const folder = join(import.meta.dirname, 'conform', contract);
if (!/^[a-z]+$/.test(contract) || !existsSync(folder) || !URL.canParse(address) || !process.env.JWT_SECRET) {
  console.error(process.env.JWT_SECRET ? USAGE : `JWT_SECRET is not set.\n\n${USAGE}`);
  process.exit(2);
}
process.env.CONFORM_URL = address;
process.env.CONFORM_SECRET = process.env.JWT_SECRET;
const vitest = await startVitest('test', [folder], { watch: false, globalSetup: [], reporters: ['verbose'] });
await vitest.close();
