import { createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { anAdmin, createdShape, deliveryShape, WEBHOOKS } from '../support/hooks.ts';
import { sql } from '../support/outlets.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';

// A canary on every address of this machine: nobody may ever connect to it.
let connections = 0;
const canary = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
await new Promise<void>((resolve) => canary.listen(0, '::', resolve));
const listening = canary.address();
const port = typeof listening === 'object' ? listening?.port : 0;
const server = await startServer();
const admin = await anAdmin(server);
afterAll(async () => {
  canary.close();
  await server.stop();
});

const HOSTS = [
  // This machine, in every way of writing it.
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f000001',
  '2130706433',
  '017700000001',
  '127.0.0.2',
  '127.255.255.254',
  '0',
  '0.0.0.0',
  '0x0',
  '0000.0.0.0',
  '127.000.000.001',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'localhost.localdomain.local',
  'ip6-localhost',
  'loopback',
  'router',
  // Where clouds keep what is secret.
  '169.254.169.254',
  '169.254.169.253',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '[::ffff:169.254.169.254]',
  '[fd00:ec2::254]',
  '[fe80::a9fe:a9fe]',
  '100.100.100.200',
  '192.0.0.192',
  'metadata.google.internal',
  'instance-data.internal',
  // Networks that are nobody's or everybody's own.
  '10.0.0.1',
  '10.255.255.255',
  '012.0.0.1',
  '0xa.0.0.1',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '0xc0a80001',
  '3232235521',
  '100.64.0.1',
  '100.127.255.254',
  '198.18.0.1',
  '198.19.255.255',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '192.88.99.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '0.1.2.3',
  '[fc00::1]',
  '[fdff::1]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[ff0e::1]',
  '[2001:db8::1]',
  '[100::1]',
  '[2002:a00:1::]',
  '[2002:c0a8:1::]',
  '[64:ff9b::10.0.0.1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:192.168.0.1]',
  '[::a00:1]',
  '[3fff::1]',
  '[2001:10::1]',
  '[2001:20::1]',
  '[4000::1]',
  '[5f00::1]',
  'printer.local',
  'nas.lan',
  'db.internal',
  'box.home',
  'x.onion',
  '1.0.0.127.in-addr.arpa',
];

const OTHERS = [
  'http://example.com/',
  'HTTP://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/_x',
  'ws://example.com/',
  'wss://example.com/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'ldap://example.com/',
  'dict://example.com/',
  'tftp://example.com/',
  'jar:https://example.com!/',
  'unix:/var/run/docker.sock',
  'https:',
  'https://',
  'https:///',
  '//example.com/',
  'example.com',
  '/api',
  '',
  ' https://',
  'https://user@example.com/',
  'https://user:secret@example.com/',
  'https://:secret@example.com/',
  'https://example.com@127.0.0.1/',
  'https://127.0.0.1#@example.com/',
  'https://127.0.0.1?@example.com/',
  'https://127.0.0.1\\@example.com/',
  'https:\\\\127.0.0.1\\',
  'https:/127.0.0.1/',
  'https:127.0.0.1',
  'https://127.0.0.1%2f@example.com/',
  'https://%31%32%37.0.0.1/',
  'https://[::1',
  'https://[::1%25eth0]/',
  'https://[fe80::1%25lo]/',
  'https://127.0.0.1.:443/',
  'https://example.com:99999/',
  'https://exa mple.com/',
  'https://example.com\u0000.evil.org/',
  'https://127.0.0.1:22/',
  'https://127.0.0.1:6379/',
  'https://127.0.0.1:5432/',
  'https://0/',
  'https://0x7f.1/',
  'https://127.0x0.0.1/',
  'https://0177.1/',
  'https://[::ffff:0x7f.0.0.1]/',
  'https://2130706433:443/',
];

test('HOOK-14 none of 150 addresses that are private, forged or of another kind can be given, and nobody is called', async () => {
  const urls = [...HOSTS.map((host) => `https://${host}:${port}/hook`), ...OTHERS];
  expect(new Set(urls).size).toBeGreaterThanOrEqual(150);
  const example = await admin.post(WEBHOOKS, { url: 'https://example.com/hook', isActive: false });
  const { id } = createdShape.parse(JSON.parse(example.text));
  for (const url of urls) {
    expectRefusal(await admin.post(WEBHOOKS, { url }), 400, 'validation_failed', 'url');
    expectRefusal(await admin.put(`${WEBHOOKS}/${id}`, { url }), 400, 'validation_failed', 'url');
  }
  expect(connections).toBe(0);
});

test('HOOK-14 a name that leads to a private address when it is called is not called', async () => {
  const answer = await admin.post(WEBHOOKS, { url: 'https://rebound.example.com/hook', isActive: false });
  const { id } = createdShape.parse(JSON.parse(answer.text));
  // The name was public when it was given; whoever owns it made it lead here since.
  for (const url of [
    `https://localhost:${port}/`,
    `https://127.0.0.1:${port}/`,
    `https://[::1]:${port}/`,
    `http://127.0.0.1:${port}/`,
  ]) {
    await sql(server.databaseUrl, 'UPDATE webhooks SET url = $2 WHERE id = $1', [id, url]);
    const tested = await admin.post(`${WEBHOOKS}/${id}/test`);
    const delivery = deliveryShape.parse(JSON.parse(tested.text));
    expect(delivery).toMatchObject({ status: 'failed', responseStatus: null });
    expect(delivery.error).toMatch(/private|public/);
  }
  expect(connections).toBe(0);
});
