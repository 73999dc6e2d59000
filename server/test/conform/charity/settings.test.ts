import { describe, expect } from 'vitest';
import {
  at,
  CONVERSATIONS,
  create,
  fails,
  history,
  messagesOf,
  must,
  openCharity,
  ownCase,
  post,
  refused,
  say,
  send,
} from './charity.ts';

const small = await openCharity({ MAX_MESSAGE_LENGTH: '10', MESSAGES_PER_PAGE: '5' });
const limited = await openCharity({ RATE_LIMIT_MAX_REQUESTS: '8' });
const scarce = await openCharity({ RATE_LIMIT_MESSAGES_PER_HOUR: '3' });

describe('sizes', () => {
  ownCase('CHAR-140 messages are as long as the setting allows', async () => {
    const ann = await small.person('Ann');
    const { conversationId: id } = await create(ann, { subject: 'longer than ten characters' });
    const line = await ann.connect(id);
    for (const content of ['x'.repeat(11), '😀'.repeat(11)]) {
      refused(await ann.post(at(id, '/messages'), { content }), 400, 'VALIDATION_ERROR', /content/);
      expect((await fails(line, { type: 'message', content }, 'INVALID_MESSAGE')).message).toMatch(/content/);
    }
    await post(ann, id, '😀'.repeat(10));
    await send(line, { content: '😀'.repeat(10) });
    expect(await messagesOf(ann, id)).toHaveLength(2);
  });

  ownCase('CHAR-141 a page is as long as the setting says, where none is asked for', async () => {
    const ann = await small.person('Ann');
    const { conversationId: id } = await create(ann);
    const rows = await say(await ann.connect(id), ...Array.from({ length: 12 }, (_, one) => `${one}`));
    const seqs = async (query: string) => (await messagesOf(ann, id, query)).map((row) => row.seq);
    expect(await seqs('')).toEqual([8, 9, 10, 11, 12]);
    expect((await history(ann, id)).pagination.limit).toBe(5);
    expect(await seqs(`?before=${encodeURIComponent(rows[7]?.messageId ?? '')}`)).toEqual([3, 4, 5, 6, 7]);
    expect(await seqs('?page=3')).toEqual([1, 2]);
    expect(await seqs('?limit=100')).toHaveLength(12);
  });
});

describe('limits', () => {
  ownCase('CHAR-142 too many requests are 429, each caller by itself, health never', async () => {
    const { ann, bo } = await limited.people('ann', 'bo');
    for (let time = 0; time < 7; time += 1) must(await ann.get(CONVERSATIONS), 200);
    const answer = await ann.get(CONVERSATIONS);
    refused(answer, 429, 'RATE_LIMITED');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    must(await bo.get(CONVERSATIONS), 200);
    for (let time = 0; time < 20; time += 1) must(await limited.anonymous.get('/health'), 200);
  });

  ownCase('CHAR-143 too many messages are refused, both ways together, and not stored', async () => {
    const ann = await scarce.person('Ann');
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    await say(line, 'one', 'two');
    await post(ann, id, 'three');
    const { retryAfter = 0 } = await fails(line, { type: 'message', content: 'four' }, 'RATE_LIMITED');
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(3600);
    const answer = await ann.post(at(id, '/messages'), { content: 'four' });
    refused(answer, 429, 'RATE_LIMITED');
    expect(await messagesOf(ann, id)).toHaveLength(3);
  });
});
