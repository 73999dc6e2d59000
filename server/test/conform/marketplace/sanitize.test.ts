import { describe, expect, test } from 'vitest';
import { at, historyOf, must, of, openDirect, openGroup, openMarket, post, refused, say, send } from './market.ts';
import { conversationShape, messageShape } from './shapes.ts';

const market = await openMarket();

/** What is sent and what is left of it. */
const CASES: readonly (readonly [sent: string, left: string])[] = [
  ['a<script>alert(1)</script>b', 'ab'],
  ['a<SCRIPT SRC="//x.example/x.js"></SCRIPT >b', 'ab'],
  ['a<script>if (a < b) { "</scr" }</script>b', 'ab'],
  ['a<style>body { color: red }</style>b', 'ab'],
  ['a<iframe src="https://x.example"></iframe>b', 'ab'],
  ['a<iframe><b>inside</b></iframe>b', 'ab'],
  ['a<object data="x"><p>inside</p></object>b', 'ab'],
  ['a<embed src="x">b', 'ab'],
  ['a<svg onload="x"><circle/></svg>b', 'ab'],
  ['a<svg><script>x</script></svg>b', 'ab'],
  ['a<img src=x onerror=alert(1)>b', 'ab'],
  ['a<IMG SRC=x OnError="alert(1)"/>b', 'ab'],
  ['a<a href="javascript:alert(1)">link</a>b', 'alink</a>b'],
  ['a<div onclick=x>word</div>b', 'aword</div>b'],
  ['a<script>b', 'ab'],
  ['a<svg>b', 'ab'],
];

/** What has nothing in it that could run. */
const SAME: readonly string[] = [
  'a < b && "c"',
  "it's 100%_ \\ <3 </3",
  '<b>bold</b> and <i>thin</i>',
  '<a href="https://x.example/?a=1&b=2">link</a>',
  '<img src="https://x.example/a.png" alt="a picture">',
  'onerror=alert(1)',
  'javascript:alert(1)',
  'the script, the style <and the svg',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '1 <2 and 3> 2',
  '<scripted> <styles> <embedded>',
  '😀 <☃> é',
  'a<!-- a comment -->b',
  'let x = a<b>c;',
  '</div>',
];

/** Start tags that could run something, as a browser reads them; a tag that the text leaves open is closed by what follows it. */
function dangers(text: string): string[] {
  const found = `${text}>`.matchAll(/<(\/?[a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi);
  return [...found].flatMap(([tag, name = '', rest = '']) => {
    const plain = rest.replaceAll('&#115;', 's').replaceAll(/\s(?=[^=]*:)/g, '');
    if (name.startsWith('/')) return [];
    const bad = /^(script|style|iframe|object|embed|svg)$/i.test(name) || /(^|[\s/"'])on\w+\s*=/i.test(rest);
    return bad || /javascript:/i.test(plain) ? [tag] : [];
  });
}

describe('HTML that could run', () => {
  test('MARK-100 is taken out of what is sent, and nothing else is', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const wire = await ann.connect();
    for (const [sent, left] of [...CASES, ...SAME.map((text) => [text, text] as const)]) {
      expect((await send(ann, id, sent)).content, sent).toBe(left);
      expect((await say(wire, id, sent)).content, sent).toBe(left);
      expect((await historyOf(bo, id, '?limit=1'))[0]?.content, sent).toBe(left);
    }
  });

  test('MARK-101 where nothing is left there is no message', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const message = await send(ann, id, 'one');
    for (const content of ['<script>alert(1)</script>', ' <style>x</style> ', '<svg/>', '<img src=x onerror=x>']) {
      refused(await post(ann, id, { content }), 400, /content/);
      refused(await ann.put(of(message._id), { content }), 400, /content/);
    }
    expect(await historyOf(bo, id)).toEqual([message]);
  });

  test('MARK-102 taking out does not put together', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const nested = [
      '<scr<script>x</script>ipt>alert(1)</script>',
      '<<script>script>alert(1)</script>',
      '<im<svg></svg>g src=x onerror=alert(1)>',
      '<scr<embed>ipt>alert(1)</scr<embed>ipt>',
      '<svg><style></svg><img src=x onerror=alert(1)></style>',
      '<a href="java&#115;cript:alert(1)">x</a>',
      '<a href=" javascript:alert(1)">x</a>',
      '<a href="java\tscript:alert(1)">x</a>',
      '<img/src=x/onerror=alert(1)>',
      '<img src="x"onerror=alert(1)>',
      '<details open ontoggle=alert(1)>',
      '<img src=x onerror=alert(1) ',
      '<svg/onload=alert(1)',
    ];
    for (const sent of nested) {
      const answer = must(await post(ann, id, { content: `x${sent}` }), 201).as(messageShape);
      expect(dangers(answer.content), `${sent} became ${answer.content}`).toEqual([]);
      expect((await send(ann, id, answer.content)).content).toBe(answer.content);
    }
  });

  test('MARK-103 names, edits, captions and addresses are cleaned as well', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const dirty = 'a<script>x</script>b';
    const group = await openGroup(ann, [bo], { groupName: dirty });
    expect(group.groupName).toBe('ab');
    expect(must(await ann.put(at(group._id), { groupName: `${dirty}c` }), 200).as(conversationShape).groupName).toBe(
      'abc',
    );
    refused(await ann.put(at(group._id), { groupName: '<script>x</script>' }), 400, /groupName/);
    const message = await send(ann, group._id, 'one');
    expect(must(await ann.put(of(message._id), { content: dirty }), 200).as(messageShape).content).toBe('ab');
    const body = { latitude: 1, longitude: 1, address: dirty, message: `${dirty}c` };
    const place = must(await ann.post(at(group._id, '/messages/location'), body), 201).as(messageShape);
    expect(place).toMatchObject({ content: 'abc', metadata: { address: 'ab' } });
  });

  test('MARK-104 what a token says of a name is shown without it', async () => {
    const { ann } = await market.people('ann');
    const eve = await market.person('Eve<script>alert(1)</script>');
    const seen = await openDirect(ann, eve);
    expect(seen.participantDetails[1]?.name).toBe('Eve');
  });
});
