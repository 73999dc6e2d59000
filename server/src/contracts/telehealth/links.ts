import type { FastifyRequest } from 'fastify';
import type { LinkSigner } from '../../core/files/links.ts';

/** Where linked files are, from the root of whatever port: links work on the main port and on the contract's own. */
export const FILES = '/telehealth/files';

/** The address of an attachment that works for a while without a token. */
export type FileUrl = (attachmentId: string) => string;

export type FileLinks = {
  /** Links for the answer to a request: below the configured origin, else the one that the request came to. */
  to(request: FastifyRequest): FileUrl;
  /** Links for events, which are the same for all who hear them. */
  readonly shared: FileUrl;
};

/** Makes links. `publicUrl` is asked at each link: a port may be known only after listening. */
export function createFileLinks(signer: LinkSigner, configuredUrl: string | null, publicUrl: () => string): FileLinks {
  const link = (origin: string, attachmentId: string) => {
    const { expires, signature } = signer.sign(attachmentId);
    return `${origin}${FILES}/${attachmentId}?expires=${expires}&signature=${signature}`;
  };
  return {
    to(request) {
      const origin = configuredUrl ?? originOf(request) ?? publicUrl();
      return (attachmentId) => link(origin, attachmentId);
    },
    shared: (attachmentId) => link(publicUrl(), attachmentId),
  };
}

/** The origin that a request names; null for what is no host. */
function originOf(request: FastifyRequest): string | null {
  const origin = `${request.protocol}://${request.host}`;
  return request.host !== '' && URL.canParse(origin) ? new URL(origin).origin : null;
}
