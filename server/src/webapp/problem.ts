import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type ParleyError } from '../core/errors.ts';
import { catalogued, statusOf } from '../wire/errors.ts';

/** Answers with an error as RFC 9457 problem details; what is not in the catalogue is logged. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = catalogued(error, () => false);
  if (known.code === 'internal_error') request.log.error({ reqId: request.id, err: error }, 'request failed');
  if (known.code === 'unauthorized') reply.header('www-authenticate', 'Cookie');
  if (known.retryAfter !== null) reply.header('retry-after', known.retryAfter);
  const status = statusOf(known.code);
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(known, status)));
}

function problemOf({ code, message }: ParleyError, status: number) {
  return { type: `/problems/${code}`, title: ERRORS[code].title, status, code, detail: message };
}
