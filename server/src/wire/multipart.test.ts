import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ParleyError } from '../core/errors.ts';
import { receiveFile } from './multipart.ts';

const MAX_FILE = 1000;
const HEAD = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n';

let server: Server;
/** Ends of uploads, oldest first: what came of them, or the code of the refusal. */
const outcomes: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let outcome: string;
    try {
      outcome = await receiveFile(request, 'file', MAX_FILE, async ({ name, declaredType, content }) => {
        let size = 0;
        for await (const chunk of content) {
          size += chunk.length;
          if (size > MAX_FILE) throw new ParleyError('file_too_large', 'too large');
        }
        return JSON.stringify([name, declaredType, size]);
      });
    } catch (error) {
      const { code, issues } = error instanceof ParleyError ? error : { code: String(error), issues: [] };
      outcome = [code, ...issues.map(({ path, message }) => `${path} ${message}`)].join(': ');
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

function address(): AddressInfo {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not listening');
  return bound;
}

async function send(body: string | FormData, contentType?: string): Promise<string> {
  const headers = contentType === undefined ? undefined : { 'content-type': contentType };
  const url = `http://127.0.0.1:${address().port}/`;
  const answer = await fetch(url, { method: 'POST', body, ...(headers && { headers }) });
  return answer.text();
}

const FORM = 'multipart/form-data; boundary=xx';
const part = (head: string, body: string) => `--xx\r\n${head}\r\n${body}\r\n`;
const END = '--xx--\r\n';
const SEVERAL = 'validation_failed: file must be exactly one file';
const MISSING = 'validation_failed: file is required';
const BROKEN = 'validation_failed: file is not a complete form';
const NO_FORM = 'validation_failed: file must be sent as multipart/form-data';

test('a form of the platform arrives whole', async () => {
  const form = new FormData();
  form.append('note', 'ignored');
  form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'ünï "q" 😀.txt');
  form.append('later', 'ignored too');
  expect(await send(form)).toBe(JSON.stringify(['ünï "q" 😀.txt', 'text/plain', 5]));
});

test.each([
  ['no type is none, not text', HEAD, ['a.txt', null]],
  [
    'a type with parameters',
    `${HEAD}Content-Type: text/plain; charset=utf-8\r\n`,
    ['a.txt', 'text/plain; charset=utf-8'],
  ],
  ['an unquoted name', 'content-disposition: form-data; name=file; filename=a.txt\r\n', ['a.txt', null]],
  ['an escaped quote', HEAD.replace('a.txt', 'a\\"b.txt'), ['a"b.txt', null]],
  ['a percent-encoded quote and line break', HEAD.replace('a.txt', 'a%22%0D%0Ab.txt'), ['a"\r\nb.txt', null]],
  ['a Windows path', HEAD.replace('a.txt', 'C:\\new\\a.txt'), ['C:\\new\\a.txt', null]],
  ['a semicolon in the name', HEAD.replace('a.txt', 'a; filename=b.txt'), ['a; filename=b.txt', null]],
  ['an empty name', HEAD.replace('a.txt', ''), ['', null]],
  ['an extended name', `${HEAD.trimEnd()}; filename*=UTF-8''%C3%BC%20x.txt\r\n`, ['ü x.txt', null]],
  ['a broken extended name', `${HEAD.trimEnd()}; filename*=UTF-8''%ff.txt\r\n`, ['a.txt', null]],
  [
    'a file without a name',
    'Content-Disposition: form-data; name="file"\r\nContent-Type: image/png\r\n',
    [null, 'image/png'],
  ],
])('%s', async (_case, head, expected) => {
  expect(await send(part(head, 'body') + END, FORM)).toBe(JSON.stringify([...expected, 4]));
});

test('what stands before the first and after the last boundary does not count', async () => {
  expect(await send(`preamble\r\n${part(HEAD, 'body')}${END}epilogue`, FORM)).toBe('["a.txt",null,4]');
  expect(await send(part(HEAD, 'body') + END, 'Multipart/Form-Data; charset=x; boundary="xx"')).toBe(
    '["a.txt",null,4]',
  );
});

test.each([
  ['no body', '', undefined, NO_FORM],
  ['JSON', '{"file":"x"}', 'application/json', NO_FORM],
  ['no boundary', 'x', 'multipart/form-data', NO_FORM],
  ['an empty boundary', 'x', 'multipart/form-data; boundary=""', NO_FORM],
  ['an empty form', END, FORM, MISSING],
  ['words in the field', part('Content-Disposition: form-data; name="file"\r\n', 'x') + END, FORM, MISSING],
  ['a file in another field', part(HEAD.replace('"file"', '"picture"'), 'x') + END, FORM, MISSING],
  ['no disposition', part('Content-Type: image/png\r\n', 'x') + END, FORM, MISSING],
  ['a file that is no form data', part(HEAD.replace('form-data', 'attachment'), 'x') + END, FORM, MISSING],
  ['two files', part(HEAD, 'one') + part(HEAD, 'two') + END, FORM, SEVERAL],
  ['a second file elsewhere', part(HEAD, 'one') + part(HEAD.replace('"file"', '"other"'), 'two') + END, FORM, SEVERAL],
  ['a torn file', `--xx\r\n${HEAD}\r\ntorn`, FORM, BROKEN],
  ['a torn end', part(HEAD, 'x'), FORM, BROKEN],
  ['torn headers', `--xx\r\n${HEAD}`, FORM, BROKEN],
  ['no boundary in sight', 'x'.repeat(5000), FORM, BROKEN],
])('refused: %s', async (_case, body, contentType, outcome) => {
  expect(await send(body, contentType)).toBe(outcome);
});

test('what is too large is answered, not cut off, and the connection goes on', async () => {
  expect(await send(part(HEAD, 'x'.repeat(MAX_FILE)) + END, FORM)).toBe(`["a.txt",null,${MAX_FILE}]`);
  expect(await send(part(HEAD, 'x'.repeat(MAX_FILE + 1)) + END, FORM)).toBe('file_too_large');
  expect(await send(part(HEAD, 'x'.repeat(5_000_000)) + END, FORM)).toBe('file_too_large');
  const note = (size: number) => part('Content-Disposition: form-data; name="note"\r\n', 'x'.repeat(size));
  expect(await send(note(100_000) + END, FORM)).toBe('validation_failed: note is too long');
  const words = note(60_000).repeat(50);
  expect(await send(words + END, FORM)).toBe('payload_too_large');
  expect(await send(part(HEAD, 'x') + words + END, FORM)).toBe('payload_too_large');
});

/** A request of which only the beginning is sent, over a connection of its own. */
async function begin(body: string, length: number): Promise<Socket> {
  const socket = connect(address().port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: ${length}\r\n\r\n${body}`);
  return socket;
}

test('a sender that goes away ends the upload', async () => {
  const before = outcomes.length;
  for (const body of [`--xx\r\n${HEAD}\r\nbegun`, `--xx\r\n${HEAD}`, '']) {
    const socket = await begin(body, 100_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.destroy();
  }
  await expect.poll(() => outcomes.slice(before)).toEqual(Array(3).fill('validation_failed: file was cut off'));
});

test('a refused sender that never stops is answered, and cut in the end', async () => {
  const socket = await begin(part(HEAD, 'x'.repeat(MAX_FILE + 1)), 10 ** 12);
  const chunk = Buffer.alloc(1024 * 1024);
  let sent = 0;
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString();
  });
  const pump = () => {
    while (!socket.destroyed && socket.write(chunk)) sent += chunk.length;
  };
  socket.on('drain', pump);
  pump();
  await new Promise((resolve) => socket.on('close', resolve));
  expect(answer).toContain('file_too_large');
  expect(sent).toBeLessThan(200 * 1024 * 1024);
});
