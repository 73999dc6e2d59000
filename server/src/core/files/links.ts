import { createHmac, timingSafeEqual } from 'node:crypto';

/** A short-lived grant to read one file, for where no token can be sent (`<img src>`). */
type SignedLink = {
  /** Unix seconds. */
  readonly expires: number;
  /** base64url. */
  readonly signature: string;
};

export type LinkSigner = {
  /** A grant for `attachmentId` from now on. */
  sign(attachmentId: string): SignedLink;
  /** True when this grant was made here for this file and has not expired. */
  verify(attachmentId: string, expires: string, signature: string): boolean;
};

const EXPIRES = /^[1-9]\d{0,14}$/;

/**
 * Signs with HMAC-SHA256 over the attachment's id and the expiry, under a key derived from the site's so that it serves
 * no other purpose; compares in constant time.
 * @param ttlSeconds how long a link works.
 */
export function createLinkSigner(siteKey: Uint8Array, ttlSeconds: number, now: () => number): LinkSigner {
  const key = createHmac('sha256', siteKey).update('attachment links, 1').digest();
  const digest = (attachmentId: string, expires: number) =>
    createHmac('sha256', key).update(`${attachmentId}\n${expires}`).digest();
  return {
    sign(attachmentId) {
      const expires = Math.floor(now() / 1000) + ttlSeconds;
      return { expires, signature: digest(attachmentId, expires).toString('base64url') };
    },
    verify(attachmentId, expires, signature) {
      if (!EXPIRES.test(expires) || Number(expires) * 1000 <= now()) return false;
      const expected = digest(attachmentId, Number(expires)).toString('base64url');
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
    },
  };
}

/** How whoever holds a link gets the file. */
export type LinkStyle = {
  /** Shown in the page or saved. */
  readonly disposition: 'attachment' | 'inline';
  readonly cacheControl: string;
};

/** Links that lead past this server to where the bytes are, and carry their own grant for as long as any link. */
export type DirectLinks = {
  sign(
    file: { readonly storageKey: string; readonly mimeType: string; readonly name: string },
    style: LinkStyle,
  ): string;
};
