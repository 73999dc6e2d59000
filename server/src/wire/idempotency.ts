import type { FastifyRequest } from 'fastify';
import { check, text } from './schema.ts';

/** An id that a client made for what it asks, so that asking again is harmless. */
export const clientId = text(128).min(1, 'must have 1 to 128 characters');

/** The client id in the header of a request, or null. @throws `validation_failed`. */
export function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  return key === undefined ? null : check(clientId, key, 'Idempotency-Key');
}
