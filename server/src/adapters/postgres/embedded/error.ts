/**
 * The embedded database cannot start. The message is a whole sentence for the operator: it names the folder or
 * variable that is at fault and, where there is one, the way out.
 */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** The `code` of a system error (`ENOENT`), or of a PostgreSQL error (`57P03`); undefined where there is none. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
