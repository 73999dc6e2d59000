import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { makeDirect } from '../support/factories.ts';
import { type Mailbox, openMailbox } from '../support/mailbox.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../support/redis.ts';
import { together } from './site.ts';

describe.skipIf(NO_REDIS !== null)('notices of several nodes', () => {
  let redis: RedisServer;
  let mailbox: Mailbox;
  let cluster: Cluster;

  beforeAll(async () => {
    redis = await startRedis();
    mailbox = await openMailbox();
    const mail = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(mailbox.port), PUBLIC_URL: 'https://help.example' };
    const settings = { ...mail, UNREAD_NOTICE_DELAY_SECONDS: '6', UNREAD_NOTICES_PER_DAY: '5' };
    cluster = await startCluster({ nodes: 2, redisUrl: redis.url, settings });
    await together(cluster);
  });
  afterAll(async () => {
    await cluster.stop();
    await redis.stop();
    await mailbox.close();
  });

  test('CLU-70 who is away is told of what waits for them, once, also when the node that knew of it dies', {
    timeout: 60_000,
  }, async () => {
    const here = cluster.at(0);
    const email = 'bo@mail.example';
    const ann = await here.person('ann');
    const bo = await here.person('bo', { claims: { email } });
    const direct = await makeDirect(ann, bo);
    const dying = await cluster.addProcess();
    const wire = await dying.connect(ann.token, ann.id);
    expect((await wire.ask('send_message', { conversationId: direct.id, content: 'Are you there?' })).ok).toBe(true);
    await dying.kill();
    const [mail] = await mailbox.waitFor(email, 1, 30_000);
    expect(mail?.parsed.text).toContain('> Are you there?');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(mailbox.of(email)).toHaveLength(1);
  });
});
