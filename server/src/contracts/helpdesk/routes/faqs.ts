import { ParleyError } from '../../../core/errors.ts';
import { GRADES } from '../../../core/faqs/grade.ts';
import { createFaq, deleteFaq, updateFaq } from '../../../core/faqs/manage.ts';
import { faqFeedback, rateFaq } from '../../../core/faqs/rate.ts';
import { getFaq, listFaqs, popularFaqs } from '../../../core/faqs/read.ts';
import { searchFaqs, suggestFaqs } from '../../../core/faqs/search.ts';
import type { FaqPlace } from '../../../core/faqs/store.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentFaq, presentFeedback, presentHit } from '../present/faqs.ts';
import { listOf } from '../schema/answers.ts';
import * as schema from '../schema/faqs.ts';

const TAG = 'FAQs';
const LIST = 'faqs';
const SEARCH = 'faq-search';

/** FAQs: reading what is published is open to everybody. */
export function faqRoutes(routes: Routes, { core }: HelpdeskContext): void {
  routes.addPublic({
    method: 'GET',
    path: '/api/faqs',
    summary: 'FAQs, newest first',
    tag: TAG,
    query: schema.faqListQuery,
    response: schema.faqListAnswer,
    handler: async ({ actor, query }) => {
      const { category = null, tag = null, status: scope } = query;
      const before = query.cursor === undefined ? null : decodeCursor(LIST, query.cursor, 'number')[0];
      const { faqs, next, total } = await listFaqs(core, actor, { scope, category, tag }, before, query.limit);
      return { data: faqs.map(presentFaq), page: { next: next && encodeCursor(LIST, [next]), total } };
    },
  });

  routes.add({
    method: 'POST',
    path: '/api/faqs',
    summary: 'Write an FAQ (agents)',
    tag: TAG,
    status: 201,
    body: schema.createFaq,
    response: schema.faqAnswer,
    handler: async ({ actor, body }) => presentFaq(await createFaq(core, actor, body)),
  });

  routes.addPublic({
    method: 'GET',
    path: '/api/faqs/search',
    summary: 'FAQs in which every word of the query begins a word, best first',
    tag: TAG,
    query: schema.faqSearchQuery,
    response: listOf(schema.foundFaqAnswer),
    handler: async ({ actor, query }) => {
      const { q, category = null, status: scope } = query;
      const after = query.cursor === undefined ? null : placeOf(query.cursor);
      const { hits, next } = await searchFaqs(core, actor, { q, scope, category }, after, query.limit);
      return {
        data: hits.map(presentHit),
        page: { next: next && encodeCursor(SEARCH, [next.grade, next.number]) },
      };
    },
  });

  routes.addPublic({
    method: 'GET',
    path: '/api/faqs/suggest',
    summary: 'At most five FAQs that may answer what somebody is about to ask',
    tag: TAG,
    query: schema.suggestQuery,
    response: listOf(schema.faqAnswer),
    handler: async ({ actor, query }) => {
      const faqs = await suggestFaqs(core, actor, query.q, query.limit);
      return { data: faqs.map(presentFaq), page: { next: null } };
    },
  });

  routes.addPublic({
    method: 'GET',
    path: '/api/faqs/popular',
    summary: 'The FAQs that are read most',
    tag: TAG,
    query: schema.popularQuery,
    response: listOf(schema.faqAnswer),
    handler: async ({ actor, query }) => {
      const faqs = await popularFaqs(core, actor, query.limit);
      return { data: faqs.map(presentFaq), page: { next: null } };
    },
  });

  routes.addPublic({
    method: 'GET',
    path: '/api/faqs/:id',
    summary: 'One FAQ; drafts only for agents',
    tag: TAG,
    params: schema.faqParams,
    response: schema.faqAnswer,
    handler: async ({ actor, params, request }) => presentFaq(await getFaq(core, actor, params.id, request.ip)),
  });

  routes.add({
    method: 'PUT',
    path: '/api/faqs/:id',
    summary: 'Change what one sends of an FAQ (agents)',
    tag: TAG,
    params: schema.faqParams,
    body: schema.updateFaq,
    response: schema.faqAnswer,
    handler: async ({ actor, params, body }) => presentFaq(await updateFaq(core, actor, params.id, body)),
  });

  routes.add({
    method: 'DELETE',
    path: '/api/faqs/:id',
    summary: 'Remove an FAQ (agents)',
    tag: TAG,
    status: 204,
    params: schema.faqParams,
    response: null,
    handler: ({ actor, params }) => deleteFaq(core, actor, params.id),
  });

  routes.add({
    method: 'POST',
    path: '/api/faqs/:id/rate',
    summary: 'Say whether an FAQ helped; replaces what one said before',
    tag: TAG,
    params: schema.faqParams,
    body: schema.rateFaq,
    response: schema.ratingAnswer,
    handler: async ({ actor, params, body }) => {
      const counts = await rateFaq(core, actor, params.id, body);
      return { faqId: params.id, helpful: body.helpful, ...counts };
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/faqs/:id/feedback',
    summary: 'What people wrote with their ratings, the latest first (agents)',
    tag: TAG,
    params: schema.faqParams,
    query: schema.feedbackQuery,
    response: listOf(schema.feedbackAnswer),
    handler: async ({ actor, params, query }) => {
      const scope = `faq-feedback:${params.id}`;
      const place = query.cursor === undefined ? null : decodeCursor(scope, query.cursor, 'string', 'string');
      if (place && !isTime(place[0])) throw brokenCursor();
      const after = place && { updatedAt: new Date(place[0]).toISOString(), userId: place[1] };
      const { feedback, next } = await faqFeedback(core, actor, params.id, after, query.limit);
      return {
        data: feedback.map(presentFeedback),
        page: { next: next && encodeCursor(scope, [next.updatedAt, next.userId]) },
      };
    },
  });
}

function placeOf(cursor: string): FaqPlace {
  const [first, number] = decodeCursor(SEARCH, cursor, 'number', 'number');
  const grade = GRADES.find((one) => one === first);
  if (grade === undefined) throw brokenCursor();
  return { grade, number };
}

/** Whether a cursor's time is one that a rating can have: a year from 1970 to 9999. */
function isTime(text: string): boolean {
  const at = Date.parse(text);
  return at >= 0 && at < Date.UTC(10_000, 0);
}

function brokenCursor(): ParleyError {
  return new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
}
