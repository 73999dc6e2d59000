import { expect, test } from 'vitest';
import { joinFigures } from './siblings.ts';

test('CLU-15 figures of several processes are one exposition, each family in one piece', () => {
  const one =
    '# HELP a Some a\n# TYPE a counter\na 1\na{x="}"} 2\n\n# HELP b Some b\n# TYPE b gauge\nb{le="+Inf",c="d e"} 3 17\n';
  const two =
    '# HELP b Some b\n# TYPE b gauge\nb 4\n# HELP a Some a\n# TYPE a counter\na 5\n# HELP c Some c\n# TYPE c gauge\n';
  expect(
    joinFigures([
      { number: 1, text: one },
      { number: 2, text: two },
      { number: 3, text: null },
    ]),
  ).toBe(
    `# HELP parley_process_up Whether a process of this machine told its figures
# TYPE parley_process_up gauge
parley_process_up{process="1"} 1
parley_process_up{process="2"} 1
parley_process_up{process="3"} 0
# HELP a Some a
# TYPE a counter
a{process="1"} 1
a{process="1",x="}"} 2
a{process="2"} 5
# HELP b Some b
# TYPE b gauge
b{process="1",le="+Inf",c="d e"} 3 17
b{process="2"} 4
# HELP c Some c
# TYPE c gauge
`,
  );
});
