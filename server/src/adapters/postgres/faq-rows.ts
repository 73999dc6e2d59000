import type { Faq, FaqCategoryRef, FaqStatus } from '../../core/faqs/types.ts';

/** All that a reader sees of an FAQ `f`; `$1` is the reader's id or null. */
export const FAQ_COLUMNS = `f.id, f.number, f.question, f.answer, f.status, f.tags, f.view_count, f.helpful_count, f.not_helpful_count,
  f.created_by, f.created_at, f.updated_at, f.published_at,
  (SELECT r.helpful FROM faq_ratings r WHERE r.faq_number = f.number AND r.user_id = $1) AS my_rating,
  (SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'slug', c.slug) ORDER BY l.position), '[]')
   FROM faq_category_links l JOIN faq_categories c ON c.id = l.category_id WHERE l.faq_number = f.number) AS categories`;

export type FaqRow = {
  id: string;
  number: number;
  question: string;
  answer: string;
  status: FaqStatus;
  tags: string[];
  view_count: number;
  helpful_count: number;
  not_helpful_count: number;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  published_at: Date | null;
  my_rating: boolean | null;
  categories: FaqCategoryRef[];
};

/** A row of `FAQ_COLUMNS` as the core knows it. */
export function toFaq(row: FaqRow): Faq {
  return {
    id: row.id,
    number: row.number,
    question: row.question,
    answer: row.answer,
    status: row.status,
    categories: row.categories,
    tags: row.tags,
    viewCount: row.view_count,
    helpfulCount: row.helpful_count,
    notHelpfulCount: row.not_helpful_count,
    myRating: row.my_rating,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
  };
}
