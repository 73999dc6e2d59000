import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { createFaqCategoryStore } from '../../src/adapters/postgres/faq-categories.ts';
import { createFaqStore } from '../../src/adapters/postgres/faqs.ts';
import { slugOf } from '../../src/core/faqs/slug.ts';
import type { FaqStore } from '../../src/core/faqs/store.ts';
import type { FaqFields } from '../../src/core/faqs/types.ts';
import { makeId } from '../../src/core/ids.ts';
import type { Engine } from './engine.ts';
import { DAY, HOUR, type Hours } from './hours.ts';
import { AGENTS, PEOPLE } from './people.ts';
import type { Random } from './random.ts';

const FOLDER = join(import.meta.dirname, 'articles');

/** An article of the help centre, as its file has it. */
export type Article = Omit<FaqFields, 'categoryIds'> & { readonly chapter: Chapter };

type Chapter = { readonly name: string; readonly description: string; readonly order: number };

const TAGS = /^tags: (.*)\n/m;
const DRAFT = /^draft\n/m;
/** Of all who rate, and who say why. */
const HELPFUL = 0.82;
const EXPLAINS = 0.18;
const PRAISE = ['Exactly what I needed.', 'Clear, thank you!', 'The table helped.', 'Found it in ten seconds.'];
const BLAME = [
  'A picture would help.',
  'Does not say where on the phone.',
  'Too short for me.',
  'My button is called differently.',
];

/** All articles, chapter by chapter, from `articles/`. */
export function readArticles(): readonly Article[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((name, order) => {
      const [head = '', ...parts] = readFileSync(join(FOLDER, name), 'utf8').split(/^## /m);
      const [title = '', description = ''] = head.trim().split('\n\n');
      const chapter = { name: title.replace(/^# /, ''), description, order: order + 1 };
      return parts.map((part): Article => articleOf(part, chapter));
    });
}

function articleOf(part: string, chapter: Chapter): Article {
  const [question = '', ...lines] = part.split('\n');
  const text = lines.join('\n').trimStart();
  const tags = TAGS.exec(text)?.[1]?.split(', ') ?? [];
  const status = DRAFT.test(text.replace(TAGS, '')) ? 'draft' : 'published';
  const answer = text.replace(TAGS, '').replace(DRAFT, '').trim();
  return { question, answer, tags, status, chapter };
}

export type Library = {
  readonly engine: Pick<Engine, 'pool' | 'siteKey'>;
  readonly hours: Hours;
  readonly random: Random;
  readonly days: number;
  /** Told after each article. */
  readonly onArticle: () => void;
};

/** Writes articles as of the last weeks, with who read them and what they thought of them. */
export async function writeArticles(articles: readonly Article[], library: Library): Promise<void> {
  const { engine, hours, random, days, onArticle } = library;
  const faqs = createFaqStore(engine.pool, await engine.siteKey());
  const categoryOf = await openChapters(engine.pool, articles);
  // Their numbers and their times grow together, so that the oldest is written first.
  const times = articles.map(() => hours.moment(days)).sort((one, other) => one - other);
  for (const [index, { chapter, ...fields }] of random.shuffled(articles).entries()) {
    const at = times[index] ?? hours.now;
    const categoryId = categoryOf.get(chapter.name);
    const author = random.pick(AGENTS).id;
    const made = await faqs.insert(makeId('f'), { ...fields, categoryIds: categoryId ? [categoryId] : [] }, author, at);
    if ('id' in made && fields.status === 'published') await readByPeople(faqs, made.id, at, library);
    onArticle();
  }
}

async function openChapters(pool: Pool, articles: readonly Article[]): Promise<Map<string, string>> {
  const store = createFaqCategoryStore(pool);
  const there = new Map((await store.list()).map(({ name, id }) => [name, id]));
  for (const { chapter } of articles) {
    if (there.has(chapter.name)) continue;
    const made = await store.insert(makeId('k'), { ...chapter, slug: slugOf(chapter.name) });
    if ('id' in made) there.set(made.name, made.id);
  }
  return there;
}

async function readByPeople(faqs: FaqStore, faqId: string, since: number, { hours, random }: Library): Promise<void> {
  const age = (hours.now - since) / DAY;
  const views = Math.min(900, Math.round(random.around(3) * age) + random.int(0, 9));
  const viewers = Array.from({ length: views }, (_, index) => ({ faqId, viewer: `demo-${index}` }));
  if (views > 0) await faqs.countViews(viewers, hours.now - 2 * HOUR);
  const quality = Math.min(0.97, HELPFUL + random.next() * 0.3 - 0.15);
  for (const { id } of random.some(PEOPLE, Math.min(PEOPLE.length, Math.round(views / 12)))) {
    const helpful = random.chance(quality);
    const comment = random.chance(EXPLAINS) ? random.pick(helpful ? PRAISE : BLAME) : null;
    await faqs.rate(faqId, id, { helpful, comment }, since + random.next() * (hours.now - since));
  }
}
