import type { Answer, Api } from './api.ts';
import type { Attachment, Conversation, Faq, FaqCategory, Message } from './shapes.ts';
import { attachmentShape, conversationShape, faqCategoryShape, faqShape, listShape, messageShape } from './shapes.ts';

function must(answer: Answer, ...statuses: readonly number[]): Answer {
  if (statuses.includes(answer.status)) return answer;
  throw new Error(`expected ${statuses.join(' or ')}, got ${answer.status}: ${answer.text}`);
}

export const CONVERSATIONS = '/api/messaging/conversations';
export const MESSAGES = '/api/messaging/messages';

/** The direct conversation of two people. */
export async function makeDirect(one: Api, other: { readonly id: string }): Promise<Conversation> {
  const answer = await one.post(CONVERSATIONS, { type: 'direct', participantIds: [other.id] });
  return must(answer, 200, 201).as(conversationShape);
}

/** A group owned by `owner`. */
export async function makeGroup(
  owner: Api,
  others: readonly { readonly id: string }[],
  title = 'Group',
): Promise<Conversation> {
  const participantIds = others.map((other) => other.id);
  return must(await owner.post(CONVERSATIONS, { type: 'group', title, participantIds }), 201).as(conversationShape);
}

type In = { readonly id: string };

/** Sends a text (or whatever `extra` makes of it) and returns the stored message. */
export async function say(who: Api, where: In, content: string, extra: object = {}): Promise<Message> {
  const answer = await who.post(MESSAGES, { conversationId: where.id, content, ...extra });
  return must(answer, 201, 200).as(messageShape);
}

/** Sends several texts one after the other. */
export async function sayAll(who: Api, where: In, ...contents: readonly string[]): Promise<Message[]> {
  const sent: Message[] = [];
  for (const content of contents) sent.push(await say(who, where, content));
  return sent;
}

/** A conversation as `who` sees it now. */
export async function look(who: Api, where: In): Promise<Conversation> {
  return must(await who.get(`${CONVERSATIONS}/${where.id}`), 200).as(conversationShape);
}

/** A message as `who` sees it now. */
export async function lookAt(who: Api, message: In): Promise<Message> {
  return must(await who.get(`${MESSAGES}/${message.id}`), 200).as(messageShape);
}

/** One page of a conversation's messages. */
export async function messagesOf(who: Api, where: In, query = ''): Promise<Message[]> {
  const answer = await who.get(`${CONVERSATIONS}/${where.id}/messages${query}`);
  return must(answer, 200).as(listShape(messageShape)).data;
}

/** All messages of a conversation in ascending order, page by page. */
export async function historyOf(who: Api, where: In): Promise<Message[]> {
  const all: Message[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await who.get(`${CONVERSATIONS}/${where.id}/messages?after=0&limit=100${more}`);
    const list = must(answer, 200).as(listShape(messageShape));
    all.push(...list.data);
    cursor = list.page.next;
  } while (cursor !== null);
  return all;
}

/** A member's row of a conversation. */
export function memberOf(conversation: Conversation, who: In) {
  const member = conversation.members.find((row) => row.userId === who.id);
  if (!member) throw new Error(`${who.id} is no member`);
  return member;
}

/** A multipart body with one file in the field `file`. */
export function fileForm(name: string, bytes: Uint8Array, mimeType: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type: mimeType }), name);
  return form;
}

/** Uploads a file that must be accepted. */
export async function upload(who: Api, name: string, bytes: Uint8Array, mimeType: string): Promise<Attachment> {
  const answer = await who.post('/api/attachments', undefined, { raw: fileForm(name, bytes, mimeType) });
  return must(answer, 201).as(attachmentShape);
}

export const FAQS = '/api/faqs';

/** Writes an FAQ; published unless `extra` says otherwise. */
export async function makeFaq(agent: Api, question: string, extra: object = {}): Promise<Faq> {
  return must(await agent.post(FAQS, { question, answer: 'As it is.', ...extra }), 201).as(faqShape);
}

/** Makes a category of FAQs. */
export async function makeFaqCategory(agent: Api, name: string, extra: object = {}): Promise<FaqCategory> {
  return must(await agent.post(`${FAQS}/categories`, { name, ...extra }), 201).as(faqCategoryShape);
}

/** Waits. Only for what has no event to wait for. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Repeats `look` until it is true; fails after `timeoutMs`. */
export async function eventually(what: string, check: () => Promise<boolean>, timeoutMs = 3000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`still not so after ${timeoutMs} ms: ${what}`);
    await pause(25);
  }
}
