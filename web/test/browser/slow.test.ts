import { describe, expect, test } from 'vitest';
import { makeDirect, messagesOf, sayAll } from '../../../server/test/support/factories.ts';
import { lookAtTicket, makeCanned, openTicket } from '../../../server/test/support/tickets.ts';
import { chatOf } from './support/chat.ts';
import { holdAnswers, holdRequests } from './support/hold.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('while answers are slow'), () => {
  const stage = setStage();

  test('APP-15 who changes a message writes on at once, and a change that was refused is not lost', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(ann, talk, 'Lunch at noon?');
    const page = await stage.open(ann, `/inbox/${talk.id}`, { line: await stage.line() });
    const chat = chatOf(page);
    await chat.message('Lunch at noon?').waitFor();
    const changes = await holdAnswers(page, 'PUT', '/messages/');

    await chat.field.press('ArrowUp');
    await chat.say('Lunch at one?');
    await expect.poll(() => changes.held()).toBe(1);
    expect(await chat.field.inputValue()).toBe('');
    await chat.say('In the garden.');
    await chat.field.pressSequentially('And then');
    await changes.release();
    await chat.message('Lunch at one?').getByText('edited').waitFor();
    await chat.message('In the garden.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    expect(await chat.field.inputValue()).toBe('And then');

    await chat.choose('Lunch at one?', 'Edit');
    const refused = await holdRequests(page, 'PUT', '/messages/');
    await chat.say('Lunch at two?');
    await expect.poll(() => refused.held()).toBe(1);
    await refused.fail();
    await page.getByRole('button', { name: 'Edit again' }).click();
    await expect.poll(() => chat.field.inputValue()).toBe('Lunch at two?');
    await chat.field.press('Enter');
    await expect.poll(() => refused.held()).toBe(1);
    await refused.release();
    await expect.poll(() => changes.held()).toBe(1);
    await changes.release();
    await chat.message('Lunch at two?').waitFor();

    await chat.choose('Lunch at two?', 'Edit');
    await chat.say('Lunch at three?');
    await expect.poll(() => refused.held()).toBe(1);
    await refused.fail();
    await page.getByRole('button', { name: 'Edit again' }).last().click();
    await expect.poll(() => chat.field.inputValue()).toBe('Lunch at three?');
    await chat.field.press('Escape');
    await expect.poll(() => chat.field.inputValue()).toBe('And then');
    await chat.choose('Lunch at two?', 'Edit');
    await expect.poll(() => chat.field.inputValue()).toBe('Lunch at two?');
    const stored = (await messagesOf(bo, talk)).map(({ content }) => content);
    expect(stored.toSorted()).toEqual(['In the garden.', 'Lunch at two?']);
  });

  test('APP-15 a change that is begun while another one is stored comes last, and words refused meanwhile are kept', async () => {
    const { Ann: ann, Bo: bo, Cy: cy } = await stage.server.people('Ann', 'Bo', 'Cy');
    const talk = await makeDirect(ann, bo);
    await makeDirect(ann, cy);
    await sayAll(ann, talk, 'At noon.');
    const page = await stage.open(ann, `/inbox/${talk.id}`, { line: await stage.line() });
    const chat = chatOf(page);
    const changes = await holdRequests(page, 'PUT', '/messages/');
    await chat.message('At noon.').waitFor();
    await chat.field.press('ArrowUp');
    await chat.say('At one.');
    await expect.poll(() => changes.held()).toBe(1);
    await chat.field.press('ArrowUp');
    await expect.poll(() => chat.field.inputValue()).toBe('At one.');
    await changes.release();
    await chat.message('At one.').getByText('edited').waitFor();
    expect(await chat.field.inputValue()).toBe('At one.');
    await chat.say('At noon.'); // as it was when the change was begun
    await expect.poll(() => changes.held()).toBe(1);
    await changes.release();
    await chat.message('At noon.').waitFor();

    await chat.field.press('ArrowUp');
    await chat.say('At two.');
    await expect.poll(() => changes.held()).toBe(1);
    await page.getByRole('link', { name: /^Cy/ }).click();
    await page.getByRole('heading', { name: 'Cy' }).waitFor();
    await changes.fail();
    await page.getByRole('button', { name: 'Edit again' }).click();
    await page.getByText('Your words are kept').first().waitFor();
    await page.getByRole('link', { name: /^Bo/ }).click();
    await chat.message('At noon.').waitFor();
    await chat.field.press('ArrowUp');
    await expect.poll(() => chat.field.inputValue()).toBe('At two.');
  });

  test('APP-15 what is typed before the next picture is drawn stands where it was typed', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(ann, talk, 'At noon.');
    const page = await stage.open(ann, `/inbox/${talk.id}`);
    const chat = chatOf(page);
    await chat.message('At noon.').waitFor();
    await page.evaluate(() => {
      const draw = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (callback) => Number(setTimeout(() => draw(callback), 300));
    });

    await chat.field.press('ArrowUp');
    await chat.field.press('ControlOrMeta+a');
    await page.waitForTimeout(500);
    await chat.field.pressSequentially('At one.');
    expect(await chat.field.inputValue()).toBe('At one.');

    await chat.field.press('Escape');
    await chat.field.fill('Yes!');
    await chat.field.press('Home');
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('gridcell', { name: 'grinning face', exact: true }).click();
    await chat.field.pressSequentially(' ');
    expect(await chat.field.inputValue()).toBe('😀 Yes!');
  });

  test('APP-15 a message that is on its way is not mistaken for the one before it', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(ann, talk, 'The first.');
    const line = await stage.line();
    const page = await stage.open(ann, `/inbox/${talk.id}`, { line });
    const chat = chatOf(page);
    await chat.message('The first.').waitFor();
    line.hold();
    await chat.say('The second.');
    await chat.message('The second.').getByText('Waiting to be sent').waitFor({ state: 'attached' });
    await chat.field.press('ArrowUp');
    expect(await chat.field.inputValue()).toBe('');
    line.mend();
    await chat.message('The second.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    await chat.field.press('ArrowUp');
    await expect.poll(() => chat.field.inputValue()).toBe('The second.');
  });

  test('APP-15 a note is seen once while it is stored, and one that was not stored is stored once after all', async () => {
    const { server } = stage;
    const agent = await server.person('Agnes', { role: 'agent' });
    const ticket = await openTicket(await server.person('Ann'));
    const page = await stage.open(agent, `/desk/${ticket.id}`, { line: await stage.line() });
    const chat = chatOf(page);
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    const field = chat.region.getByRole('textbox', { name: 'Internal note' });
    const notes = chat.messages.getByRole('article').filter({ hasText: 'Internal note' });
    const answers = await holdAnswers(page, 'POST', '/comments');

    await field.fill('The terminal is old.');
    await field.press('Enter');
    await notes.filter({ hasText: 'The terminal is old.' }).waitFor();
    await field.fill('A new one comes on Monday.');
    await expect.poll(() => answers.held()).toBe(1);
    await expect.poll(() => storedOf(agent, ticket)).toEqual(['The terminal is old.']);
    await notes.getByText('Saving…').waitFor({ state: 'detached' }); // heard of before the answer comes
    expect(await notes.count()).toBe(1);
    await answers.release();
    expect(await field.inputValue()).toBe('A new one comes on Monday.');
    await field.press('Enter');
    await expect.poll(() => answers.held()).toBe(1);
    await answers.release();
    await expect.poll(() => storedOf(agent, ticket)).toHaveLength(2);
    await expect.poll(() => notes.count()).toBe(2);

    const requests = await holdRequests(page, 'POST', '/comments');
    await field.fill('Or on Tuesday.');
    await field.press('Enter');
    await expect.poll(() => requests.held()).toBe(1);
    await requests.fail();
    await notes.getByText('Not saved.').waitFor();
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    await page.getByRole('link', { name: /Cannot sign in/ }).click(); // what was not stored is still there
    await notes.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => requests.held()).toBe(1);
    await requests.release();
    await notes.filter({ hasText: 'Or on Tuesday.' }).getByText('Not saved.').waitFor({ state: 'detached' });
    await expect.poll(() => storedOf(agent, ticket)).toHaveLength(3);
    expect(await notes.count()).toBe(3);
  });

  test('APP-15 of two notes with the same words the one that was refused is still to be seen', async () => {
    const { server } = stage;
    const agent = await server.person('Agnes', { role: 'agent' });
    const ticket = await openTicket(await server.person('Ann'));
    const page = await stage.open(agent, `/desk/${ticket.id}`, { line: await stage.line() });
    const chat = chatOf(page);
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    const field = chat.region.getByRole('textbox', { name: 'Internal note' });
    const notes = chat.messages.getByRole('article').filter({ hasText: 'Called.' });
    const requests = await holdRequests(page, 'POST', '/comments');
    for (let note = 0; note < 2; note += 1) {
      await field.fill('Called.');
      await field.press('Enter');
    }
    await expect.poll(() => requests.held()).toBe(1);
    await requests.release();
    await expect.poll(() => requests.held()).toBe(1);
    await requests.fail();
    await notes.getByText('Not saved.').waitFor();
    expect(await notes.count()).toBe(2);
    await notes.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => notes.count()).toBe(1);
    expect(await storedOf(agent, ticket)).toEqual(['Called.']);
  });

  test('APP-15 of a ready answer nothing is sent before its words are there', async () => {
    const { server } = stage;
    const agent = await server.person('Agnes', { role: 'agent' });
    const ticket = await openTicket(await server.person('Ann'));
    await makeCanned(agent, { title: 'Card again', body: 'Hello {{requester.name}}, once more please.', shared: true });
    const page = await stage.open(agent, `/desk/${ticket.id}`);
    const chat = chatOf(page);
    const found = await holdAnswers(page, 'GET', '/canned-responses');
    const filled = await holdAnswers(page, 'POST', '/render');
    await chat.field.pressSequentially('/card');
    await chat.field.press('Enter');
    await expect.poll(() => found.held()).toBeGreaterThan(0);
    await chat.field.press('Enter');
    const sending = page.getByRole('button', { name: 'Send', exact: true });
    expect(await sending.isDisabled()).toBe(true);
    await found.release();
    await page.getByRole('option', { name: /Card again/ }).waitFor();
    expect(await sending.isDisabled()).toBe(true);
    await chat.field.press('Enter');
    await expect.poll(() => filled.held()).toBe(1);
    await chat.field.press('Enter');
    // Who does not want to wait has the field back, and no late words in it.
    await chat.field.press('Escape');
    await chat.field.fill('Wait,');
    await filled.release();
    await chat.field.pressSequentially(' please');
    expect(await chat.field.inputValue()).toBe('Wait, please');
    await found.release();
    await chat.field.fill('/card');
    await expect.poll(() => found.held()).toBeGreaterThan(0);
    await found.release();
    await page.getByRole('option', { name: /Card again/ }).waitFor();
    await chat.field.press('Enter');
    await expect.poll(() => filled.held()).toBe(1);
    await filled.release();
    await expect.poll(() => chat.field.inputValue()).toBe('Hello Ann, once more please.');
    await chat.field.press('Enter');
    await chat.message('once more please').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    const { comments } = await lookAtTicket(agent, ticket);
    expect(comments.map(({ content }) => content)).toEqual(['Hello Ann, once more please.']);
  });
});

async function storedOf(
  agent: Parameters<typeof lookAtTicket>[0],
  ticket: Parameters<typeof lookAtTicket>[1],
): Promise<readonly string[]> {
  const { comments } = await lookAtTicket(agent, ticket);
  return comments.map(({ content }) => content);
}
