import { afterAll, describe, expect, test } from 'vitest';
import { startServer } from '../support/server.ts';
import { Refused, type Wire } from '../support/wire.ts';
import {
  type Cast,
  gatherCast,
  type Needs,
  payloadFor,
  requestFor,
  type Scene,
  setScene,
} from './authorization.scene.ts';
import { outcomesOf, PRINCIPALS, type Principal, type Row, TABLE } from './authorization.table.ts';

const server = await startServer();
afterAll(() => server.stop());
const cast: Cast = await gatherCast(server);
const wires = new Map<Principal, Promise<Wire>>();

/** What a client may send: the server's own lists. */
const routes = [
  ...new Set(
    (server.app.routes.helpdesk ?? [])
      .filter((route) => route.method !== 'HEAD')
      .map((route) => `${route.method} ${route.path}`),
  ),
];
const events = [...(server.app.socketEvents.helpdesk ?? [])];

const LETTERS: Readonly<Record<string, string>> = { f: 'forbidden', m: 'not_a_member', b: 'blocked', g: 'not_a_group' };

/** `403m` from 403 and not_a_member, `403` where the table asks for the status only. */
function outcome(status: number, code: string | null, wanted: string): string {
  if (status < 300) return 'ok';
  const letter = Object.entries(LETTERS).find(([, name]) => name === code)?.[0] ?? '';
  return wanted.length === 3 ? String(status) : `${status}${letter}`;
}

const STATUSES: Readonly<Record<string, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_a_member: 403,
  blocked: 403,
  not_found: 404,
  not_a_group: 409,
  validation_failed: 400,
};

async function knock(
  row: Row,
  principal: Principal,
  scene: Scene,
): Promise<{ status: number; code: string | null; body: string }> {
  if (!row.door.includes(' ')) return emit(row, principal, scene);
  const [method = 'GET'] = row.door.split(' ');
  const { path, body, form } = requestFor(row.door, row.scene, scene);
  const answer = await cast.api(principal).request(method, path, body, form ? { raw: form } : {});
  return { status: answer.status, code: answer.status >= 400 ? answer.problem().code : null, body: answer.text };
}

async function emit(row: Row, principal: Principal, scene: Scene) {
  const token = cast.token(principal);
  const userId = principal === 'none' || principal === 'expired' ? '' : cast.people[principal].id;
  let wire: Wire;
  try {
    if (!wires.has(principal)) wires.set(principal, server.connect(token, userId));
    wire = await (wires.get(principal) ?? server.connect(token, userId));
  } catch (error) {
    wires.delete(principal);
    if (error instanceof Refused) return { status: error.data.status, code: error.data.code, body: '' };
    throw error;
  }
  const ack = await wire.ask(row.door, payloadFor(row.door, row.scene, scene, token));
  const body = JSON.stringify(ack.raw);
  // A resume answers for each conversation apart: the error stands in its place.
  const inner = /"error":\{"code":"(\w+)"/.exec(body)?.[1] ?? null;
  if (inner === null) return { status: 200, code: null, body };
  return { status: STATUSES[inner] ?? 500, code: inner, body };
}

const needsOf = (row: Row): Needs => ({
  object:
    row.scene !== 'free' &&
    row.scene !== 'unsent' &&
    /:id|:emoji|search|messag|join|leave|typing|resume|attachments/.test(row.door) &&
    !row.door.includes('/users/') &&
    !row.door.includes('/tickets') &&
    !row.door.includes('/faqs') &&
    !row.door.includes('/webhooks') &&
    row.door !== 'POST /api/messaging/conversations',
  file: row.door.includes('attachments'),
  own: row.door.endsWith('/forward'),
  pack: row.door.includes(':packageId'),
  hook: row.door.includes('/webhooks/:id'),
  ticket: /tickets\/(:id|bulk|canned-responses\/:id)/.test(row.door),
  entry: row.door.includes('/feed/:id'),
  token: row.door.includes(':token'),
  faq: row.door.includes('/faqs') && row.scene !== 'free',
});

/** Doors that are meant to hand out what they hold: their denials are still searched for the canary. */
const changes = (row: Row) => !row.door.startsWith('GET ') && row.door !== 'resume' && row.door !== 'join_conversation';

describe('the table', () => {
  test('AUTHZ-1 every route and every event of the server has its row, and no row is left over', () => {
    const doors = new Set(TABLE.map((row) => row.door));
    const served = [...routes, ...events];
    expect(served.filter((door) => !doors.has(door)).sort()).toEqual([]);
    expect([...doors].filter((door) => !served.includes(door)).sort()).toEqual([]);
  });

  test('AUTHZ-1 the table has at least a thousand cells and no row twice', () => {
    expect(TABLE.length * PRINCIPALS.length).toBeGreaterThanOrEqual(1000);
    expect(new Set(TABLE.map((row) => `${row.door} ${row.scene}`)).size).toBe(TABLE.length);
  });
});

describe('every cell', () => {
  test.each(TABLE.map((row) => [row.door, row.scene, row] as const))(
    'AUTHZ-2 %s (%s) lets in whom the table names and nobody else',
    async (_door, _scene, row) => {
      const found: Record<string, string> = {};
      const expected: Record<string, string> = {};
      const cells = [...outcomesOf(row)].map(async ([principal, wanted]) => {
        const scene = await setScene(server, cast, row.scene, principal, needsOf(row));
        const before = changes(row) && wanted !== 'ok' ? await scene.look() : null;
        const answer = await knock(row, principal, scene);
        found[principal] = outcome(answer.status, answer.code, wanted);
        expected[principal] = wanted;
        if (wanted === 'ok') return;
        expect(answer.body, `${principal} saw the canary`).not.toContain(scene.canary);
        if (before !== null) expect(await scene.look(), `${principal} changed something`).toBe(before);
      });
      await Promise.all(cells);
      expect(found).toEqual(expected);
    },
    30_000,
  );
});
