import { expect, test } from 'vitest';
import { safeMetadata, withoutScripts } from './sanitize.ts';

test.each([
  'a < b && "c"',
  '100%_ 😀 \\ & &amp; &lt;script&gt;',
  '<b>bold</b> <i class="x">and</i> <a href="https://x.y/?a=1&b=2">link</a>',
  'I <3 you, x<y and y>z, <-- and -->',
  'once="x" on a=b javascript:alert(1)',
  '<!-- a note --> <!doctype html> <?xml ?>',
  '<p title="see javascript: basics">text</p>',
  'an open <b quote="',
  '<scripture>kept</scripture> <objective> <embedded>',
  '</b> </ p> < b>',
  'tail <',
])('%s stays to the letter', (text) => {
  expect(withoutScripts(text)).toBe(text);
});

test.each([
  ['a<script>alert(1)</script>b', 'ab'],
  ['<SCRIPT src=x>1</sCript >b', 'b'],
  ['<script/xss>1</script/foo>b', 'b'],
  ['<style>a{}</style><iframe src=x>y</iframe><object data=x>z</object><svg><g/>s</svg>k', 'k'],
  ['<embed src=x>k', 'k'],
  ['<svg><svg>a</svg>b</svg>c', 'c'],
  ['<svg>left open', 'left open'],
  ['<script>left <b>open</b>', 'left <b>open</b>'],
  ['<script><img src=x onerror=1>', ''],
  ['stray</script>', 'stray'],
  ['<b onclick="x()">hi</b>', 'hi</b>'],
  ['<img src=x OnError = alert(1)>', ''],
  ['<img/onerror=alert(1)/src=x>k', 'k'],
  ['<a href="javascript:x">y</a>', 'y</a>'],
  ['<a href=" java\nscript:x">y', 'y'],
  ['<a href="&#106;avascript&colon;x">y', 'y'],
  ['<meta http-equiv=refresh content="0;url=javascript:x">', ''],
  ['<scr<script>x</script>ipt>alert(1)</script>', 'alert(1)'],
  ['<!--><script>x</script>-->', '<!-->-->'],
  ['<textarea><img onerror=1 src=x></textarea>', '<textarea></textarea>'],
  ['x</scr<embed>ipt>', 'x'],
  ['<img/src=x/onerror=alert(1)>k', 'k'],
  ['<a <script>x</script>', '<a '],
  ['<img onerror=1 src=x <b>k', 'k'],
  ['text <img src=x onerror=alert(1) ', 'text '],
  ['<b title="<img onerror=1>">k</b>', '<b title="<img onerror=1>">k</b>'],
])('%s loses what runs', (text, rest) => {
  expect(withoutScripts(text)).toBe(rest);
});

test('what is taken out brings nothing together that runs, however deep', () => {
  const deep = `${'<scr<script></script>'.repeat(200)}${'ipt>alert(1)'.repeat(200)}`;
  expect(withoutScripts(deep)).not.toMatch(/<script/i);
  for (const unit of ['<a', '<a x="', '<svg>', '<script>', '<', '</script', '<svg a="', '<scr<script></script>']) {
    const started = performance.now();
    const rest = withoutScripts(unit.repeat(20_000));
    expect(rest).not.toMatch(/<(script|svg)[\s/>]/i);
    expect(performance.now() - started, unit).toBeLessThan(1_500);
  }
});

test('cleaned again, a text stays as it is', () => {
  const parts = [
    '<script>',
    '</script>',
    '<svg',
    '>',
    '"',
    'a',
    ' onx=1',
    '<b',
    "'",
    '<!--',
    '-->',
    '<',
    '/',
    'javascript:',
    ' href=',
  ];
  let seed = 7;
  const next = (bound: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * bound);
  };
  for (let round = 0; round < 3_000; round += 1) {
    const text = Array.from({ length: 1 + next(14) }, () => parts[next(parts.length)]).join('');
    const once = withoutScripts(text);
    expect(withoutScripts(once), text).toBe(once);
  }
});

test('metadata lose it in every text, however deep', () => {
  expect(safeMetadata({ a: ['<script>x</script>y', { b: '<svg>z' }], n: 1, o: null })).toEqual({
    a: ['y', { b: 'z' }],
    n: 1,
    o: null,
  });
});
