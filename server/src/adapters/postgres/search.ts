import type { Pool } from 'pg';
import type { MessageSearch, MessageSearchInput, MessageSearchPage } from '../../core/search/store.ts';
import { SearchRun } from './search-run.ts';
import { OPEN } from './search-statements.ts';

/** Milliseconds after which a page is given as far as it got. */
const BUDGET = 1_000;

const NOTHING: MessageSearchPage = { messages: [], next: null };

/**
 * Search in PostgreSQL: the index names documents that may hold a match, what it does not cover yet is taken as it is,
 * and each message is then checked exactly. One read-only transaction per page.
 */
export function createMessageSearch(pool: Pool, options: { readonly budget?: number } = {}): MessageSearch {
  return {
    async search(input: MessageSearchInput): Promise<MessageSearchPage> {
      if (input.parts.length === 0 || unfindable(input)) return NOTHING;
      const client = await pool.connect();
      let failure: Error | undefined;
      try {
        await client.query(OPEN);
        const page = await new SearchRun(client, input, performance.now() + (options.budget ?? BUDGET)).run();
        await client.query('COMMIT');
        return page;
      } catch (error) {
        await client.query('ROLLBACK').catch((broken: Error) => {
          failure = broken;
        });
        throw error;
      } finally {
        client.release(failure);
      }
    },
  };
}

/** PostgreSQL holds no U+0000, nor takes one as a parameter. */
function unfindable(input: MessageSearchInput): boolean {
  const texts = [...input.parts.map((part) => part.text), input.conversationId, input.senderId, input.type];
  return texts.some((text) => text?.includes('\0') === true);
}
