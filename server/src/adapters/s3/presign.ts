import { createHash, createHmac } from 'node:crypto';
import type { S3Settings } from './settings.ts';

/** How the server is to answer whoever holds the link. */
export type AnswerHeaders = {
  readonly contentType: string;
  readonly contentDisposition: string;
  readonly cacheControl: string;
};

/** A link to one object that works without any credentials until it expires. */
export type Presigner = (key: string, headers: AnswerHeaders) => string;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 's3';

/**
 * Makes presigned GET links by Signature Version 4 in a query string. It is done here, and at once, because a page of a hundred
 * messages may need a hundred of them: the library takes a millisecond for each. `address` is the bucket's.
 */
export function createPresigner(settings: S3Settings, address: URL, ttlSeconds: number, now: () => number): Presigner {
  const { accessKeyId, secretAccessKey, sessionToken, region } = settings;
  const folder = address.pathname.replace(/\/+$/, '');
  let signing: { readonly day: string; readonly key: Buffer } | null = null;

  /** The key of a day, made once for each. */
  function keyOf(day: string): Buffer {
    if (signing?.day !== day) {
      const key = [day, region, SERVICE, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
      signing = { day, key };
    }
    return signing.key;
  }

  return (key, headers) => {
    const time = `${new Date(now()).toISOString().replace(/[:-]|\.\d{3}/g, '')}`;
    const day = time.slice(0, 8);
    const scope = `${day}/${region}/${SERVICE}/aws4_request`;
    const path = `${folder}/${key.split('/').map(encode).join('/')}`;
    const query = Object.entries({
      'X-Amz-Algorithm': ALGORITHM,
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Credential': `${accessKeyId}/${scope}`,
      'X-Amz-Date': time,
      'X-Amz-Expires': String(ttlSeconds),
      ...(sessionToken !== null && { 'X-Amz-Security-Token': sessionToken }),
      'X-Amz-SignedHeaders': 'host',
      'response-cache-control': headers.cacheControl,
      'response-content-disposition': headers.contentDisposition,
      'response-content-type': headers.contentType,
    })
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&');
    const request = `GET\n${path}\n${query}\nhost:${address.host}\n\nhost\nUNSIGNED-PAYLOAD`;
    const text = `${ALGORITHM}\n${time}\n${scope}\n${createHash('sha256').update(request).digest('hex')}`;
    const signature = hmac(keyOf(day), text).toString('hex');
    return `${address.origin}${path}?${query}&X-Amz-Signature=${signature}`;
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Percent-encoding as signatures want it: all but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
