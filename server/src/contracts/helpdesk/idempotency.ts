import type { FastifyRequest } from 'fastify';
import { check } from '../../wire/schema.ts';
import { clientId } from './schema/messages.ts';

/** The client id in the header of a request, or null. @throws `validation_failed`. */
export function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  return key === undefined ? null : check(clientId, key, 'Idempotency-Key');
}
