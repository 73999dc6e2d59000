import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../support/server.ts';

const people = new Map<string, object>();
let isDown = false;
const asked: string[] = [];
const service = createServer(({ url = '', headers }, response) => {
  asked.push(headers.authorization ?? '');
  const known = people.get(url.split('/').at(-1) ?? '');
  response.writeHead(isDown ? 503 : known ? 200 : 404).end(JSON.stringify({ data: known ?? {} }));
});
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
const server = await startServer({
  USER_SERVICE_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
});
afterAll(async () => {
  await server.stop();
  service.close();
});

test('OUT-25 recipients whom only the user service knows are introduced by it, and its failure is not theirs', async () => {
  const patient = await server.person('Pat', { claims: { userType: 'patient' } });
  const create = async (recipientId: string) => {
    const response = await fetch(`${server.url}/telehealth/api/v1/messages/conversations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${patient.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ recipientId, recipientType: 'doctor' }),
    });
    return { status: response.status, body: await response.json() };
  };
  people.set('doc-1', {
    name: 'Dr. Lind',
    type: 'doctor',
    specialization: 'Neurology',
    avatar: 'https://x.example/l.png',
  });
  expect(await create('doc-1')).toMatchObject({
    status: 201,
    body: {
      data: {
        recipient: {
          id: 'doc-1',
          name: 'Dr. Lind',
          type: 'doctor',
          specialty: 'Neurology',
          profilePhoto: 'https://x.example/l.png',
        },
      },
    },
  });
  expect(asked).toContain(`Bearer ${patient.token}`);
  expect((await create('doc-2')).status).toBe(404);
  isDown = true;
  expect((await create('doc-3')).status).toBe(500);
  expect((await create('doc-1')).status).toBe(200);
});
