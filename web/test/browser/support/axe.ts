import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type WithAxe = { readonly axe?: { run(options: RunOptions): Promise<AxeResults> } };

/**
 * What axe has to say against a page as it stands: the rule, and where. `only` limits it to these rules. The policy of the page
 * is not touched: what a debugger evaluates is not its business.
 */
export async function violationsOf(page: Page, only?: readonly string[]): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(source);
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(only ? { runOnly: [...only] } : { rules: { 'target-size': { enabled: true } } }),
  };
  return page.evaluate(async (given) => {
    const { axe } = globalThis as WithAxe;
    if (!axe) throw new Error('axe is not there');
    const { violations } = await axe.run(given);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id} (${help}): ${target.join(' ')} ${failureSummary}`),
    );
  }, options);
}
