import { describe, expect, test } from 'vitest';
import { FAQS, look, makeDirect, makeFaq, makeGroup, sayAll } from '../../../server/test/support/factories.ts';
import { CANNED, openTicket, TICKETS } from '../../../server/test/support/tickets.ts';
import { chatOf } from './support/chat.ts';
import { holdAnswers, holdRequests, settleRequests } from './support/hold.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('forms while answers are slow'), () => {
  const stage = setStage();

  test('APP-15 what is written in an article while it is being saved stays', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const faq = await makeFaq(agent, 'When are you open?', { answer: 'From nine.' });
    const page = await stage.open(agent, `/help/${faq.id}?view=edit`);
    const answer = page.getByRole('textbox', { name: 'Answer' });
    const saved = await holdAnswers(page, 'PUT', `/faqs/${faq.id}`);
    await answer.fill('From nine to five.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => saved.held()).toBe(1);
    await answer.fill('From nine to five, but not on Sundays.');
    await saved.release();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await answer.inputValue()).toBe('From nine to five, but not on Sundays.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => saved.held()).toBe(1);
    await saved.release();
    await page.getByRole('heading', { name: 'When are you open?' }).waitFor();
    expect((await agent.get(`${FAQS}/${faq.id}`)).json).toMatchObject({
      answer: 'From nine to five, but not on Sundays.',
    });

    await page.goto(`${stage.server.url}/help?view=new`);
    const made = await holdAnswers(page, 'POST', '/faqs');
    await page.getByRole('textbox', { name: 'Question' }).fill('Where are you?');
    await answer.fill('In Malmö');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect.poll(() => made.held()).toBe(1);
    await answer.fill('In Malmö, by the sea.');
    await made.release();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await answer.inputValue()).toBe('In Malmö, by the sea.');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Unsaved changes').waitFor({ state: 'detached' });
    const drafts: unknown = (await agent.get(`${FAQS}?status=draft`)).json;
    expect(drafts).toMatchObject({ data: [{ answer: 'In Malmö, by the sea.' }] });
  });

  test('APP-15 what is written in a ready answer while it is being saved stays, and so does another one', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    await openTicket(await stage.server.person('Ann'));
    const page = await stage.open(agent, '/desk');
    await page.getByRole('button', { name: 'More of the desk' }).click();
    await page.getByRole('menuitem', { name: 'Ready answers…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ready answers' });
    const text = dialog.getByRole('textbox', { name: 'Text' });
    const save = dialog.getByRole('button', { name: 'Save', exact: true });
    const made = await holdAnswers(page, 'POST', '/canned-responses');

    await dialog.getByRole('button', { name: 'New' }).click();
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Greeting');
    await text.fill('Hello');
    await save.click();
    await expect.poll(() => made.held()).toBe(1);
    await text.fill('Hello and welcome');
    await made.release();
    await page
      .getByText('Ready answer saved')
      .or(page.getByText('Saved', { exact: true }))
      .first()
      .waitFor();
    expect(await text.inputValue()).toBe('Hello and welcome');
    const changed = await holdAnswers(page, 'PUT', '/canned-responses');
    await save.click();
    await expect.poll(() => changed.held()).toBe(1);

    await dialog.getByRole('button', { name: 'New' }).click();
    await text.fill('Goodbye');
    await changed.release();
    await dialog.getByRole('button', { name: /Greeting.*Hello and welcome/ }).waitFor();
    expect(await text.inputValue()).toBe('Goodbye');
    expect((await agent.get(CANNED)).json).toMatchObject({ data: [{ body: 'Hello and welcome' }] });
  });

  test('APP-15 a request that is on its way is sent once, also by who comes back to its form', async () => {
    const ann = await stage.server.person('Ann');
    const page = await stage.open(ann, '/support/new', { line: await stage.line() });
    const subject = page.getByRole('textbox', { name: 'Subject' });
    const send = page.getByRole('button', { name: 'Send request' });
    const answers = await holdAnswers(page, 'POST', '/api/tickets');
    await subject.fill('My card is declined');
    await page.getByRole('textbox', { name: 'Description' }).fill('It works elsewhere.');
    await send.click();
    await expect.poll(() => answers.held()).toBe(1);
    await subject.press('End');
    await page.keyboard.type('!');
    expect(await subject.inputValue()).toBe('My card is declined');

    const away = page.getByRole('navigation', { name: 'Main' });
    await away.getByRole('link', { name: 'Inbox' }).click();
    await away.getByRole('link', { name: 'Support' }).click();
    await page.getByRole('link', { name: /^New/ }).first().click();
    await expect.poll(() => subject.inputValue()).toBe('My card is declined');
    await send.click({ force: true });
    await settleRequests(page);
    expect(answers.asked()).toBe(1);
    await answers.release();
    await page
      .getByText(/^Request #\d+ sent$/)
      .first()
      .waitFor();
    await expect.poll(() => subject.inputValue()).toBe('');

    await subject.fill('And another');
    await page.getByRole('textbox', { name: 'Description' }).fill('It does not work either.');
    await send.click();
    await expect.poll(() => answers.held()).toBe(1);
    await away.getByRole('link', { name: 'Support' }).click();
    await answers.fail();
    await page.getByText('Your request was not sent').first().waitFor();
    await page.getByRole('link', { name: /^New/ }).first().click();
    await expect.poll(() => subject.inputValue()).toBe('And another');
    await send.click();
    await expect.poll(() => answers.held()).toBe(1);
    await answers.release();
    await chatOf(page).messages.getByText('You sent your request.').waitFor();
    const mine: unknown = (await ann.get(`${TICKETS}/my-tickets`)).json;
    expect(mine).toMatchObject({ data: [{ subject: 'And another' }, { subject: 'My card is declined' }] });
  });

  test('APP-15 whom one talked to last is offered as soon as it is known', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    await makeDirect(ann, bo);
    const page = await stage.open(ann, '/inbox');
    await page.getByRole('link', { name: /^Bo/ }).waitFor();
    const lists = await holdAnswers(page, 'GET', '/api/messaging/conversations');
    await page.reload();
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByRole('combobox', { name: 'Search people' }).waitFor();
    await expect.poll(() => lists.held()).toBeGreaterThan(0);
    await lists.release();
    await dialog.getByRole('option', { name: /Bo/ }).waitFor();
  });

  test('APP-15 nobody is chosen but whom the letters mean, and a window that was closed takes nobody along', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo', 'Cleo');
    await makeDirect(ann, bo);
    const page = await stage.open(ann, '/inbox');
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    const found = await holdAnswers(page, 'GET', '/api/users');
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const field = dialog.getByRole('combobox', { name: 'Search people' });
    await dialog.getByRole('option', { name: /Bo/ }).waitFor();
    const asked = page.waitForRequest(/search=Cleo/);
    await field.fill('Cleo');
    await field.press('Enter');
    await asked;
    expect(await dialog.getByRole('list', { name: 'Chosen people' }).count()).toBe(0);
    const whoWasMeant = dialog.getByRole('option', { name: /Cleo/ });
    await expect.poll(() => found.release().then(() => whoWasMeant.count())).toBe(1);
    await field.press('Enter');
    await dialog.getByRole('button', { name: 'Remove Cleo' }).waitFor();
    const made = await holdAnswers(page, 'POST', '/conversations');
    await field.fill('Nobody at all');
    await field.press('Enter'); // still looking, and whom was meant is not among the chosen yet
    await settleRequests(page);
    expect(made.asked()).toBe(0);

    await dialog.getByRole('button', { name: 'Open conversation' }).click();
    await expect.poll(() => made.held()).toBe(1);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    await field.fill('Bo');
    await made.release();
    await page.locator('a', { hasText: 'Cleo' }).waitFor(); // in the list behind the window
    expect(await field.inputValue()).toBe('Bo');
    expect(new URL(page.url()).pathname).toBe('/inbox');
  });

  test('APP-15 a name that is being given to a group is not lost to the one before', async () => {
    const { Ann: ann, Bo: bo, Cleo: cleo } = await stage.server.people('Ann', 'Bo', 'Cleo');
    const group = await makeGroup(ann, [bo, cleo], 'Choir');
    const page = await stage.open(ann, `/inbox/${group.id}?panel=details`);
    const field = page.getByRole('textbox', { name: 'Group name' });
    const answers = await holdAnswers(page, 'PUT', `/conversations/${group.id}`);
    await page.getByRole('button', { name: 'Rename group' }).click();
    await field.fill('Big choir');
    await field.press('Enter');
    await expect.poll(() => answers.held()).toBe(1);
    await field.press('Escape');
    await page.getByRole('button', { name: 'Rename group' }).click();
    await field.fill('Small choir');
    await answers.release();
    await expect.poll(async () => (await look(bo, group)).title).toBe('Big choir');
    await page.getByRole('heading', { name: 'Big choir' }).waitFor();
    expect(await field.inputValue()).toBe('Small choir');
  });

  test('APP-15 who has gone on to another window is not thrown out by the answer to the one before', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(ann, talk, 'Lunch at noon?');
    const page = await stage.open(ann, `/inbox/${talk.id}`, { line: await stage.line() });
    const chat = chatOf(page);
    await chat.choose('Lunch at noon?', 'Forward');
    const forward = page.getByRole('dialog', { name: 'Forward to…' });
    const search = await holdRequests(page, 'GET', '/api/messaging/conversations');
    await forward.getByRole('searchbox', { name: 'Search conversations' }).fill('Choir');
    await expect
      .poll(() => search.fail().then(() => forward.getByText('That did not work').count()), { timeout: 20_000 })
      .toBe(1);
    await forward.getByRole('searchbox', { name: 'Search conversations' }).fill('');
    await forward.getByRole('checkbox').first().check();
    const answers = await holdAnswers(page, 'POST', '/forward');
    await forward.getByRole('button', { name: 'Forward', exact: true }).click();
    await expect.poll(() => answers.held()).toBe(1);
    await forward.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Location' }).click();
    await page.getByRole('textbox', { name: 'Address or name' }).fill('By the sea');
    await answers.release();
    await page.getByText('Message forwarded').first().waitFor();
    expect(await page.getByRole('textbox', { name: 'Address or name' }).inputValue()).toBe('By the sea');
  });

  test('APP-15 a place that was written is not replaced by the one that was being looked for', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    const page = await stage.open(ann, `/inbox/${talk.id}`);
    await page.evaluate(() => {
      navigator.geolocation.getCurrentPosition = (tell) => {
        const coords = { latitude: 55.6, longitude: 13 };
        window.addEventListener('found', () => tell({ coords } as GeolocationPosition), { once: true });
      };
    });
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Location' }).click();
    const field = page.getByRole('textbox', { name: 'Coordinates' });
    await page.getByRole('button', { name: 'Use my position' }).click();
    await field.fill('48.85837, 2.29448');
    await page.evaluate(() => window.dispatchEvent(new Event('found')));
    await expect
      .poll(() => page.getByRole('button', { name: 'Use my position' }).getAttribute('aria-disabled'))
      .toBe(null);
    expect(await field.inputValue()).toBe('48.85837, 2.29448');
    await page.getByRole('button', { name: 'Use my position' }).click();
    await page.evaluate(() => window.dispatchEvent(new Event('found')));
    await expect.poll(() => field.inputValue()).toBe('55.60000, 13.00000');
  });
});
