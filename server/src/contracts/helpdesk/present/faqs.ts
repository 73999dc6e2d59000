import type { z } from 'zod';
import type { FaqHit } from '../../../core/faqs/search.ts';
import type { Faq, FaqCategory, FaqFeedback } from '../../../core/faqs/types.ts';
import { userRef } from '../../../core/users/types.ts';
import type { categoryAnswer, faqAnswer, feedbackAnswer, foundFaqAnswer } from '../schema/faqs.ts';

/** An FAQ as its reader sees it. */
export function presentFaq(faq: Faq): z.infer<typeof faqAnswer> {
  return {
    id: faq.id,
    question: faq.question,
    answer: faq.answer,
    status: faq.status,
    categories: faq.categories.map(({ id, name, slug }) => ({ id, name, slug })),
    tags: [...faq.tags],
    viewCount: faq.viewCount,
    helpfulCount: faq.helpfulCount,
    notHelpfulCount: faq.notHelpfulCount,
    myRating: faq.myRating,
    createdBy: faq.createdBy,
    createdAt: faq.createdAt,
    updatedAt: faq.updatedAt,
    publishedAt: faq.publishedAt,
  };
}

/** An FAQ that a search found. */
export function presentHit({ faq, score, highlight }: FaqHit): z.infer<typeof foundFaqAnswer> {
  return { ...presentFaq(faq), score, highlight: { question: highlight.question, answer: highlight.answer } };
}

/** A category of FAQs. */
export function presentCategory(category: FaqCategory): z.infer<typeof categoryAnswer> {
  const { id, name, slug, description, order, faqCount } = category;
  return { id, name, slug, description, order, faqCount };
}

/** A rating with its comment. */
export function presentFeedback(feedback: FaqFeedback): z.infer<typeof feedbackAnswer> {
  const { user, helpful, comment, createdAt, updatedAt } = feedback;
  return { userId: user.id, user: userRef(user), helpful, comment, createdAt, updatedAt };
}
