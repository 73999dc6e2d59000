import type { Ticket } from '@parley/client';

/** An ordinary open ticket for tests, made at noon, with whatever is said otherwise. */
export function ticketOf(id: string, said: Partial<Ticket> = {}): Ticket {
  const at = '2026-03-02T12:00:00.000Z';
  const requester = { id: 'ann', name: 'Ann', avatar: null, role: 'user' as const };
  return {
    id,
    number: 1,
    subject: 'I cannot sign in',
    description: '',
    status: 'open',
    priority: 'medium',
    category: 'general',
    tags: [],
    requesterId: requester.id,
    requester,
    assigneeId: null,
    assignee: null,
    conversationId: `c-${id}`,
    attachments: [],
    metadata: {},
    commentCount: 0,
    firstRespondedAt: null,
    resolvedAt: null,
    closedAt: null,
    reopenedCount: 0,
    sla: null,
    rating: null,
    createdAt: at,
    updatedAt: at,
    lastActivityAt: at,
    ...said,
  };
}
