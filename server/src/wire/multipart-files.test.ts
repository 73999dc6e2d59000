import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ParleyError } from '../core/errors.ts';
import { receiveFiles } from './multipart-files.ts';

const MAX_FILE = 100_000;
const OPTIONS = { fields: ['file', 'files'], most: 3, maxFileSize: MAX_FILE } as const;

let server: Server;
/** What came of each upload, and the files that were undone. */
const outcomes: string[] = [];
const undone: string[] = [];
const taken: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let outcome: string;
    try {
      const made = await receiveFiles(
        request,
        OPTIONS,
        async ({ name, content }) => {
          let size = 0;
          for await (const chunk of content) {
            size += chunk.length;
            if (size > MAX_FILE) throw new ParleyError('file_too_large', 'too large');
          }
          taken.push(`${name} ${size}`);
          return `${name} ${size}`;
        },
        async (file) => void undone.push(file),
      );
      outcome = made.join(', ');
    } catch (error) {
      outcome = error instanceof ParleyError ? `${error.code}: ${error.message}` : String(error);
    }
    outcomes.push(outcome);
    response.end(outcome);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;

async function send(body: string | FormData, contentType?: string): Promise<string> {
  undone.splice(0);
  taken.splice(0);
  const headers = contentType === undefined ? undefined : { 'content-type': contentType };
  const answer = await fetch(`http://127.0.0.1:${port()}/`, { method: 'POST', body, ...(headers && { headers }) });
  return answer.text();
}

function form(...files: readonly (readonly [field: string, name: string, size: number])[]): FormData {
  const made = new FormData();
  made.append('note', 'passed over');
  for (const [field, name, size] of files)
    made.append(field, new Blob(['x'.repeat(size)], { type: 'text/plain' }), name);
  return made;
}

test('files arrive whole and in order, however large, from either field; others are passed over', async () => {
  expect(await send(form(['file', 'a', 90_000], ['other', 'b', 90_000], ['files', 'c', 5]))).toBe('a 90000, c 5');
  expect(await send(form(['files', 'a', 0], ['files', 'b', 100_000], ['files', 'c', 1]))).toBe('a 0, b 100000, c 1');
});

test('none, too many and what is no form are refused', async () => {
  expect(await send(form())).toBe('validation_failed: file is required');
  expect(await send('{}', 'application/json')).toBe('validation_failed: file must be sent as multipart/form-data');
  const many = form(['file', 'a', 1], ['file', 'b', 1], ['file', 'c', 1], ['file', 'd', 1]);
  expect(await send(many)).toBe('validation_failed: file must be at most 3 files');
  expect(undone).toEqual(taken);
});

test('one that is too large takes the others with it, and says so', async () => {
  expect(await send(form(['file', 'a', 1], ['file', 'b', 150_000], ['file', 'c', 1]))).toBe(
    'file_too_large: too large',
  );
  expect(undone).toEqual(['a 1']);
  expect(await send(form(['file', 'a', 2_000_000]))).toBe('file_too_large: too large');
});

test('a form that is cut off or broken keeps nothing', async () => {
  const head = 'Content-Disposition: form-data; name="file"; filename="a"\r\n';
  const body = `--xx\r\n${head}\r\nhello\r\n--xx\r\n${head}\r\nwor`;
  expect(await send(body, 'multipart/form-data; boundary=xx')).toBe('validation_failed: file is not a complete form');
  expect(undone).toEqual(['a 5']);
  outcomes.splice(0);
  const socket = connect(port(), '127.0.0.1');
  const line =
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=xx\r\ncontent-length: 500\r\n\r\n';
  const begun = once(server, 'request');
  socket.write(line + body);
  await begun;
  setTimeout(() => socket.destroy(), 50);
  await expect.poll(() => outcomes, { timeout: 5_000 }).toHaveLength(1);
  expect(outcomes[0]).toMatch(/^validation_failed: file/);
});
