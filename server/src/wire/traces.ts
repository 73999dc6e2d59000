import { IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ParleyError } from '../core/errors.ts';
import type { ConnectionTrace, Span, SpanFacts, Tracing } from '../core/tracing.ts';
import { statusOf } from './errors.ts';

/** Parameters of addresses whose values are recorded. All others may be secrets, or words that somebody searches for. */
const PLAIN = new Set(['page', 'limit', 'before', 'after', 'status', 'type', 'sort', 'order', 'transport', 'EIO']);
/** Of an address so much is recorded; none that leads anywhere is longer (characters). */
const LONGEST = 500;
const LONGEST_VALUE = 64;
/** A part of a path that is longer is no id of ours and may be anything (characters). */
const LONG_PART = /[^/]{101,}/g;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;

function pathOf(url: string): string {
  const [path = ''] = url.split(/[?#;]|%3f/i, 1);
  return path.slice(0, LONGEST).replaceAll(LONG_PART, 'REDACTED');
}

/** What may be recorded of an address. A token in it is left out altogether. */
function addressFacts(url: string): SpanFacts {
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  const parts = [...query].flatMap(([name, value]) => {
    if (PLAIN.has(name) && value.length <= LONGEST_VALUE) return `${name}=${encodeURIComponent(value)}`;
    return /token/i.test(name) || !/^\w{1,32}$/.test(name) ? [] : `${name}=REDACTED`;
  });
  return {
    'url.path': pathOf(url),
    ...(parts.length > 0 && { 'url.query': parts.join('&').slice(0, LONGEST) }),
  };
}

/** From now on every request to `server`, and every upgrade, has a span, whoever answers it. */
export function traceServer(server: Server, tracing: Tracing): void {
  const emit = server.emit;
  server.emit = (event: string, ...args: unknown[]): boolean => {
    const pass = (): boolean => Reflect.apply(emit, server, [event, ...args]);
    const [request, other] = args;
    if (!(request instanceof IncomingMessage)) return pass();
    if (event === 'request' && other instanceof ServerResponse) return traceRequest(tracing, request, other).run(pass);
    if (event === 'upgrade' && other instanceof Duplex) return traceUpgrade(tracing, request, other).run(pass);
    return pass();
  };
}

function traceRequest(tracing: Tracing, request: IncomingMessage, response: ServerResponse): Span {
  const { method = 'GET', url = '' } = request;
  const span = tracing.incoming(request, method, { 'http.request.method': method, ...addressFacts(url) });
  response.once('close', () => {
    const status = response.headersSent ? response.statusCode : null;
    if (!response.writableFinished) span.note({ 'parley.cut': true });
    endWith(span, status);
  });
  return span;
}

/** A change of protocol is answered on the bare socket, by whoever makes it: the first line written there says what came of it. */
function traceUpgrade(tracing: Tracing, request: IncomingMessage, socket: Duplex): Span {
  const { method = 'GET', url = '', headers } = request;
  const span = tracing.incoming(request, 'WS upgrade', {
    'http.request.method': method,
    'network.protocol.name': headers.upgrade?.toLowerCase() === 'websocket' ? 'websocket' : 'other',
    ...addressFacts(url),
  });
  const { write, end } = socket;
  const settle = (first: unknown): void => {
    socket.write = write;
    socket.end = end;
    socket.removeListener('close', unanswered);
    const [, status] =
      STATUS_LINE.exec(first instanceof Buffer ? first.toString('latin1', 0, 16) : String(first)) ?? [];
    endWith(span, status === undefined ? null : Number(status));
  };
  const unanswered = (): void => settle('');
  socket.once('close', unanswered);
  socket.write = (...args: unknown[]): boolean => {
    settle(args[0]);
    return Reflect.apply(write, socket, args);
  };
  socket.end = (...args: unknown[]): Duplex => {
    settle(args[0]);
    return Reflect.apply(end, socket, args);
  };
  return span;
}

function endWith(span: Span, status: number | null): void {
  if (status !== null) span.note({ 'http.response.status_code': status });
  span.end(status !== null && status >= 500 ? String(status) : undefined);
}

/** Gives the spans of a contract's requests the names of its routes. */
export function traceRoutes(app: FastifyInstance, tracing: Tracing, contract: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const span = tracing.spanOf(request.raw);
    const { url: route } = request.routeOptions;
    span?.note({ 'parley.contract': contract });
    if (span && route !== undefined) {
      span.rename(`${request.method} ${route}`);
      // A link that unsubscribes has its token in the path.
      span.note({ 'http.route': route, ...(route.includes(':token') && { 'url.path': route }) });
    }
    done();
  });
  // A body comes in by the connection's events, which know of no request.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = tracing.spanOf(request.raw);
    if (span) span.run(done);
    else done();
  });
}

/** What makes the spans of the frames of a connection that `request` opened; null where no traces are wanted. */
export function traceConnection(tracing: Tracing | null, request: IncomingMessage): ConnectionTrace | null {
  return tracing?.connection(request, { 'url.path': pathOf(request.url ?? '') }) ?? null;
}

/** The span of a frame of which nothing is known yet. */
export function beginFrame(trace: ConnectionTrace): Span {
  return trace.frame('WS unknown', { 'parley.event': 'unknown' });
}

/** Says which of the events that there are the frame is. */
export function nameFrame(span: Span, event: string): void {
  span.rename(`WS ${event}`);
  span.note({ 'parley.event': event });
}

/** Ends the span of a frame that was answered with `error`, or done (null). What a client did wrong is no fault of ours. */
export function endFrame(span: Span, error: ParleyError | null): void {
  if (error !== null) span.note({ 'parley.error': error.code });
  span.end(error !== null && statusOf(error.code) >= 500 ? error.code : undefined);
}
