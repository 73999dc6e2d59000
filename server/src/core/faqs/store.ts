import type { QueryPart } from '../search/query.ts';
import type { Grade } from './grade.ts';
import type { DraftWord } from './suggestions.ts';
import type {
  Faq,
  FaqCategory,
  FaqCategoryChanges,
  FaqCategoryFields,
  FaqChanges,
  FaqFeedback,
  FaqFields,
  FaqScope,
  FaqText,
  RatingCounts,
} from './types.ts';

/** A category id that names nothing; where it stands among those given. */
export type MissingCategory = { readonly missing: number };

export type FaqFilter = {
  readonly scope: FaqScope;
  /** Null: of any category, with any tag. */
  readonly categoryId: string | null;
  readonly tag: string | null;
};

/** A view that may count; the viewer is any text that tells people apart. */
export type FaqView = { readonly faqId: string; readonly viewer: string };

/** FAQs with their ratings and views. `readerId` is whose rating is told as `myRating`; null for nobody's. Times are milliseconds. */
export type FaqStore = {
  /** Creations follow each other: numbers and times of creation grow together, and become visible in that order. */
  insert(id: string, fields: FaqFields, createdBy: string, at: number): Promise<Faq | MissingCategory>;
  /** Sets what is given; null when there is no such FAQ. */
  update(id: string, changes: FaqChanges, readerId: string, at: number): Promise<Faq | MissingCategory | null>;
  /** False when there is no such FAQ. */
  remove(id: string): Promise<boolean>;
  /** Those that exist, in no particular order. */
  find(ids: readonly string[], readerId: string | null): Promise<Faq[]>;
  /** Newest first, those with a number below `before`; at most `limit`. `next` is null on the last page. */
  list(
    filter: FaqFilter,
    readerId: string | null,
    before: number | null,
    limit: number,
  ): Promise<{ readonly faqs: Faq[]; readonly next: number | null }>;
  count(filter: FaqFilter): Promise<number>;
  /** Published ones, by views, then helpful ratings, then the newest; at most `limit`. */
  popular(readerId: string | null, limit: number): Promise<Faq[]>;

  /** Sets what a user thinks of a published FAQ, in place of what they said before; null when there is no such FAQ. */
  rate(
    id: string,
    userId: string,
    rating: { readonly helpful: boolean; readonly comment: string | null },
    at: number,
  ): Promise<RatingCounts | null>;
  /** Ratings with a comment, the latest first, those after the given place; at most `limit`. */
  feedback(id: string, after: FeedbackPlace | null, limit: number): Promise<FaqFeedback[]>;

  /** Whether a view by this viewer counted within `HOUR` before `at`. */
  hasViewed(view: FaqView, at: number): Promise<boolean>;
  /** Counts the views whose viewers did not look within the hour before `at`; the new counts of the FAQs that got any. */
  countViews(views: readonly FaqView[], at: number): Promise<ReadonlyMap<string, number>>;
};

export type FeedbackPlace = { readonly updatedAt: string; readonly userId: string };

/** Milliseconds in which a viewer's views of an FAQ count once. */
export const HOUR = 3_600_000;

/** Why a category cannot be: its name or its slug is another's. */
export type Taken = { readonly taken: 'name' | 'slug' };

export type FaqCategoryStore = {
  /** All, by order, then name. */
  list(): Promise<FaqCategory[]>;
  get(id: string): Promise<FaqCategory | null>;
  /** The category with this id, else the one with this slug. */
  findId(idOrSlug: string): Promise<string | null>;
  insert(id: string, fields: FaqCategoryFields): Promise<FaqCategory | Taken>;
  /** Sets what is given; null when there is no such category. */
  update(id: string, changes: FaqCategoryChanges): Promise<FaqCategory | Taken | null>;
  /** Removes it; its FAQs stay. False when there is no such category. */
  remove(id: string): Promise<boolean>;
};

/** A place in the order of results: by falling grade, then by falling number. */
export type FaqPlace = { readonly grade: Grade; readonly number: number };

export type FoundFaq = FaqPlace & { readonly id: string };

export type FaqSearchInput = {
  readonly scope: FaqScope;
  readonly categoryId: string | null;
  /** Of `splitQuery`; none finds nothing. */
  readonly parts: readonly QueryPart[];
  /** Only what comes after this place; null: from the best. */
  readonly after: FaqPlace | null;
  /** At least 1. */
  readonly limit: number;
};

export type FaqSearch = {
  /**
   * FAQs in which every part occurs (see `grade.ts`), exactly, best first. What a page costs does not depend on how many
   * others match. `next` is null when there is no more; a page that ran out of time is shorter than `limit`, perhaps
   * empty, and still has a next one.
   */
  search(input: FaqSearchInput): Promise<{ readonly found: FoundFaq[]; readonly next: FaqPlace | null }>;
  /**
   * Some published FAQs that hold a word: the newest for each word and for pairs of frequent ones, in no particular order. What it
   * costs does not depend on how many others hold it.
   */
  related(words: readonly DraftWord[]): Promise<RelatedFaqs>;
};

/** `shares`: about which part of all published FAQs holds each word, above 0 and at most 1. */
export type RelatedFaqs = { readonly texts: readonly FaqText[]; readonly shares: readonly number[] };
