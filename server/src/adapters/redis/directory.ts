import { createHmac } from 'node:crypto';
import type { NodeDirectory } from '../../core/realtime/directory.ts';
import type { RedisConnection } from './connection.ts';
import type { Heartbeats } from './heartbeats.ts';

/** What it is made of. */
type Ways = { readonly connection: RedisConnection; readonly nodes: Heartbeats; readonly prefix: string };

/** A node that does not prolong its entry any more is soon nowhere to be found. */
const LIFE_MS = 10_000;
const RENEW_MS = 2_000;
const ENTRY = /^([\w.:[\]-]{1,255}:\d{1,5}) ([\w-]{43})$/;

/**
 * The addresses of a site's nodes, each under a key with a short life, signed with what only the nodes of the site have. An address
 * never changes, so that it is read once, when its node is first heard, or when somebody asks for it before.
 */
export function createRedisDirectory(
  { connection, nodes, prefix }: Ways,
  siteKey: Uint8Array,
  clock: () => number,
): NodeDirectory {
  const secret = createHmac('sha256', siteKey).update('addresses of nodes, version 1').digest();
  const sign = (node: string, address: string) =>
    createHmac('sha256', secret).update(`${node} ${address}`).digest('base64url');
  const keyOf = (node: string) => `${prefix}node:${node}:address`;
  const known = new Map<string, string>();
  /** Those that died: their entries live a little longer than they did. */
  const gone = new Set<string>();
  const asked = new Map<string, Promise<string | null>>();
  let own: string | null = null;
  let toldAt = 0;

  function tell(): void {
    if (own === null || !connection.isUp) return;
    toldAt = clock();
    const entry = `${own} ${sign(nodes.self, own)}`;
    // What did not arrive is said again at the next beat but a few.
    connection.send(keyOf(nodes.self), 'SET', keyOf(nodes.self), entry, 'PX', `${LIFE_MS}`).catch(() => {});
  }

  async function read(node: string): Promise<string | null> {
    const entry = await connection.send(keyOf(node), 'GET', keyOf(node)).catch(() => null);
    const [, address, mac] = typeof entry === 'string' ? (ENTRY.exec(entry) ?? []) : [];
    if (address === undefined || mac !== sign(node, address)) return null;
    if (nodes.others().includes(node)) known.set(node, address);
    return address;
  }

  function ask(node: string): Promise<string | null> {
    const asking = asked.get(node);
    if (asking) return asking;
    const answer = read(node).finally(() => asked.delete(node));
    asked.set(node, answer);
    return answer;
  }

  function askForAll(): void {
    for (const node of nodes.others()) if (!known.has(node)) void ask(node);
  }

  nodes.onJoined((node) => {
    gone.delete(node);
    void ask(node);
  });
  nodes.onDied(({ node }) => {
    known.delete(node);
    gone.add(node);
    setTimeout(() => gone.delete(node), LIFE_MS).unref();
  });
  nodes.onBeat(() => {
    if (clock() - toldAt >= RENEW_MS) {
      tell();
      askForAll();
    }
  });
  connection.onBack(() => {
    tell();
    askForAll();
  });

  return {
    announce(address) {
      own = address;
      tell();
    },
    addressOf: (node) => known.get(node) ?? (connection.isUp && !gone.has(node) ? ask(node) : null),
    onGone: (listener) => void nodes.onDied(({ node }) => listener(node)),
  };
}
