import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { signToken, tokenSecret } from '../token.ts';
import { type Server, startServer } from './server.ts';
import { type Plan, type Target, userId, userIds } from './target.ts';

const script = path.join(import.meta.dirname, '../../server/src/main.ts');
const importedAtOnce = 1000;
const requestsAtOnce = 8;

/** The flags with which `npm start` runs Node. */
function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

export type ParleyStart = {
  readonly databaseUrl: string;
  readonly core: number | null;
  readonly directory: string;
  /** Flags for its Node, beside those of `npm start`. */
  readonly profileArguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly helpers?: readonly number[];
};

/** Parley as anybody starts it, but for limits that no load reaches. */
export function parleyTarget({ databaseUrl, core, directory, profileArguments, ...own }: ParleyStart): Target {
  return {
    name: 'parley',
    numbered: true,
    start: (nodeArguments = []) =>
      startServer({
        script,
        core,
        environment: {
          DATABASE_URL: databaseUrl,
          DATA_DIR: directory,
          HOST: '127.0.0.1',
          JWT_SECRET: tokenSecret,
          LOG_LEVEL: 'warn',
          RATE_LIMIT_MAX_REQUESTS: '1000000000',
          RATE_LIMIT_MESSAGES_PER_HOUR: '1000000000',
          ...own.environment,
        },
        helpers: own.helpers ?? [],
        announces: 'Stop',
        nodeArguments: [...startFlags(), ...profileArguments, ...nodeArguments],
        directory,
      }),
    prepare,
    async stored() {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      const result = await client.query<{ count: string }>('SELECT count(*) AS count FROM messages');
      await client.end();
      return Number(result.rows[0]?.count);
    },
  };
}

async function prepare(server: Server, plan: Plan) {
  const admin = signToken('bench-admin', 'admin');
  const users = userIds(plan).map((id) => ({ id, name: `User ${id}` }));
  for (let from = 0; from < users.length; from += importedAtOnce) {
    await post(server, '/api/users/import', admin, { users: users.slice(from, from + importedAtOnce) });
  }
  const conversations: { id: string; members: readonly number[] }[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < plan.conversations.length; index = next++) {
      const members = plan.conversations[index] as readonly number[];
      conversations[index] = { id: await open(server, plan, members), members };
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, work));
  return { tokens: users.map(({ id }) => signToken(id)), conversations };
}

async function open(server: Server, plan: Plan, members: readonly number[]): Promise<string> {
  const [creator, ...participantIds] = members.map((member) => userId(plan, member));
  const kind = members.length === 2 ? { type: 'direct' } : { type: 'group', title: `Group of ${members.length}` };
  const answer = await post(server, '/api/messaging/conversations', signToken(creator as string), {
    ...kind,
    participantIds,
  });
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) throw new Error('a conversation has an id');
  return String(answer.id);
}

/** A JSON request as a user; throws unless the answer is a success. */
export async function post(server: Server, address: string, token: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${server.port}${address}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${address}: ${response.status} ${await response.text()}`);
  return response.json();
}
