import { createCategory, deleteCategory, listCategories, updateCategory } from '../../../core/faqs/categories.ts';
import { pageOfShort } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import { shortListQuery } from '../../../wire/schema.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentCategory } from '../present/faqs.ts';
import { listOf } from '../schema/answers.ts';
import * as schema from '../schema/faqs.ts';

const TAG = 'FAQs';

/** Categories of FAQs. */
export function faqCategoryRoutes(routes: Routes, { core }: HelpdeskContext): void {
  routes.addPublic({
    method: 'GET',
    path: '/api/faqs/categories',
    summary: 'All categories of FAQs',
    tag: TAG,
    query: shortListQuery,
    response: listOf(schema.categoryAnswer),
    handler: async ({ query }) =>
      pageOfShort('faq categories', (await listCategories(core)).map(presentCategory), query),
  });

  routes.add({
    method: 'POST',
    path: '/api/faqs/categories',
    summary: 'Make a category of FAQs (agents)',
    tag: TAG,
    status: 201,
    body: schema.createCategory,
    response: schema.categoryAnswer,
    handler: async ({ actor, body }) => presentCategory(await createCategory(core, actor, body)),
  });

  routes.add({
    method: 'PUT',
    path: '/api/faqs/categories/:id',
    summary: 'Change what one sends of a category (agents)',
    tag: TAG,
    params: schema.faqParams,
    body: schema.updateCategory,
    response: schema.categoryAnswer,
    handler: async ({ actor, params, body }) => presentCategory(await updateCategory(core, actor, params.id, body)),
  });

  routes.add({
    method: 'DELETE',
    path: '/api/faqs/categories/:id',
    summary: 'Remove a category; its FAQs stay (agents)',
    tag: TAG,
    status: 204,
    params: schema.faqParams,
    response: null,
    handler: ({ actor, params }) => deleteCategory(core, actor, params.id),
  });
}
