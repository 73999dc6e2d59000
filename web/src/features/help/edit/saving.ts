import { type Faq, ParleyError } from '@parley/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Api, useApi } from '../../../common/api.ts';
import { faqs } from '../reading.ts';
import { type ArticleForm, changedFields, conflictsOf, type Field, formOf } from './form.ts';

/** How saving went: it is there, somebody else changed the same fields meanwhile, or it was deleted. */
export type Saved =
  | { readonly kind: 'saved'; readonly faq: Faq }
  | { readonly kind: 'conflict'; readonly theirs: Faq; readonly fields: readonly Field[] }
  | { readonly kind: 'gone' };

type Wish = {
  /** As it was when the writing began; null makes a new one. */
  readonly base: Faq | null;
  readonly form: ArticleForm;
};

/** Saves an article: only what was changed, and not over what somebody else changed since `base`. @throws ParleyError */
export function useSaving() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) => save(api, wish),
    onSuccess: (saved) => {
      if (saved.kind === 'saved') {
        cache.setQueryData([...faqs, 'one', saved.faq.id], saved.faq);
        cache.setQueryData(editedKey(saved.faq.id), saved.faq);
      }
      return cache.invalidateQueries({ queryKey: faqs });
    },
  });
}

/** Deletes an article; one that is gone already is deleted too. @throws ParleyError */
export function useDeletion() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api('delete', '/api/faqs/{id}', { params: { id } }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      }),
    onSuccess: (_, id) => {
      cache.removeQueries({ queryKey: [...faqs, 'one', id] });
      return cache.invalidateQueries({ queryKey: faqs });
    },
  });
}

/** The key of an article as its editor took it up: it stays as it was then. */
export function editedKey(id: string): readonly string[] {
  return ['edited', id];
}

async function save(api: Api, { base, form }: Wish): Promise<Saved> {
  const body = { ...form, categoryIds: [...form.categoryIds], tags: [...form.tags] };
  if (base === null) return { kind: 'saved', faq: await api('post', '/api/faqs', { body }) };
  const params = { id: base.id };
  try {
    const theirs = await api('get', '/api/faqs/{id}', { params });
    const fields = conflictsOf(formOf(base), form, formOf(theirs));
    if (fields.length > 0) return { kind: 'conflict', theirs, fields };
    const changes = Object.fromEntries(changedFields(formOf(base), form).map((field) => [field, body[field]]));
    return { kind: 'saved', faq: await api('put', '/api/faqs/{id}', { params, body: changes }) };
  } catch (error) {
    if (isGone(error)) return { kind: 'gone' };
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ParleyError && error.code === 'not_found';
}
