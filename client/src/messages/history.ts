import type { Http } from '../http.ts';
import type { Message } from '../types.ts';

export type HistoryPage = { readonly messages: readonly Message[]; readonly hasMore: boolean };

/** Reads of one conversation's messages, always given oldest first. */
export type History = {
  /** The newest ones before a number (all of them: null); `hasMore` tells whether there are older ones. */
  before(seq: number | null, limit: number): Promise<HistoryPage>;
  /** The oldest ones after a number; `hasMore` tells whether there are newer ones. */
  after(seq: number, limit: number): Promise<HistoryPage>;
  one(messageId: string): Promise<Message>;
};

export function createHistory(http: Http, conversationId: string): History {
  const params = { id: conversationId };
  const path = '/api/messaging/conversations/{id}/messages';
  return {
    async before(seq, limit) {
      const query = seq === null ? { limit } : { limit, before: String(seq) };
      const { data, page } = await http.request('get', path, { params, query });
      return { messages: data.toReversed(), hasMore: page.next !== null };
    },
    async after(seq, limit) {
      const { data, page } = await http.request('get', path, { params, query: { limit, after: String(seq) } });
      return { messages: data, hasMore: page.next !== null };
    },
    one: (messageId) => http.request('get', '/api/messaging/messages/{id}', { params: { id: messageId } }),
  };
}
