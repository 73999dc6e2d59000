import { describe, expect, test } from 'vitest';
import { FAQS, makeFaq, makeFaqCategory } from '../../../server/test/support/factories.ts';
import { lookAtTicket, openTicket, TICKETS } from '../../../server/test/support/tickets.ts';
import { holdAnswers, holdRequests, settleRequests } from './support/hold.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('choices while answers are slow'), () => {
  const stage = setStage();

  test('APP-15 preferences stand as they were chosen while they are kept, and go back when they were refused', async () => {
    const ann = await stage.server.person('Ann');
    const page = await stage.open(ann, '/preferences', { line: await stage.line() });
    const sms = page.getByRole('switch', { name: 'SMS: everything' });
    const quiet = page.getByRole('switch', { name: 'Keep quiet at certain hours' });
    const from = page.getByLabel('From', { exact: true });
    await quiet.waitFor();
    const wasOn = (await sms.getAttribute('aria-checked')) === 'true';
    const answers = await holdAnswers(page, 'PUT', '/api/notifications');
    await sms.click();
    await quiet.click();
    await from.fill('21:30');
    expect(await sms.getAttribute('aria-checked')).toBe(String(!wasOn));
    expect(await quiet.getAttribute('aria-checked')).toBe('true');
    expect(await from.inputValue()).toBe('21:30');
    for (let answer = 0; answer < 2; answer += 1) {
      await expect.poll(() => answers.held()).toBe(1);
      await answers.release();
      expect(await from.inputValue()).toBe('21:30');
    }
    const kept = async () => (await ann.get('/api/notifications')).json;
    await expect.poll(kept).toMatchObject({
      channels: { sms: !wasOn },
      quietHours: { enabled: true, start: '21:30' },
    });
    expect(answers.asked()).toBe(2); // what waits goes together

    const requests = await holdRequests(page, 'PUT', '/api/notifications');
    await quiet.click();
    expect(await quiet.getAttribute('aria-checked')).toBe('false');
    await expect.poll(() => requests.held()).toBe(1);
    await requests.fail();
    await page.getByText('That was not kept').first().waitFor();
    expect(await quiet.getAttribute('aria-checked')).toBe('true');
    expect(await sms.getAttribute('aria-checked')).toBe(String(!wasOn));
  });

  test('APP-15 preferences that are on their way when their page is left are as they were chosen when it is opened again', async () => {
    const ann = await stage.server.person('Ann');
    const page = await stage.open(ann, '/preferences');
    const sms = page.getByRole('switch', { name: 'SMS: everything' });
    const quiet = page.getByRole('switch', { name: 'Keep quiet at certain hours' });
    const from = page.getByLabel('From', { exact: true });
    await quiet.waitFor();
    const wasOn = (await sms.getAttribute('aria-checked')) === 'true';
    const answers = await holdAnswers(page, 'PUT', '/api/notifications');
    await sms.click();
    await expect.poll(() => answers.held()).toBe(1);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Inbox' }).click();
    await quiet.waitFor({ state: 'detached' });
    await page.goBack();
    await quiet.waitFor();
    expect(await sms.getAttribute('aria-checked')).toBe(String(!wasOn));
    await quiet.click();
    for (const time of ['20:00', '21:00', '21:30']) await from.fill(time);
    expect(await from.inputValue()).toBe('21:30');
    await settleRequests(page);
    expect(answers.asked()).toBe(1);
    await answers.release();
    await expect.poll(() => answers.held()).toBe(1);
    expect(await from.inputValue()).toBe('21:30');
    await answers.release();
    const kept = async () => (await ann.get('/api/notifications')).json;
    await expect.poll(kept).toMatchObject({ channels: { sms: !wasOn }, quietHours: { enabled: true, start: '21:30' } });
    expect(answers.asked()).toBe(2);
  });

  test('APP-15 changes of a ticket follow each other, and an answer to the first does not undo the second', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const ticket = await openTicket(await stage.server.person('Ann'));
    const page = await stage.open(agent, `/desk/${ticket.id}`, { line: await stage.line() });
    const panel = page.getByRole('complementary', { name: 'Details' });
    const add = async (tag: string) => {
      await panel.getByRole('button', { name: 'Add a tag' }).click();
      await page.getByRole('combobox', { name: 'Add a tag' }).fill(tag);
      await page.getByRole('combobox', { name: 'Add a tag' }).press('Enter');
      await panel.getByRole('button', { name: `Remove tag ${tag}` }).waitFor();
    };
    const requests = await holdRequests(page, 'PUT', `/api/tickets/${ticket.id}`);
    await add('card');
    await add('bank');
    await expect.poll(() => requests.held()).toBe(1);
    await requests.release();
    await expect.poll(async () => (await lookAtTicket(agent, ticket)).tags).toEqual(['card']);
    await expect.poll(() => requests.held()).toBe(1); // the first one is answered, and heard of
    await panel.getByRole('button', { name: 'Remove tag bank' }).waitFor();
    await add('terminal');
    await requests.release();
    await expect.poll(() => requests.held()).toBe(1);
    await requests.release();
    await expect.poll(async () => (await lookAtTicket(agent, ticket)).tags).toEqual(['card', 'bank', 'terminal']);

    const subject = page.getByRole('textbox', { name: 'Subject' });
    await page.getByRole('button', { name: 'Edit the subject' }).click();
    await subject.fill('The first name');
    await subject.press('Enter');
    await page.getByRole('button', { name: 'Edit the subject' }).click();
    await subject.fill('The second name');
    await subject.press('Enter');
    await page.getByRole('heading', { name: 'The second name' }).waitFor();
    await expect.poll(() => requests.held()).toBe(1);
    await requests.fail();
    await expect.poll(() => requests.held()).toBe(1);
    await requests.fail();
    await page.getByRole('heading', { name: ticket.subject }).first().waitFor();
    await page.getByRole('button', { name: 'Edit the subject' }).click();
    await expect.poll(() => subject.inputValue()).toBe('The second name');
  });

  test('APP-15 a subject that was refused is given back to its own ticket, until it is given up', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const ann = await stage.server.person('Ann');
    const ticket = await openTicket(ann, { subject: 'The card' });
    await openTicket(ann, { subject: 'The door' });
    const page = await stage.open(agent, `/desk/${ticket.id}`, { line: await stage.line() });
    const subject = page.getByRole('textbox', { name: 'Subject' });
    const edit = page.getByRole('button', { name: 'Edit the subject' });
    const rows = page.getByRole('region', { name: 'Tickets', exact: true });
    const requests = await holdRequests(page, 'PUT', `/api/tickets/${ticket.id}`);
    await edit.click();
    await subject.fill('The blue card');
    await subject.press('Enter');
    await expect.poll(() => requests.held()).toBe(1);

    const listed = page.waitForResponse((answer) => answer.url().includes('sort=-createdAt'));
    await page.getByRole('button', { name: 'Order' }).click();
    await page.getByRole('menuitemradio', { name: 'Newest first' }).click();
    await listed; // it does not know of the change
    await rows.getByRole('link', { name: /The blue card/ }).waitFor();
    await requests.fail();
    await rows.getByRole('link', { name: /The card/ }).click();

    await rows.getByRole('link', { name: /The door/ }).click();
    await page.getByRole('heading', { name: 'The door' }).waitFor();
    await edit.click();
    expect(await subject.inputValue()).toBe('The door');
    await subject.press('Escape');
    await rows.getByRole('link', { name: /The card/ }).click();
    await page.getByRole('heading', { name: 'The card' }).waitFor();
    await edit.click();
    expect(await subject.inputValue()).toBe('The blue card');
    await subject.press('Escape');
    await agent.put(`${TICKETS}/${ticket.id}`, { subject: 'The green card' });
    await page.getByRole('heading', { name: 'The green card' }).waitFor();
    await edit.click();
    expect(await subject.inputValue()).toBe('The green card');
    await subject.press('Enter');
    await edit.waitFor();
    expect((await lookAtTicket(agent, ticket)).subject).toBe('The green card');
    expect(requests.asked()).toBe(1);
  });

  test('APP-15 the last verdict on an article counts, and the last order of topics', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const faq = await makeFaq(agent, 'When are you open?');
    const ann = await stage.server.person('Ann');
    const page = await stage.open(ann, `/help/${faq.id}`);
    const [yes, no] = [true, false].map((is) => page.getByRole('button', { name: is ? 'Yes' : 'No', exact: true }));
    const verdicts = await holdAnswers(page, 'POST', '/rate');
    await yes?.click();
    await expect.poll(() => yes?.getAttribute('aria-pressed')).toBe('true');
    await no?.click();
    await expect.poll(() => no?.getAttribute('aria-pressed')).toBe('true');
    for (let answer = 0; answer < 2; answer += 1) {
      await expect.poll(() => verdicts.held()).toBe(1);
      await verdicts.release();
    }
    await page.getByRole('textbox', { name: /What was missing/ }).waitFor();
    expect(await no?.getAttribute('aria-pressed')).toBe('true');
    expect((await ann.get(`${FAQS}/${faq.id}`)).json).toMatchObject({ myRating: false });

    for (const [order, name] of ['Alpha', 'Beta', 'Gamma'].entries()) await makeFaqCategory(agent, name, { order });
    const keeping = await stage.open(agent, '/help?view=categories');
    const names = async () =>
      (await keeping.getByRole('list', { name: 'Topics' }).getByRole('listitem').allTextContents()).map(
        (text) => /Alpha|Beta|Gamma/.exec(text)?.[0],
      );
    await keeping.getByRole('button', { name: 'Move Alpha down' }).waitFor();
    const moves = await holdAnswers(keeping, 'PUT', '/faqs/categories');
    await keeping.getByRole('button', { name: 'Move Alpha down' }).click();
    await expect.poll(names).toEqual(['Beta', 'Alpha', 'Gamma']);
    await keeping.getByRole('button', { name: 'Move Alpha down' }).click();
    await expect.poll(names).toEqual(['Beta', 'Gamma', 'Alpha']);
    const read = await holdAnswers(keeping, 'GET', '/faqs/categories');
    for (let answer = 0; answer < 4; answer += 1) {
      await expect.poll(() => moves.held()).toBe(1);
      await read.release();
      expect(await names()).toEqual(['Beta', 'Gamma', 'Alpha']);
      await moves.release();
    }
    await expect.poll(() => read.held()).toBe(1);
    await read.release();
    expect(await names()).toEqual(['Beta', 'Gamma', 'Alpha']);
  });

  test('APP-15 tickets that are picked while others are being changed stay picked', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const ann = await stage.server.person('Ann');
    const [one, other] = [await openTicket(ann), await openTicket(ann)];
    const page = await stage.open(agent, '/desk');
    const box = (number: number) => page.getByRole('checkbox', { name: `Select #${number}`, exact: true });
    const changes = await holdAnswers(page, 'POST', '/api/tickets/bulk');
    await box(one.number).check();
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByRole('combobox', { name: 'Add a tag' }).fill('bank');
    await page.getByRole('combobox', { name: 'Add a tag' }).press('Enter');
    await expect.poll(() => changes.held()).toBe(1);
    await box(other.number).check();
    await changes.release();
    await page.getByText('1 ticket changed').first().waitFor();
    await expect.poll(() => box(one.number).isChecked()).toBe(false);
    expect(await box(other.number).isChecked()).toBe(true);
  });

  test('APP-15 what was read of a list stays when its next page cannot be had, and the page is asked for again by a press', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const ann = await stage.server.person('Ann');
    for (let count = 1; count <= 52; count += 1) await openTicket(ann, { subject: `Ticket no. ${count}.` });
    const page = await stage.open(agent, '/desk', { line: await stage.line() });
    let asked = 0;
    await page.route(
      (url) => url.pathname === '/api/tickets' && url.searchParams.has('cursor'),
      async (route) => {
        asked += 1;
        await route.abort();
      },
    );
    await page.getByRole('link', { name: /Ticket no\. 52\./ }).waitFor();
    await page.mouse.move(300, 400);
    await page.mouse.wheel(0, 20_000);
    await page.getByText('That did not work').waitFor();
    const before = asked;
    await page.waitForTimeout(500);
    expect(asked).toBe(before);
    expect(await page.getByRole('link', { name: /Ticket no\. 52\./ }).count()).toBe(1);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: /Ticket no\. 1\./ }).waitFor();
  });
});
