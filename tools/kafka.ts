/**
 * A real Apache Kafka broker (KRaft, one node, this machine only) for development and tests: `npm run kafka -- --help`.
 * Needs Java 17 or later, and Maven for the first time.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { freePort } from './ports.ts';

const KAFKA = '4.1.1';
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${KAFKA}</version>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
/** Small, and quick to start. Of its log only the start and trouble are written. */
const JVM = [
  '-Xms96m',
  '-Xmx384m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];
const STARTED = /Kafka Server started/;
/** Milliseconds. */
const START_LIMIT = 90_000;
const STOP_LIMIT = 15_000;

export type KafkaBroker = {
  /** `host:port`. */
  readonly address: string;
  readonly pid: number;
  /** Resolves when it is gone, whatever ended it. */
  readonly ended: Promise<void>;
  /** Ends it as an operator does; safe to call when it is gone. */
  stop(): Promise<void>;
};

/** A second door of a broker, beside the plain one. */
export type KafkaListener = {
  readonly port: number;
  readonly protocol: 'SASL_SSL' | 'SSL' | 'SASL_PLAINTEXT';
  /** Who may log in by SCRAM-SHA-256. */
  readonly users: readonly { readonly name: string; readonly password: string }[];
};

/** What a second door is called in names of properties. */
export const SECOND = 'second';

/** A sentence on what this machine lacks for running a broker; null: nothing. */
export async function missingForKafka(): Promise<string | null> {
  const run = promisify(execFile);
  const version = await run('java', ['-version']).then(
    ({ stderr }) => Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0),
    () => 0,
  );
  if (version < 17) return 'Kafka needs Java 17 or later';
  if (existsSync(libraries())) return null;
  return run('mvn', ['--version']).then(
    () => null,
    () => 'Kafka is fetched with Maven, which is not installed',
  );
}

/** Fetches the broker where it is not there yet; resolves with the folder of its libraries. */
export async function downloadKafka(): Promise<string> {
  const folder = libraries();
  if (existsSync(folder)) return folder;
  const parent = resolve(folder, '..');
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'fetching-'));
  try {
    await writeFile(join(work, 'pom.xml'), POM);
    await promisify(execFile)('mvn', ['-q', '-B', '-f', work, COPY, `-DoutputDirectory=${join(work, 'lib')}`]);
    // Whoever fetched it meanwhile was as right.
    await rename(join(work, 'lib'), folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Starts a broker on a port of this machine, on a data folder that is made where there is none; `settings` are properties of
 * the broker, those of a second door begin with `listener.name.second.`. Resolves once it serves.
 * @throws when it ends before, with what it said.
 */
export async function startKafka(
  port: number,
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
  second: KafkaListener | null = null,
): Promise<KafkaBroker> {
  const classpath = join(await downloadKafka(), '*');
  const properties = join(dataDir, 'server.properties');
  await mkdir(dataDir, { recursive: true });
  const all = { ...propertiesOf(port, await freePort(), join(dataDir, 'log')), ...settings };
  await writeFile(properties, textOf(second ? withListener(all, second) : all));
  if (!existsSync(join(dataDir, 'log', 'meta.properties'))) {
    const id = randomBytes(16).toString('base64url').replaceAll('-', 'A');
    const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', id, '--config', properties];
    const users = (second?.users ?? []).flatMap(({ name, password }) => [
      '--add-scram',
      `SCRAM-SHA-256=[name=${name},password=${password}]`,
    ]);
    await promisify(execFile)('java', [...JVM, '-cp', classpath, ...format, ...users]);
  }
  const child = spawn('java', [...JVM, '-cp', classpath, 'kafka.Kafka', properties], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await serving(child, ended);
  const { pid } = child;
  if (pid === undefined) throw new Error('Kafka cannot be started');
  return {
    address: `127.0.0.1:${port}`,
    pid,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * What Kafka's own console consumer reads in a topic from its beginning, a line for each record: partition, offset, headers, key,
 * value. It ends after `count` records, or when none came for `patienceMs`.
 */
export async function readWithConsole(
  address: string,
  topic: string,
  count = Number.MAX_SAFE_INTEGER,
  patienceMs = 5_000,
): Promise<string> {
  const shown = ['partition', 'offset', 'headers', 'key'].flatMap((what) => ['--property', `print.${what}=true`]);
  const main = ['org.apache.kafka.tools.consumer.ConsoleConsumer', '--bootstrap-server', address, '--topic', topic];
  const limit = String(Math.min(count, 2 ** 31 - 1));
  const until = ['--from-beginning', '--timeout-ms', String(patienceMs), '--max-messages', limit];
  const classpath = join(await downloadKafka(), '*');
  const { stdout } = await promisify(execFile)('java', [...JVM, '-cp', classpath, ...main, ...shown, ...until], {
    maxBuffer: 1_000_000_000,
  });
  return stdout;
}

function libraries(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parley', `kafka-${KAFKA}`);
}

type Properties = Readonly<Record<string, string>>;

function propertiesOf(port: number, controller: number, log: string): Properties {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': log,
    'num.partitions': '3',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
}

function withListener(properties: Properties, { port, protocol }: KafkaListener): Properties {
  const name = SECOND.toUpperCase();
  const more = {
    listeners: `${name}://127.0.0.1:${port}`,
    'advertised.listeners': `${name}://127.0.0.1:${port}`,
    'listener.security.protocol.map': `${name}:${protocol}`,
  };
  const joined = Object.entries(more).map(([key, value]) => [key, `${properties[key]},${value}`]);
  return { ...properties, ...Object.fromEntries(joined) };
}

function textOf(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Resolves when a broker that was just started serves. */
async function serving(child: ChildProcess, ended: Promise<void>): Promise<void> {
  let said = '';
  const started = new Promise<void>((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = `${said}${text}`.slice(-10_000);
        if (STARTED.test(said)) done();
      });
  });
  const failed = new Promise<never>((_done, fail) => {
    child.once('error', fail);
    void ended.then(() => fail(new Error(`Kafka ended: ${said}`)));
    setTimeout(() => fail(new Error(`Kafka does not start: ${said}`)), START_LIMIT).unref();
  });
  try {
    await Promise.race([started, failed]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

const HELP = `npm run kafka -- [--port 9092] [--data data/kafka]    runs a broker until it is told to end
npm run kafka -- [--port 9092] --read message.sent    shows the records of a topic
npm run kafka -- --download                           only fetches what is needed`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9092' },
      data: { type: 'string', default: 'data/kafka' },
      read: { type: 'string' },
      download: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const missing = await missingForKafka();
  if (missing !== null) throw new Error(missing);
  await downloadKafka();
  if (values.download) return;
  if (values.read !== undefined) {
    process.stdout.write(await readWithConsole(`127.0.0.1:${values.port}`, values.read));
    return;
  }
  const broker = await startKafka(Number(values.port), resolve(values.data));
  console.log(
    `Kafka listens on ${broker.address} (KAFKA_BROKERS=${broker.address}); data lies in ${resolve(values.data)}`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void broker.stop());
  await broker.ended;
}

if (import.meta.main)
  await main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
