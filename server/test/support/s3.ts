import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingHttpHeaders, request } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { freePort } from '../../../tools/ports.ts';
import type { S3Settings } from '../../src/adapters/s3/settings.ts';
import type { Settings } from './settings.ts';

const root = resolve(import.meta.dirname, '../../..');
const home = process.env.PARLEY_S3_HOME ?? resolve(root, '.cache/s3');

/** Why tests that need an S3 server are left out here; null where they are not: `describe.skipIf(NO_S3 !== null)`. */
export const NO_S3 = reasonAgainst();

function reasonAgainst(): string | null {
  if (spawnSync('java', ['-version']).status !== 0)
    return 'no Java is installed (apt-get install default-jre-headless)';
  const isThere = existsSync(resolve(home, 'complete-2.6.0'));
  return isThere ? null : 'the S3 server has not been fetched (tools/s3.sh install)';
}

const KEY = 'parley-test';
const SECRET = randomBytes(20).toString('hex');

/** A real S3 server, which checks signatures, with nothing in it. */
export type S3Server = {
  readonly endpoint: string;
  readonly client: S3Client;
  /** A new, empty bucket. */
  makeBucket(): Promise<Bucket>;
  /** Ends it at once; all that it held is gone. */
  stop(): Promise<void>;
};

export type Bucket = {
  readonly name: string;
  readonly settings: S3Settings;
  /** What a server is started with to keep its files there. */
  readonly variables: Settings;
  /** Keys of all objects, in order. */
  keys(): Promise<string[]>;
  /** Keys of uploads in parts that were begun and not finished. */
  unfinished(): Promise<string[]>;
  remove(key: string): Promise<void>;
};

/** Starts one; ends with the test's process at the latest. */
export async function startS3(): Promise<S3Server> {
  if (NO_S3 !== null) throw new Error(NO_S3);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(resolve(root, 'tools/s3.sh'), [`${port}`], {
    env: { PATH: process.env.PATH, PARLEY_S3_HOME: home, S3_ACCESS_KEY: KEY, S3_SECRET_KEY: SECRET },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true, // so that the shell and what it runs can be ended together
  });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', end);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  for (let waited = 0; !(await answers(endpoint)); waited += 1) {
    if (waited === 600 || child.exitCode !== null) throw new Error('the S3 server does not start');
    await sleep(100);
  }
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: KEY, secretAccessKey: SECRET },
  });
  return {
    endpoint,
    client,
    async makeBucket() {
      const name = `b${randomBytes(6).toString('hex')}`;
      await client.send(new CreateBucketCommand({ Bucket: name }));
      return openBucket(client, endpoint, name);
    },
    async stop() {
      process.off('exit', end);
      client.destroy();
      end();
      await ended;
    },
  };
}

function openBucket(client: S3Client, endpoint: string, name: string): Bucket {
  return {
    name,
    settings: {
      bucket: name,
      region: 'us-east-1',
      endpoint,
      accessKeyId: KEY,
      secretAccessKey: SECRET,
      sessionToken: null,
    },
    variables: {
      AWS_ACCESS_KEY_ID: KEY,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_S3_BUCKET: name,
      S3_ENDPOINT: endpoint,
    },
    async keys() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
      return Contents.map(({ Key = '' }) => Key).sort();
    },
    async unfinished() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: name }));
      return Uploads.map(({ Key = '' }) => Key).sort();
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    (answer) => answer.arrayBuffer().then(() => true),
    () => false,
  );
}

/** A request as it went over the wire. */
export type Seen = { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders };

/** Stands between client and server, notes each request, and answers in place of the server where it is told to. */
export type Between = {
  readonly endpoint: string;
  readonly seen: Seen[];
  close(): Promise<void>;
};

/** `refuse`: the status that a request is answered with in place of the server's answer; null lets it pass. */
export async function standBetween(target: string, refuse: (request: Seen) => number | null): Promise<Between> {
  const seen: Seen[] = [];
  const { hostname, port } = new URL(target);
  const server = createHttpServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    seen.push({ method, url, headers });
    const status = refuse({ method, url, headers });
    if (status !== null) {
      incoming.resume().once('end', () => outgoing.writeHead(status).end());
      return;
    }
    const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
