import type { FastifyRequest } from 'fastify';
import type { LinkSigner } from '../../core/files/links.ts';
import { originAt } from '../../wire/origin.ts';

/** Where linked files are, from the root of whatever port: links work on the main port and on the contract's own. */
export const FILES = '/telehealth/files';

/** The address of an attachment that works for a while without a token. */
export type FileUrl = (attachmentId: string) => string;

export type FileLinks = {
  /** Links for the answer to a request: below the configured origin, else the one that the request came to. */
  to(request: FastifyRequest): FileUrl;
  /** Links for what goes to connections that were opened to `origin`; null where that is not known. */
  at(origin: string | null): FileUrl;
};

/** Makes links. `publicUrl` is asked at each link: a port may be known only after listening. */
export function createFileLinks(signer: LinkSigner, configuredUrl: string | null, publicUrl: () => string): FileLinks {
  const link = (origin: string, attachmentId: string) => {
    const { expires, signature } = signer.sign(attachmentId);
    return `${origin}${FILES}/${attachmentId}?expires=${expires}&signature=${signature}`;
  };
  const at = (named: string | null): FileUrl => {
    const origin = configuredUrl ?? named ?? publicUrl();
    return (attachmentId) => link(origin, attachmentId);
  };
  return {
    to: ({ protocol, host }) => at(originAt(protocol, host)),
    at,
  };
}
