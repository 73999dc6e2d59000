import type { ContractContext } from '../../wire/context.ts';

/** All that this contract works with. */
export type MarketplaceContext = ContractContext;

/** Below which path the contract's files are, from its root. */
export const FILES = '/api/upload/chat-files';

/** Where a file is, from the contract's root. */
export function fileUrl(attachmentId: string): string {
  return `${FILES}/${attachmentId}`;
}
