import type { Locator, Page } from 'playwright-core';

/** An open chat as somebody sees it. */
export type ChatView = {
  readonly region: Locator;
  readonly messages: Locator;
  readonly field: Locator;
  /** The newest message that has these words in it. */
  message(words: string | RegExp): Locator;
  /** Writes and sends. */
  say(text: string): Promise<void>;
  /** Chooses what to do with a message, from its menu, which does it once it is gone. */
  choose(words: string, action: string): Promise<void>;
};

/** What the field offers once something that is written there has begun. */
const BEGUN: Readonly<Record<string, string>> = { Edit: 'Stop editing', Reply: 'Do not reply' };

/** The chat in a window. */
export function chatOf(page: Page): ChatView {
  const region = page.getByRole('region', { name: 'Chat', exact: true });
  const messages = region.getByRole('list', { name: 'Messages' });
  const field = region.getByRole('textbox', { name: 'Message', exact: true });
  const message = (words: string | RegExp) => messages.getByRole('listitem').filter({ hasText: words }).last();
  return {
    region,
    messages,
    field,
    message,
    async say(text) {
      await field.fill(text);
      await field.press('Enter');
    },
    async choose(words, action) {
      await message(words).hover();
      await message(words).getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: action }).click();
      const begun = BEGUN[action];
      if (begun) await region.getByRole('button', { name: begun, exact: true }).waitFor();
    },
  };
}

/** Lets a file fall onto a place. */
export async function dropFile(place: Locator, name: string, type: string, bytes: Buffer): Promise<void> {
  const given = { name, type, base64: bytes.toString('base64') };
  const transfer = await place.page().evaluateHandle(({ name, type, base64 }) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type }));
    return data;
  }, given);
  for (const event of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(event, { dataTransfer: transfer });
}

/** Whether all of a message is seen, and not only somewhere in the document. */
export async function isInView(message: Locator): Promise<boolean> {
  if ((await message.count()) === 0) return false;
  return message.evaluate(
    (node) =>
      new Promise<boolean>((done) => {
        new IntersectionObserver(([entry], watch) => {
          watch.disconnect();
          done((entry?.intersectionRatio ?? 0) > 0.99);
        }).observe(node);
      }),
  );
}
