import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode, ParleyError } from '../../core/errors.ts';
import { statusOf } from '../../wire/errors.ts';

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
};

/** The error as RFC 9457 problem details. */
export function problemOf(error: ParleyError): Problem {
  const problem: Problem = {
    type: `/problems/${error.code}`,
    title: ERRORS[error.code].title,
    status: statusOf(error.code),
    code: error.code,
    detail: error.message,
  };
  return error.issues.length > 0 ? { ...problem, errors: error.issues } : problem;
}

/** Answers a request whose address cannot be decoded: it gets as far as no route and no hook. */
export function answerUnreadableAddress(request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(new ParleyError('not_found', 'There is no such address'));
  reply
    .code(problem.status)
    .header('x-request-id', request.id)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}
