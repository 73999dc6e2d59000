import { describe, expect, test } from 'vitest';
import { MESSAGES, makeDirect, messagesOf, say } from '../../../server/test/support/factories.ts';
import { png } from '../../../server/test/support/samples.ts';
import { lookAtTicket, makeCanned, openTicket } from '../../../server/test/support/tickets.ts';
import { chatOf, dropFile } from './support/chat.ts';
import { holdRequests } from './support/hold.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('while one writes'), () => {
  const stage = setStage();

  test('APP-2 of a message that is deleted while it is answered or changed the words are kept, and can be sent', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    const question = await say(bo, talk, 'At noon?');
    const first = await say(ann, talk, 'In the garden.');
    const second = await say(ann, talk, 'Bring a hat.');
    const page = await stage.open(ann, `/inbox/${talk.id}`);
    const chat = chatOf(page);

    await chat.choose('At noon?', 'Reply');
    await chat.field.fill('Better at one.');
    await bo.put(`${MESSAGES}/${question.id}`, { content: 'At noon, all of us?' });
    await chat.region.getByText('At noon, all of us?').nth(1).waitFor(); // also in the bar
    await bo.delete(`${MESSAGES}/${question.id}`);
    await page.getByText('sent without quoting it').waitFor();
    await chat.region.getByRole('button', { name: 'Do not reply' }).waitFor({ state: 'detached' });
    await chat.field.press('Enter');
    await chat.message('Better at one.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    await page.getByText('sent without quoting it').waitFor({ state: 'detached' });

    await chat.choose('In the garden.', 'Edit');
    await chat.field.fill('In the big garden.');
    await ann.delete(`${MESSAGES}/${first.id}`);
    await page.getByText('Your words are in the field').waitFor();
    await chat.region.getByRole('button', { name: 'Stop editing' }).waitFor({ state: 'detached' });
    expect(await chat.field.inputValue()).toBe('In the big garden.');

    // What was begun before that is there as well.
    await chat.choose('Bring a hat.', 'Edit');
    await chat.field.fill('Bring two hats.');
    await ann.delete(`${MESSAGES}/${second.id}`);
    await expect.poll(() => chat.field.inputValue()).toBe('In the big garden.\n\nBring two hats.');
    await chat.field.press('Enter');
    await chat.message('Bring two hats.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    const stored = (await messagesOf(bo, talk)).map(({ content, replyTo }) => [content, replyTo]);
    expect(stored).toContainEqual(['Better at one.', null]);
    expect(stored).toContainEqual(['In the big garden.\n\nBring two hats.', null]);
  });

  test('APP-3 an answer that waited until its message was deleted says so, and is sent without it, files and all', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    const question = await say(bo, talk, 'What is there to eat?');
    const line = await stage.line();
    const page = await stage.open(ann, `/inbox/${talk.id}`, { line });
    const chat = chatOf(page);
    await chat.choose('What is there to eat?', 'Reply');
    line.hold();
    await dropFile(chat.messages, 'menu.png', 'image/png', png(64, 40));
    await chat.say('All of this.');
    await chat.message('All of this.').getByText('Waiting to be sent').waitFor({ state: 'attached' });
    await bo.delete(`${MESSAGES}/${question.id}`);
    line.mend();

    await chat.message('All of this.').getByText('the message that it answers was deleted').waitFor();
    expect(await chat.region.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await chat.region.getByRole('button', { name: 'Send without quoting' }).click();
    await chat.message('All of this.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    expect(await chat.messages.getByText('All of this.').count()).toBe(1);
    const [stored] = (await messagesOf(bo, talk)).filter(({ content }) => content === 'All of this.');
    expect(stored).toMatchObject({ replyTo: null, type: 'image', attachments: [{ name: 'menu.png' }] });
  });

  test('APP-15 of a change that comes too late, after its message was deleted, the words become a draft', async () => {
    const { Ann: ann, Bo: bo, Cy: cy } = await stage.server.people('Ann', 'Bo', 'Cy');
    const talk = await makeDirect(ann, bo);
    await makeDirect(ann, cy);
    const first = await say(ann, talk, 'At noon.');
    const second = await say(ann, talk, 'At the lake.');
    const page = await stage.open(ann, `/inbox/${talk.id}`, { complaint: /status of 4\d\d/ });
    const chat = chatOf(page);
    const changes = await holdRequests(page, 'PUT', '/messages/');
    const changeTooLate = async (words: string, message: { readonly id: string }, text: string) => {
      await chat.choose(words, 'Edit');
      await chat.say(text);
      await expect.poll(() => changes.held()).toBe(1);
      await ann.delete(`${MESSAGES}/${message.id}`);
    };
    const anew = page.getByRole('button', { name: 'Write as new message' });

    await changeTooLate('At noon.', first, 'At one.');
    await chat.field.pressSequentially('And then');
    await changes.release();
    await anew.click();
    await expect.poll(() => chat.field.inputValue()).toBe('And then\n\nAt one.');
    expect(await page.getByRole('button', { name: 'Edit again' }).count()).toBe(0);

    await chat.field.fill('');
    await changeTooLate('At the lake.', second, 'At the river.');
    await page.getByRole('link', { name: /^Cy/ }).click();
    await page.getByRole('heading', { name: 'Cy' }).waitFor();
    await changes.release();
    await anew.last().click();
    await page.getByText('Your words are kept as a draft').first().waitFor();
    await page.getByRole('link', { name: /^Bo/ }).click();
    await expect.poll(() => chat.field.inputValue()).toBe('At the river.');
    await chat.field.press('Enter');
    await chat.message('At the river.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
  });

  test('APP-15 a mistyped name of a ready answer is not sent before its list is closed', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const ticket = await openTicket(await stage.server.person('Ann'));
    await makeCanned(agent, { title: 'Card again', body: 'Once more please.', shared: true });
    const page = await stage.open(agent, `/desk/${ticket.id}`);
    const chat = chatOf(page);
    await chat.field.pressSequentially('/cadr');
    await page.getByText('No answer fits.').waitFor();
    await chat.field.press('Enter');
    await chat.field.press('Enter');
    expect(await chat.field.inputValue()).toBe('/cadr');
    await chat.field.press('Backspace');
    await chat.field.press('Backspace');
    await page.getByRole('option', { name: /Card again/ }).waitFor();

    await chat.field.fill('/etc is full.');
    await page.getByText('No answer fits.').waitFor();
    await chat.field.press('Escape');
    await page.getByText('No answer fits.').waitFor({ state: 'detached' });
    await chat.field.press('Enter');
    await chat.message('/etc is full.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    const { comments } = await lookAtTicket(agent, ticket);
    expect(comments.map(({ content }) => content)).toEqual(['/etc is full.']);
  });

  test('APP-2 what is far too long is said in a line of its own, and how much is left close to the end', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    const page = await stage.open(ann, `/inbox/${talk.id}`, { size: 'phone' });
    const chat = chatOf(page);
    await chat.field.fill('a'.repeat(8_000));
    await page.getByText('3,000 characters too long; at most 5,000', { exact: true }).waitFor();
    expect(await page.getByText(/\d left$/).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await chat.field.fill('a'.repeat(4_990));
    await page.getByText('10 left', { exact: true }).waitFor();
    expect(await page.getByText('too long').count()).toBe(0);
  });
});
