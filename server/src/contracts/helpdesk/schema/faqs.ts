import { z } from 'zod';
import { MAX_SLUG, slugOf } from '../../../core/faqs/slug.ts';
import { cursor, idText, limit, nonEmptyText, text } from '../../../wire/schema.ts';
import { userRef } from './answers.ts';

const time = z.iso.datetime();
const status = z.enum(['published', 'draft']);

const MAX_TAGS = 20;

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

export const faqParams = z.object({ id: z.string() });

const faqFields = {
  question: nonEmptyText(500),
  answer: nonEmptyText(20_000).meta({ description: 'Markdown' }),
  categoryIds: z.array(idText).transform(distinct),
  tags: z.array(nonEmptyText(50)).max(MAX_TAGS, `must hold at most ${MAX_TAGS} tags`).transform(distinct),
  status,
};

export const createFaq = z
  .object({
    ...faqFields,
    categoryIds: faqFields.categoryIds.default([]),
    tags: faqFields.tags.default([]),
    status: status.default('published'),
  })
  .meta({
    examples: [{ question: 'How do I reset my password?', answer: 'Choose **Forgot password** when you sign in.' }],
  });

export const updateFaq = z
  .object(faqFields)
  .partial()
  .meta({ examples: [{ status: 'draft' }] });

const scope = z.enum(['published', 'draft', 'all']).default('published').meta({ description: 'Only agents choose' });
const category = z.string().optional().meta({ description: 'The id or slug of a category' });

export const faqListQuery = z.object({ category, tag: text(50).optional(), status: scope, cursor, limit: limit(20) });

export const faqSearchQuery = z.object({ q: nonEmptyText(200), category, status: scope, cursor, limit: limit(20) });

export const popularQuery = z.object({ limit: limit(10) });

const MAX_SUGGESTIONS = 5;

export const suggestQuery = z.object({
  q: nonEmptyText(10_000).meta({ description: 'What somebody is about to ask' }),
  limit: limit(MAX_SUGGESTIONS).transform((value) => Math.min(value, MAX_SUGGESTIONS)),
});

export const rateFaq = z
  .object({ helpful: z.boolean(), comment: text(1000).nullable().default(null) })
  .meta({ examples: [{ helpful: true }] });

export const feedbackQuery = z.object({ cursor, limit: limit(20) });

const categoryFields = {
  name: nonEmptyText(100),
  slug: nonEmptyText(MAX_SLUG).refine(
    (value) => slugOf(value) === value.replaceAll('_', '-'),
    'must be letters and digits in lower case without accents, and single hyphens or underscores between them',
  ),
  description: text(1000).nullable(),
  order: z.int32().min(0, 'must be at least 0'),
};

export const createCategory = z
  .object({
    ...categoryFields,
    slug: categoryFields.slug.optional().meta({ description: 'Made from the name where it is left out' }),
    description: categoryFields.description.default(null),
    order: categoryFields.order.default(0),
  })
  .meta({ examples: [{ name: 'Billing' }] });

export const updateCategory = z
  .object(categoryFields)
  .partial()
  .meta({ examples: [{ order: 2 }] });

export const faqAnswer = z
  .object({
    id: z.string(),
    question: z.string(),
    answer: z.string(),
    status,
    categories: z.array(z.object({ id: z.string(), name: z.string(), slug: z.string() })),
    tags: z.array(z.string()),
    viewCount: z.int(),
    helpfulCount: z.int(),
    notHelpfulCount: z.int(),
    myRating: z.boolean().nullable(),
    createdBy: z.string(),
    createdAt: time,
    updatedAt: time,
    publishedAt: time.nullable(),
  })
  .meta({ id: 'Faq' });

/** An FAQ that a search found; the texts of `highlight` are escaped HTML with the matches in `<mark>`. */
export const foundFaqAnswer = faqAnswer
  .extend({ score: z.number(), highlight: z.object({ question: z.string(), answer: z.string() }) })
  .meta({ id: 'FoundFaq' });

export const faqListAnswer = z.object({
  data: z.array(faqAnswer),
  page: z.object({ next: z.string().nullable(), total: z.int() }),
});

export const ratingAnswer = z.object({
  faqId: z.string(),
  helpful: z.boolean(),
  helpfulCount: z.int(),
  notHelpfulCount: z.int(),
});

export const feedbackAnswer = z
  .object({
    userId: z.string(),
    user: userRef,
    helpful: z.boolean(),
    comment: z.string(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'FaqFeedback' });

export const categoryAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    description: z.string().nullable(),
    order: z.int(),
    faqCount: z.int(),
  })
  .meta({ id: 'FaqCategory' });
