import type { FastifyRequest } from 'fastify';
import type { Attachment } from '../../core/conversations/types.ts';
import type { DirectLinks, LinkSigner, LinkStyle } from '../../core/files/links.ts';
import { originAt } from '../../wire/origin.ts';

/** Where linked files are, from the root of whatever port: links work on the main port and on the contract's own. */
export const FILES = '/telehealth/files';

/** The address of an attachment that works for a while without a token. */
export type FileUrl = (file: Attachment) => string;

/** How a file is given out, whichever way it is read. */
export function styleOf({ kind }: Pick<Attachment, 'kind'>): LinkStyle {
  return { disposition: kind === 'image' ? 'inline' : 'attachment', cacheControl: 'private' };
}

export type FileLinks = {
  /** Links for the answer to a request: below the configured origin, else the one that the request came to. */
  to(request: FastifyRequest): FileUrl;
  /** Links for what goes to connections that were opened to `origin`; null where that is not known. */
  at(origin: string | null): FileUrl;
};

/** What links are made of. `publicUrl` is asked at each: a port may be known only after listening. */
export type LinkSources = {
  readonly signer: LinkSigner;
  /** Null where links lead through this server. */
  readonly directLinks: DirectLinks | null;
  readonly configuredUrl: string | null;
  readonly publicUrl: () => string;
};

/** Makes links: to where the bytes are, where the storage has such, else to this server. */
export function createFileLinks({ signer, directLinks, configuredUrl, publicUrl }: LinkSources): FileLinks {
  const link = (origin: string, { id, storageKey, ...file }: Attachment) => {
    if (directLinks && storageKey !== undefined) return directLinks.sign({ ...file, storageKey }, styleOf(file));
    const { expires, signature } = signer.sign(id);
    return `${origin}${FILES}/${id}?expires=${expires}&signature=${signature}`;
  };
  const at = (named: string | null): FileUrl => {
    const origin = configuredUrl ?? named ?? publicUrl();
    return (file) => link(origin, file);
  };
  return {
    to: ({ protocol, host }) => at(originAt(protocol, host)),
    at,
  };
}
