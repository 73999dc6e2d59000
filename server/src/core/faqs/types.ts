import type { UserRef } from '../users/types.ts';

export type FaqStatus = 'published' | 'draft';

/** Which FAQs a list is of. */
export type FaqScope = FaqStatus | 'all';

/** A category as an FAQ names it. */
export type FaqCategoryRef = { readonly id: string; readonly name: string; readonly slug: string };

export type FaqCategory = FaqCategoryRef & {
  readonly description: string | null;
  /** Place in the list of categories, from 0; equal ones go by name. */
  readonly order: number;
  /** Published FAQs in it. */
  readonly faqCount: number;
};

/** A question and its answer, as one reader sees it. Times are ISO 8601. */
export type Faq = {
  readonly id: string;
  /** Grows with creation; the place in lists. Not for clients. */
  readonly number: number;
  readonly question: string;
  /** Markdown, as it was sent. */
  readonly answer: string;
  readonly status: FaqStatus;
  /** In the order in which they were given. */
  readonly categories: readonly FaqCategoryRef[];
  readonly tags: readonly string[];
  readonly viewCount: number;
  readonly helpfulCount: number;
  readonly notHelpfulCount: number;
  /** What the reader said; null for nothing, and for a reader whom nobody knows. */
  readonly myRating: boolean | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When it was published; null for a draft. */
  readonly publishedAt: string | null;
};

/** An FAQ as far as ranking looks at it. */
export type FaqText = Pick<Faq, 'id' | 'number' | 'question' | 'answer'>;

/** What agents write. Category ids and tags hold nothing twice. */
export type FaqFields = {
  readonly question: string;
  readonly answer: string;
  readonly status: FaqStatus;
  readonly categoryIds: readonly string[];
  readonly tags: readonly string[];
};

export type FaqChanges = { readonly [field in keyof FaqFields]?: FaqFields[field] | undefined };

export type FaqCategoryFields = {
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly order: number;
};

export type FaqCategoryChanges = { readonly [field in keyof FaqCategoryFields]?: FaqCategoryFields[field] | undefined };

/** How often an FAQ was found helpful and not. */
export type RatingCounts = { readonly helpfulCount: number; readonly notHelpfulCount: number };

/** A rating that says something. */
export type FaqFeedback = {
  readonly user: UserRef;
  readonly helpful: boolean;
  readonly comment: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};
