import type { CannedFields } from '../../src/core/tickets/canned.ts';

type Answer = Pick<CannedFields, 'title' | 'body' | 'tags'>;

/** What agents of the demo answer with again and again. */
export const CANNED: readonly Answer[] = [
  {
    title: 'Greeting',
    body: 'Hello {{requester.name}},\n\nthank you for writing to us. I am looking into it and answer you shortly.\n\nBest regards\n{{agent.name}}',
    tags: ['general'],
  },
  {
    title: 'Ask for a screenshot',
    body: 'Could you send us a screenshot of what you see, please? You can paste it right here. Please cover the names of guests.',
    tags: ['technical'],
  },
  {
    title: 'Ask for the version',
    body: 'Which version do you use? You find it under Settings → About. And on which device does it happen?',
    tags: ['technical'],
  },
  {
    title: 'Known issue',
    body: 'This is known to us and being worked on. I have noted your ticket #{{ticket.number}} with it, so that you hear from us as soon as it is solved.',
    tags: ['technical'],
  },
  {
    title: 'Solved, please check',
    body: 'This should work again now. Could you try it once more? If anything is odd, please answer here: your ticket opens again by itself.',
    tags: ['general'],
  },
  {
    title: 'Refund is on its way',
    body: 'We have returned the amount today. It takes three to five working days until you see it on your account.',
    tags: ['billing'],
  },
  {
    title: 'Invoice on another name',
    body: 'Please enter the new name under Settings → Company. Tell me when it is there, then I write the invoice anew and cancel the old one.',
    tags: ['billing'],
  },
  {
    title: 'Reset of two-factor sign-in',
    body: 'I can reset this for you. For your safety I have two questions first: which property do you manage, and what is the last booking that you remember?',
    tags: ['account', 'security'],
  },
  {
    title: 'Feature request',
    body: 'That is a good idea. I have put it on our list, together with your words. I cannot promise a date, but you will hear from us when it comes.',
    tags: ['general', 'feature-request'],
  },
  {
    title: 'Closing after silence',
    body: 'We have not heard from you for some days, so I take it that all is well and close #{{ticket.number}}. You are welcome to write again at any time.',
    tags: ['general'],
  },
];
