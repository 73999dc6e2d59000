import type { ContractContext } from '../../wire/context.ts';

/** Makes links to files that carry their own grant. */
export type AttachmentLinks = {
  sign(attachmentId: string): { readonly url: string; readonly thumbnailUrl: string; readonly expiresAt: string };
};

/** All that the native contract works with. */
export type HelpdeskContext = ContractContext & { readonly links: AttachmentLinks };
