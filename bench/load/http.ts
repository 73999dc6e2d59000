import net from 'node:net';
import { type Job, type LoadResult, noFaults } from './job.ts';
import { type Announce, Window } from './window.ts';

const shared = Buffer.allocUnsafe(256 * 1024);
const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('\r\n0\r\n\r\n');

/** Where the first answer in `bytes` ends, or -1 when it is not there in full. */
function answerEnd(bytes: Buffer): number {
  const head = bytes.indexOf(headEnd);
  if (head < 0) return -1;
  const headers = bytes.toString('latin1', 0, head);
  const length = /\r\ncontent-length: *(\d+)/i.exec(headers)?.[1];
  if (length !== undefined) {
    const end = head + headEnd.length + Number(length);
    return end <= bytes.length ? end : -1;
  }
  const last = bytes.indexOf(lastChunk, head);
  return last < 0 ? -1 : last + lastChunk.length;
}

/** Keeps every connection busy with one request at a time over HTTP/1.1 keep-alive; anything but 200 is a fault. */
export async function runHttp(job: Extract<Job, { kind: 'http' }>, announce: Announce): Promise<LoadResult> {
  const window = new Window();
  const requests = job.requests.map((text) => Buffer.from(text));
  const sockets: net.Socket[] = [];
  let asked = 0;
  let refused = 0;
  let running = true;
  let firstError: string | null = null;
  const fail = (reason: string) => {
    if (!running) return;
    refused += 1;
    firstError ??= reason;
  };

  const connect = () => {
    let rest: Buffer | null = null;
    let startedAt = 0;
    const ask = () => {
      startedAt = performance.now();
      asked += 1;
      socket.write(requests[asked % requests.length] as Buffer);
    };
    const callback = (length: number): boolean => {
      const chunk = shared.subarray(0, length);
      const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
      const end = answerEnd(bytes);
      rest = end < 0 ? Buffer.from(bytes) : null;
      if (end < 0) return true;
      if (bytes.toString('latin1', 9, 12) !== '200') fail(bytes.toString('utf8'));
      window.complete(performance.now() - startedAt);
      if (running) ask();
      return true;
    };
    const socket = net.connect({
      host: '127.0.0.1',
      port: job.port,
      noDelay: true,
      onread: { buffer: shared, callback },
    });
    socket.once('connect', ask);
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the server closed a connection'));
    sockets.push(socket);
  };

  for (let count = 0; count < job.connections; count += 1) connect();
  await window.measure(job.warmupSeconds, job.seconds, announce);
  running = false;
  for (const socket of sockets) socket.resetAndDestroy();
  return { ...window.figures(), acked: 0, faults: { ...noFaults, refused }, firstError };
}
