import type { Farewell } from '../farewell.ts';
import type { Person } from '../person.ts';
import { type Stage, StoryError } from '../stage.ts';
import { answers } from '../wire.ts';

const FAQS = [
  {
    question: 'When do I get my money back after I cancel?',
    answer: 'Within **five days**, on the card that you paid with.',
  },
  {
    question: 'Can I move my booking to another weekend?',
    answer: 'Yes, until a week before it begins: **My bookings**, then **Move**.',
  },
];

const QUESTION = 'My booking was charged twice. When do I get my money back?';

const CANNED = {
  title: 'Which card?',
  shared: true,
  body: 'Hello {{requester.name}}, {{agent.name}} here. About #{{ticket.number}}: how does the number of your card end?',
};

type Faq = { readonly id: string; readonly question: string };

/** What the desk has answered before, for everybody to read. */
export async function publishFaqs(stage: Stage, agent: Person, farewell: Farewell): Promise<readonly Faq[]> {
  const published: Faq[] = [];
  for (const request of FAQS) {
    const faq = await agent.call('POST', '/api/faqs', answers.faq, request);
    farewell.add(() => agent.fetch(`/api/faqs/${faq.id}`, { method: 'DELETE' }));
    stage.narrator.act(agent, `publishes an answer to “${faq.question}”`);
    published.push(faq);
  }
  return published;
}

/** A text to answer with, with places for who asks and who answers. */
export async function prepareCanned(stage: Stage, agent: Person, farewell: Farewell) {
  const canned = await agent.call('POST', '/api/tickets/canned-responses', answers.canned, CANNED);
  farewell.add(() => agent.fetch(`/api/tickets/canned-responses/${canned.id}`, { method: 'DELETE' }));
  stage.narrator.act(agent, `keeps a canned response for the desk, “${canned.title}”`);
  return canned;
}

/** The customer writes a question, is offered what was answered before, reads the best of it, and is not helped. */
export async function lookForAnswer(stage: Stage, customer: Person, faqs: readonly Faq[]): Promise<void> {
  stage.narrator.act(customer, `writes: ${QUESTION}`);
  const query = new URLSearchParams({ q: QUESTION });
  const { data } = await customer.call('GET', `/api/faqs/suggest?${query}`, answers.faqs);
  for (const { question } of data) stage.narrator.detail(`perhaps: ${question}`);
  // The server may hold others from elsewhere; these two must be in their order among them.
  const places = faqs.map(({ id }) => data.findIndex((faq) => faq.id === id)).filter((place) => place !== -1);
  const best = data.find(({ id }) => id === faqs[0]?.id);
  if (!best || places.some((place, index) => place < (places[index - 1] ?? 0))) {
    throw new StoryError('what answers the question best must be suggested before the rest');
  }
  const path = `/api/faqs/${best.id}`;
  const { answer } = await customer.call('GET', path, answers.faq);
  stage.narrator.act(customer, `reads the first: ${answer}`);
  const rating = await customer.call('POST', `${path}/rate`, answers.faqRating, { helpful: false });
  if (rating.helpful || rating.notHelpfulCount !== 1) throw new StoryError('a rating must count once');
  stage.narrator.act(customer, 'says that this does not help');
}
