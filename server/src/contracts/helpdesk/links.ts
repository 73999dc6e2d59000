import { iso } from '../../core/clock.ts';
import type { LinkSigner } from '../../core/files/links.ts';
import type { AttachmentLinks } from './context.ts';

/** Links to the content of files below `origin` (asked at each link, since a port may be known only after listening). */
export function createAttachmentLinks(signer: LinkSigner, origin: () => string): AttachmentLinks {
  return {
    sign(attachmentId) {
      const { expires, signature } = signer.sign(attachmentId);
      const path = `/api/attachments/${attachmentId}/content`;
      return {
        url: `${origin().replace(/\/+$/, '')}${path}?expires=${expires}&signature=${signature}`,
        expiresAt: iso(expires * 1000),
      };
    },
  };
}
