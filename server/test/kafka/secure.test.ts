import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { SECOND, startKafka } from '../../../tools/kafka.ts';
import { freePort } from '../../../tools/ports.ts';
import { makeFolder, serve } from '../startup/program.ts';
import { createClients } from '../support/clients.ts';
import { eventually, makeDirect, say } from '../support/factories.ts';
import { kafkaMissing, readTopics, withKafka } from '../support/kafka.ts';
import { outboxSize } from '../support/outlets.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Settings, testVariables } from '../support/settings.ts';
import { engineTopic, makePrefix } from './talk.ts';

/** Milliseconds. */
const LIMIT = 240_000;
const PATIENCE = 60_000;
const USER = { name: 'parley', password: 'canary-of-a-password' };
const DOOR = `listener.name.${SECOND}`;
const MODULES = 'org.apache.kafka.common.security';

describe.skipIf(kafkaMissing !== null)(withKafka, { timeout: LIMIT }, async () => {
  if (kafkaMissing !== null) return;
  const folder = await mkdtemp(join(tmpdir(), 'parley-kafka-'));
  const { store, certificate } = await makeCertificate(folder);
  const [plain, secure] = [await freePort(), await freePort()];
  const settings = {
    [`${DOOR}.ssl.keystore.location`]: store,
    [`${DOOR}.ssl.keystore.password`]: 'changeit',
    [`${DOOR}.ssl.keystore.type`]: 'PKCS12',
    [`${DOOR}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256',
    [`${DOOR}.plain.sasl.jaas.config`]: `${MODULES}.plain.PlainLoginModule required user_${USER.name}="${USER.password}";`,
    [`${DOOR}.scram-sha-256.sasl.jaas.config`]: `${MODULES}.scram.ScramLoginModule required;`,
  };
  const door = { port: secure, protocol: 'SASL_SSL', users: [USER] } as const;
  const broker = await startKafka(plain, join(folder, 'data'), settings, door);
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  afterAll(async () => {
    await broker.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const prefix = makePrefix();
  const right: Settings = {
    KAFKA_BROKERS: `127.0.0.1:${secure}`,
    KAFKA_TOPIC_PREFIX: prefix,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA: certificate,
    KAFKA_SASL_USERNAME: USER.name,
    KAFKA_SASL_PASSWORD: USER.password,
    LOG_LEVEL: 'trace',
  };
  const told = async () => (await readTopics(broker.address, [engineTopic(prefix)])).map(({ value }) => value);

  /** Says something through a server with these settings, which ends once `until` is true of its figures; resolves with the message's id. */
  async function sayThrough(changed: Settings, until: (figures: string) => Promise<boolean>): Promise<string> {
    const place = await makeFolder();
    const variables = testVariables(database.url, join(place.path, 'data'), { ...right, ...changed });
    const program = await serve(place.path, variables);
    const { people, anonymous, leave } = createClients(program.url);
    const { ann, bo } = await people('ann', 'bo');
    const { id } = await say(ann, await makeDirect(ann, bo), 'something');
    await eventually('it went as it should', async () => until((await anonymous.get('/metrics')).text), PATIENCE);
    leave();
    program.signal('SIGTERM');
    const { stdout, stderr } = await program.ended;
    expect(stdout + stderr).not.toContain(USER.password);
    await place.remove();
    return id;
  }

  const isRefused = async (figures: string) => /outlet="kafka-engine",outcome="failed"\} [1-9]/.test(figures);
  const isThrough = async () => (await outboxSize(database.url)) === 0;

  test('KAF-12 brokers that ask for TLS and a login are served; who is not let in loses nothing, and no password is logged', async () => {
    const waiting = [
      await sayThrough({ KAFKA_SASL_PASSWORD: 'another' }, isRefused),
      await sayThrough({ KAFKA_SASL_PASSWORD: 'another', KAFKA_SASL_MECHANISM: 'scram-sha-256' }, isRefused),
      await sayThrough({ KAFKA_SSL_CA: rootCertificates[0] ?? '' }, isRefused),
    ];
    expect(await told()).toEqual([]);
    const later = [
      await sayThrough({ KAFKA_SASL_MECHANISM: 'scram-sha-256' }, isThrough),
      await sayThrough({ KAFKA_SASL_MECHANISM: 'plain' }, isThrough),
    ];
    const events = await told();
    const isSent = (id: string) => (event: string) => event.includes('"message.sent"') && event.includes(`"${id}"`);
    for (const id of [...waiting, ...later]) expect(events.filter(isSent(id))).toHaveLength(1);
  });
});

/** A key with a certificate of its own for 127.0.0.1, as a store of Java's and as PEM. */
async function makeCertificate(folder: string): Promise<{ readonly store: string; readonly certificate: string }> {
  const keytool = (...args: string[]) => promisify(execFile)('keytool', args);
  const store = join(folder, 'key.p12');
  const place = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', 'changeit', '-alias', 'broker'];
  const subject = ['-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1', '-validity', '2'];
  await keytool('-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...place, ...subject);
  const file = join(folder, 'certificate.pem');
  await keytool('-exportcert', '-rfc', '-file', file, ...place);
  return { store, certificate: await readFile(file, 'utf8') };
}
