import { S3ServiceException } from '@aws-sdk/client-s3';
import { ParleyError } from '../../core/errors.ts';

const RETRY_SECONDS = 30;

/** True when the server says that there is no such object (and not: no such bucket). */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.name === 'NoSuchKey' || (error.$metadata.httpStatusCode === 404 && error.name !== 'NoSuchBucket');
}

/** What a caller is told when the storage is away or does not do as it is asked; the reason is for the operator. */
export function away(): ParleyError {
  return new ParleyError('unavailable', 'Files cannot be stored or read at the moment', { retryAfter: RETRY_SECONDS });
}
