import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ParleyError } from '../../core/errors.ts';

/** How a contract tells over HTTP that something failed. */
export type HttpRefusal = { readonly status: number; readonly body: object };

/** Answers a request to change the protocol with an HTTP error, and ends its connection. */
export function refuseUpgrade(stream: Duplex, { status, body }: HttpRefusal, { code, retryAfter }: ParleyError): void {
  if (stream.destroyed || !stream.writable) return;
  const content = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(content)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    ...(code === 'unauthorized' ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfter === null ? [] : [`Retry-After: ${retryAfter}`]),
  ];
  stream.once('finish', () => stream.destroy());
  stream.end(`${lines.join('\r\n')}\r\n\r\n${content}`);
}
