import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from './settings.ts';

const CONNECT_MS = 3_000;
/** Until an answer begins, and between two parts of it that somebody reads. */
const ANSWER_MS = 60_000;
/** A failed request is made anew twice. */
const ATTEMPTS = 3;

/** What speaks with the server. Requests are signed with their bytes; further checksums, which not every server knows, are left out. */
export function createS3Client(settings: S3Settings): S3Client {
  const { region, endpoint, accessKeyId, secretAccessKey, sessionToken } = settings;
  return new S3Client({
    region,
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) },
    maxAttempts: ATTEMPTS,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      socketTimeout: ANSWER_MS,
      // A file that is read slowly holds its connection; nobody else waits for that.
      httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
      httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
    },
  });
}

/** The address of the bucket, to which keys are added; as the client would choose it. */
export function bucketAddress(client: S3Client, { bucket, region, endpoint }: S3Settings): URL {
  const { url } = client.config.endpointProvider({
    Bucket: bucket,
    Region: region,
    UseFIPS: false,
    UseDualStack: false,
    UseArnRegion: false,
    ...(endpoint === null ? { ForcePathStyle: false } : { Endpoint: endpoint, ForcePathStyle: true }),
  });
  return url;
}
