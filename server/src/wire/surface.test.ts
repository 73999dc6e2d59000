import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../adapters/telemetry/metrics.ts';
import type { ContractContext } from './context.ts';
import { statusOf } from './errors.ts';
import { createSurface } from './surface.ts';

test('each contract has its own limit of bodies and its own figures', async () => {
  const metrics = createMetrics({ connections: () => 0, onlineUsers: () => 0 });
  const context = {
    core: { rates: { take: () => 0 }, settings: { requests: { max: 1, windowMs: 1 } } },
    metrics,
    origins: '*',
    isOutage: () => false,
    logRequests: false,
  } as unknown as ContractContext;
  const app = Fastify();
  for (const [contract, bodyLimit] of [
    ['small', 100],
    ['usual', undefined],
  ] as const) {
    await app.register(
      async (scope) => {
        const { routes } = await createSurface(scope, context, {
          contract,
          ...(bodyLimit !== undefined && { bodyLimit }),
          exposedHeaders: '',
          isPublic: () => true,
          fail: ({ code }, _request, reply) => reply.code(statusOf(code)).send({ code }),
        });
        routes.addPublic({
          method: 'POST',
          path: '/length',
          summary: 'How long it is',
          tag: 'Test',
          body: z.object({ text: z.string() }),
          response: z.int(),
          handler: ({ body }) => ({ length: body.text.length }),
        });
      },
      { prefix: contract === 'usual' ? '' : `/${contract}` },
    );
  }
  const post = async (url: string, length: number) =>
    (await app.inject({ method: 'POST', url, payload: { text: 'x'.repeat(length) } })).statusCode;
  expect([await post('/small/length', 10), await post('/small/length', 1_000)]).toEqual([200, 413]);
  expect([await post('/length', 1_000_000), await post('/length', 1_100_000)]).toEqual([200, 413]);
  const { text } = await metrics.render();
  for (const [contract, route] of [
    ['small', '/small/length'],
    ['usual', '/length'],
  ]) {
    for (const status of [200, 413]) {
      const labels = `{contract="${contract}",method="POST",route="${route}",status="${status}"}`;
      expect(text).toContain(`http_request_duration_seconds_count${labels} 1\n`);
    }
  }
  await app.close();
});
