import type { Mutant } from './mutant.ts';

const FOLLOWER = 'core/realtime/follower.ts';
const STATEMENTS = 'adapters/postgres/writer-statements.ts';
const OUTBOX = 'adapters/postgres/outbox.ts';
const HARMLESS = 'F7';

/** Those of several nodes. */
export const CLUSTER_MUTANTS: readonly Mutant[] = [
  {
    name: 'redis-only-fan-out',
    isUnproven: true,
    about: 'nothing but Redis carries messages from node to node',
    rules: ['C6'],
    faults: ['F8', 'F6'],
    loss: 0,
    nodes: 2,
    patches: [
      { file: 'app.ts', find: 'redis && redisBus\n      ? createFollower', put: 'null\n      ? createFollower' },
    ],
  },
  {
    name: 'drop-while-reconnecting',
    about: 'what is said while Redis is away is dropped, and nobody notices',
    rules: ['C6'],
    faults: ['F6', 'F8'],
    loss: 0,
    nodes: 2,
    patches: [
      {
        file: FOLLOWER,
        find: '    nodes.onAway(() => suspect(STEP_MS)),\n    nodes.onBack(() => suspect(STEP_MS)),\n',
        put: '',
      },
      { file: FOLLOWER, find: '  nodes.onLoss(() => suspect(STEP_MS));\n', put: '' },
      { file: FOLLOWER, find: '!nodes.connected || lost.size > 0', put: 'lost.size > 0' },
      {
        file: 'adapters/redis/exchange.ts',
        find: 'nextNumber(channel); // whoever hears the next number knows that there was another',
        put: '',
      },
    ],
  },
  {
    name: 'subscriber-stays-away',
    about: 'a node comes back to Redis and does not listen there again',
    rules: ['C6', 'C12'],
    faults: ['F6'],
    loss: 0,
    nodes: 2,
    patches: [
      {
        file: 'adapters/redis/connection.ts',
        find: 'channels: [...listeners.keys()],',
        put: "channels: (listeners.used = (listeners.used ?? 0) + 1) === 1 ? [...listeners.keys()] : ['nothing'],",
      },
    ],
  },
  {
    name: 'dead-node-forgotten',
    isUnproven: true,
    about: 'what a node committed and did not announce before it died is announced by nobody',
    rules: ['C6'],
    faults: ['P5', 'P4'],
    loss: 0,
    nodes: 2,
    patches: [{ file: FOLLOWER, find: '      lost.add(node);\n      suspect(silentMs);\n', put: '' }],
  },
  {
    name: 'events-stay-at-home',
    about: 'events reach the connections of the node where they happened, and no others',
    rules: ['C6'],
    faults: [HARMLESS],
    loss: 0,
    nodes: 2,
    patches: [
      {
        file: 'adapters/redis/bus.ts',
        find: 'exchange.say(KIND, topic, head + JSON.stringify(event));',
        put: 'void head;',
      },
    ],
  },
  {
    name: 'dead-nodes-keep-people',
    about: 'whoever was connected to a node that died stays online',
    rules: ['C13'],
    faults: ['F1'],
    loss: 0,
    nodes: 2,
    patches: [{ file: 'adapters/redis/replica.ts', find: 'maps.lose(node, silentMs);', put: '' }],
  },
  {
    name: 'stale-rights',
    about: 'messages are written by the rights that a node remembers',
    rules: ['C10'],
    faults: ['F2'],
    loss: 0,
    nodes: 2,
    patches: [
      { file: 'core/realtime/hub.ts', find: 'this.#options.directory.drop(event.conversationId);', put: '' },
      {
        file: STATEMENTS,
        find: 'WHERE id = $1 AND access_version = $2 AND',
        put: 'WHERE id = $1 AND $2::int IS NOT NULL AND',
      },
      {
        file: STATEMENTS,
        find: 'AND c.access_version = b.version AND',
        put: 'AND b.version IS NOT NULL AND',
      },
    ],
  },
  {
    name: 'mark-before-publish',
    about: 'events are taken out of the outbox before the broker has them',
    rules: ['C9'],
    faults: ['F9'],
    loss: 0,
    nodes: 2,
    kafka: true,
    patches: [
      {
        file: OUTBOX,
        find: 'const byKey = Map.groupBy(waiting.rows, ({ key }) => key);',
        put: `await pool.query('DELETE FROM event_deliveries WHERE id = ANY ($1::bigint[])', [waiting.rows.map(({ id }) => id)]);
      const byKey = Map.groupBy(waiting.rows, ({ key }) => key);`,
      },
      {
        file: OUTBOX,
        find: 'const gone = shortcut ? await sendPastQueues(client, planned, shortcut) : NONE;',
        put: `if (shortcut) void shortcut.send(planned);
        const gone = new Set(shortcut ? planned : []);`,
      },
    ],
  },
  {
    name: 'publish-after-commit',
    about: 'events of messages are put down after the commit, in a transaction of their own',
    rules: ['C9'],
    faults: ['P3', 'P4'],
    loss: 0,
    nodes: 2,
    kafka: true,
    patches: [
      {
        file: STATEMENTS,
        find: "SELECT 'message.sent', $1, last_seq - 1, last_seq, $15::bool, $11, $16::text FROM head",
        put: "SELECT 'message.sent', $1, last_seq - 1, last_seq, $15::bool, $11, $16::text FROM head WHERE false",
      },
      {
        file: STATEMENTS,
        find: 'WHERE m.online IS NOT NULL OR',
        put: 'WHERE false AND',
      },
      {
        file: 'app.ts',
        find: '  const webhooks = createWebhookStore(pool);\n',
        put: `  const webhooks = createWebhookStore(pool);
  bus.subscribe((event) => {
    if (event.type !== 'message.sent') return;
    const { conversationId, message } = event;
    void pool.query(
      "INSERT INTO event_facts (kind, conversation_id, from_seq, seq, at) VALUES ('message.sent', $1, $2::int - 1, $2, now())",
      [conversationId, message.seq],
    );
  }, 'own');
`,
      },
    ],
  },
  {
    name: 'new-id-each-time',
    about: 'an event that is sent again has another id',
    rules: ['C9'],
    faults: ['P6'],
    loss: 0,
    nodes: 2,
    kafka: true,
    patches: [
      {
        file: 'core/outlets/relay.ts',
        find: "const id = derivedId('e',",
        put: "const id = derivedId('e', Math.random() +",
      },
    ],
  },
];
