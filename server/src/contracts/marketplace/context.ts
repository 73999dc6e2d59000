import type { ContractContext } from '../../wire/context.ts';
import type { Figures } from './figures.ts';

/** All that this contract works with. */
export type MarketplaceContext = ContractContext & { readonly figures: Figures };

/** Below which path the contract's files are, from its root. */
export const FILES = '/api/upload/chat-files';

/** Where a file is, from the contract's root. */
export function fileUrl(attachmentId: string): string {
  return `${FILES}/${attachmentId}`;
}

/** Where the small picture of a file is. */
export function thumbnailUrl(attachmentId: string): string {
  return `${fileUrl(attachmentId)}/thumbnail`;
}

const FILE_URL = /^(?:https?:\/\/[^/?#]+)?(?:\/marketplace)?\/api\/upload\/chat-files\/([0-9A-Za-z]{1,64})$/;

/** The file of a `fileUrl`, as it was given or with the place of the server before it; null for anything else. */
export function fileIdOf(url: string): string | null {
  return FILE_URL.exec(url)?.[1] ?? null;
}
