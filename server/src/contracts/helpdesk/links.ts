import { iso } from '../../core/clock.ts';
import type { LinkSigner } from '../../core/files/links.ts';
import type { AttachmentLinks } from './context.ts';

/** Links to the content of files, and to the small pictures of them, below `origin` (asked at each link, since a port may be known only after listening). */
export function createAttachmentLinks(signer: LinkSigner, origin: () => string): AttachmentLinks {
  return {
    sign(attachmentId) {
      const { expires, signature } = signer.sign(attachmentId);
      const file = `${origin().replace(/\/+$/, '')}/api/attachments/${attachmentId}`;
      const grant = `expires=${expires}&signature=${signature}`;
      return {
        url: `${file}/content?${grant}`,
        thumbnailUrl: `${file}/thumbnail?${grant}`,
        expiresAt: iso(expires * 1000),
      };
    },
  };
}
