import { describe, expect, test } from 'vitest';
import { BODIES, type Fields, FRAMES, NOBODY, QUERIES, WRONG } from './bad-input.table.ts';
import { at, CONVERSATIONS, fails, look, messagesOf, must, openCharity, post, refused } from './charity.ts';
import { setStage } from './stage.ts';

const charity = await openCharity();

async function setScene() {
  const stage = await setStage(charity);
  const { ann, id } = stage;
  await post(ann, id, 'one');
  await post(ann, id, 'two');
  await stage.clear();
  /** Everything that bad input could have changed. */
  const state = async () =>
    JSON.stringify([await look(ann, id), await messagesOf(ann, id), must(await ann.get(CONVERSATIONS), 200).json]);
  return { ...stage, state, fill: (path: string) => path.replace(':id', id) };
}

/** Each field with each value that it may not have. */
function wrongs(fields: Fields): { field: string; value: unknown }[] {
  return Object.entries(fields).flatMap(([field, kind]) => {
    const values = WRONG[kind.replace('!', '') as keyof typeof WRONG];
    return [...values, ...(kind.endsWith('!') ? [undefined] : [])].map((value) => ({ field, value }));
  });
}
const show = (value: unknown) => `${JSON.stringify(value)?.slice(0, 60)}`;

describe('requests', () => {
  test.each(BODIES)('CHAR-130 %s %s refuses every field of a wrong kind', async (method, path, fields) => {
    const scene = await setScene();
    const before = await scene.state();
    for (const { field, value } of wrongs(fields)) {
      const body = path.endsWith('messages') ? { content: 'fine', [field]: value } : { [field]: value };
      const answer = await scene.root.request(method, scene.fill(path), body);
      expect(answer.status, `${field} = ${show(value)}: ${answer.status} ${answer.text}`).toBe(400);
      refused(answer, 400, 'VALIDATION_ERROR', new RegExp(field));
    }
    expect(await scene.state()).toBe(before);
    await scene.heard({});
  });

  test('CHAR-130 ids that nothing has are 404 in an address', async () => {
    const scene = await setScene();
    for (const value of NOBODY) {
      for (const [method, path, body] of [
        ['GET', at(value), undefined],
        ['PUT', at(value), { subject: 'x' }],
        ['POST', at(value, '/assign'), {}],
        ['PUT', at(value, '/read'), undefined],
        ['GET', at(value, '/messages'), undefined],
        ['POST', at(value, '/messages'), { content: 'x' }],
      ] as const)
        refused(await scene.root.request(method, path, body), 404, 'NOT_FOUND');
      await expect(scene.root.connect(value)).rejects.toMatchObject({ status: 404 });
    }
    for (const part of ['%', '%zz', '%C3%28', '%2e%2e', '%2F', '..%2f..%2fetc']) {
      const answer = await scene.ann.get(`${CONVERSATIONS}/${part}`);
      expect([400, 404], `${part}: ${answer.status}`).toContain(answer.status);
    }
    await scene.heard({});
  });

  test('CHAR-130 every query parameter refuses what it cannot be', async () => {
    const scene = await setScene();
    for (const [path, name, values] of QUERIES) {
      for (const value of values) {
        const answer = await scene.ann.get(`${scene.fill(path)}?${name}=${encodeURIComponent(value)}`);
        expect(answer.status, `${path} ${name}=${value}: ${answer.text.slice(0, 200)}`).toBe(400);
        refused(answer, 400, 'VALIDATION_ERROR', new RegExp(name));
      }
      const twice = await scene.ann.get(`${scene.fill(path)}?${name}=${values[0]}&${name}=${values[1]}`);
      expect(twice.status, `${path} ${name} twice`).toBe(400);
    }
    await scene.heard({});
  }, 30_000);
});

test.each(Object.entries(FRAMES))(
  'CHAR-131 %s refuses every field of a wrong kind',
  async (type, fields) => {
    const scene = await setScene();
    const before = await scene.state();
    const { root1 } = scene.lines;
    const all = wrongs(fields);
    for (const { field, value } of all) {
      const valid = type === 'message' ? { content: 'fine' } : {};
      const { message } = await fails(root1, { type, ...valid, [field]: value }, 'INVALID_MESSAGE');
      expect(message, `${field} = ${show(value)}`).toContain(field);
    }
    await scene.heard({ root1: Array(all.length).fill('error') });
    expect(await scene.state()).toBe(before);
  },
  30_000,
);
