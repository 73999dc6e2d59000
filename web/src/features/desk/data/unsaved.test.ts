import { QueryClient } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { ticketOf } from '../testing/tickets.ts';
import { askInTurn, withUnsaved } from './unsaved.ts';

test('APP-15 a change that was refused goes back to the latest that is known of the server, not to what came last', async () => {
  const cache = new QueryClient();
  const ticketAt = (minute: number, subject: string) =>
    ticketOf('a', { subject, updatedAt: `2026-03-02T12:0${minute}:00.000Z` });
  const answer = Promise.withResolvers<void>();
  const show = vi.fn();
  const asked = askInTurn(cache, ticketAt(1, 'As it was'), { subject: 'Mine' }, () => answer.promise, {
    take: () => {},
    show,
  });
  expect(withUnsaved(cache, ticketAt(3, 'A colleague’s')).subject).toBe('Mine');
  expect(withUnsaved(cache, ticketAt(2, 'Of before that')).subject).toBe('Mine'); // read earlier, and late
  answer.reject(new Error('refused'));
  await expect(asked).rejects.toThrow('refused');
  expect(show).toHaveBeenLastCalledWith({ subject: 'A colleague’s' });
});
