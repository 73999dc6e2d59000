import { glob, readFile } from 'node:fs/promises';

const ROOT = new URL('../../../', import.meta.url);

/** The rules of a document, in its order: its lines that begin `- **NAME-1** `. */
export async function writtenRules(file: string): Promise<string[]> {
  const text = await readFile(new URL(file, ROOT), 'utf8');
  return [...text.matchAll(/^- \*\*([A-Z][A-Z0-9]*-\d+)\*\* /gm)].map(([, rule]) => rule ?? '');
}

/** The rules that titles of tests begin with, in all files that fit the pattern. */
export async function quotedRules(pattern: string): Promise<Set<string>> {
  const quoted = new Set<string>();
  for await (const file of glob(pattern, { cwd: ROOT, exclude: ['**/node_modules/**'] })) {
    const text = await readFile(new URL(file, ROOT), 'utf8');
    for (const [, rule] of text.matchAll(/['"`]([A-Z][A-Z0-9]+-\d+) [^'"`\n]/g)) if (rule) quoted.add(rule);
  }
  return quoted;
}

/** The name that the rules of a document share: `TELE` of `TELE-12`. */
export function familyOf(rule: string): string {
  return rule.slice(0, rule.lastIndexOf('-'));
}

/** Every contract that has numbered rules of its own, with its document. */
export async function contractsWithRules(): Promise<{ readonly contract: string; readonly file: string }[]> {
  const found = [];
  for await (const file of glob('server/src/contracts/*/RULES.md', { cwd: ROOT })) {
    found.push({ contract: file.split('/').at(-2) ?? '', file });
  }
  return found.sort((one, other) => one.contract.localeCompare(other.contract));
}
