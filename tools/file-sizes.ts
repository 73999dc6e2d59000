import { globSync, readFileSync } from 'node:fs';

/** A file is split, by verb or by concept, before it is longer than this. */
const longest = 500;

const files = globSync('{server,client,web,bench,tools}/**/*.{ts,tsx}', {
  exclude: ['**/node_modules/**', '**/dist/**', '**/*.d.ts'],
});
const tooLong = files.flatMap((file) => {
  const lines = readFileSync(file, 'utf8').split('\n').length - 1;
  return lines > longest ? [`${file} has ${lines} lines, more than ${longest}`] : [];
});
if (tooLong.length > 0) {
  console.error(tooLong.join('\n'));
  process.exitCode = 1;
}
