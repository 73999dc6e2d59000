/** Where the browser keeps what `me` began to write in a conversation. */
export function draftKey(me: string, conversationId: string, kind: 'message' | 'note' = 'message'): string {
  return `parley.draft.${me}.${conversationId}${kind === 'note' ? '.note' : ''}`;
}
