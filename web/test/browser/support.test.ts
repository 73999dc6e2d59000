import { describe, expect, test } from 'vitest';
import { makeOlder } from '../../../server/test/support/aging.ts';
import { makeFaq } from '../../../server/test/support/factories.ts';
import { makeCanned, openTicket } from '../../../server/test/support/tickets.ts';
import { chatOf } from './support/chat.ts';
import { recordNetwork } from './support/network.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('asking and being answered'), () => {
  const stage = setStage();

  test('APP-4 from the question to the rating, with a note that only agents see', async () => {
    const { server } = stage;
    const ann = await server.person('Ann');
    const agent = await server.person('Agnes', { role: 'agent' });
    await makeFaq(agent, 'Why was my card declined?', { answer: 'The **bank** did not say.' });
    await makeCanned(agent, {
      title: 'Card again',
      body: 'Hello {{requester.name}}, please try the card again.',
      shared: true,
    });

    const annsWindow = await stage.open(ann, '/support');
    const network = recordNetwork(annsWindow);
    await annsWindow.getByRole('link', { name: /^New/ }).first().click();
    await annsWindow.getByRole('textbox', { name: 'Subject' }).fill('My card is declined');
    await annsWindow.getByRole('textbox', { name: 'Description' }).fill('It works everywhere else.');
    await annsWindow.getByRole('button', { name: 'Why was my card declined?' }).click();
    await annsWindow.getByText('The bank did not say.').waitFor();
    await annsWindow.getByRole('button', { name: 'I still need help' }).click();
    const agentsWindow = await stage.open(agent, '/desk');
    await agentsWindow
      .getByText('Every ticket has somebody who looks after it.')
      .or(agentsWindow.getByText('There is no open ticket.'))
      .waitFor();
    await annsWindow.getByRole('button', { name: 'Send request' }).click();
    const anns = chatOf(annsWindow);
    await anns.messages.getByText('You sent your request.').waitFor();

    await agentsWindow.getByRole('link', { name: /My card is declined/ }).click();
    const agents = chatOf(agentsWindow);
    await agentsWindow.getByRole('button', { name: 'Assign to me' }).click();
    await agents.field.pressSequentially('/card');
    await agentsWindow.getByRole('option', { name: /Card again/ }).waitFor();
    await agents.field.press('Enter');
    await expect.poll(() => agents.field.inputValue()).toBe('Hello Ann, please try the card again.');
    await agents.field.press('Enter');
    await anns.message('Hello Ann, please try the card again.').waitFor();
    await anns.message('Hello Ann').getByText('Support Team').waitFor();

    await agentsWindow.getByRole('button', { name: 'Note', exact: true }).click();
    await agents.region.getByRole('textbox', { name: 'Internal note' }).fill('Between us: the terminal is old.');
    await agentsWindow.getByRole('button', { name: 'Add note' }).click();
    await agents.messages.getByText('Between us').waitFor();
    await agentsWindow.getByRole('button', { name: 'Reply', exact: true }).click();
    await anns.say('Now it works, thank you.');
    await agents.message('Now it works').waitFor();

    await agentsWindow.getByRole('button', { name: 'Resolve', exact: true }).click();
    await annsWindow.getByRole('radio', { name: 'Happy', exact: true }).check({ force: true });
    await annsWindow.getByRole('textbox', { name: /could be better/ }).fill('Quick!');
    await annsWindow.getByRole('button', { name: 'Send rating' }).click();
    await annsWindow.getByText('Thank you for telling us.').waitFor();
    await agentsWindow.getByText('Quick!').waitFor();
    await agentsWindow.getByRole('img', { name: '4 out of 5 stars' }).waitFor();

    await annsWindow.reload();
    await anns.message('Now it works').waitFor();
    const heard = await network.heard();
    expect(heard).toContain('please try the card again');
    expect(heard).not.toContain('Between us');
    expect(await annsWindow.content()).not.toContain('Between us');
  });

  test('APP-5 an article is written, found, read and rated', async () => {
    const { server } = stage;
    const agent = await server.person('Agnes', { role: 'agent' });
    const ann = await server.person('Ann');
    const agentsWindow = await stage.open(agent, '/help?view=new');
    await agentsWindow.getByRole('textbox', { name: 'Question' }).fill('How do I reset my password?');
    await agentsWindow
      .getByRole('textbox', { name: 'Answer' })
      .fill('Open **Settings**, then press *Reset*.\n\n1. Wait\n2. Read the mail');
    await agentsWindow
      .getByRole('region', { name: 'Preview' })
      .getByRole('listitem')
      .filter({ hasText: 'Read the mail' })
      .waitFor();
    await agentsWindow.getByRole('button', { name: 'Publish' }).click();

    const page = await stage.open(null, '/help');
    await page.getByRole('searchbox', { name: 'Search the help centre' }).pressSequentially('reset pass');
    await page.getByRole('heading', { name: 'Results for “reset pass”' }).waitFor();
    await expect.poll(() => page.locator('mark').allTextContents()).toEqual(expect.arrayContaining(['reset', 'pass']));
    await page.getByRole('link', { name: /How do I reset my password/ }).click();
    await page.getByRole('heading', { name: 'How do I reset my password?', level: 1 }).waitFor();
    await page.getByText('to tell us whether it helped.').waitFor();

    const annsWindow = await stage.open(ann, new URL(page.url()).pathname);
    await annsWindow.getByRole('button', { name: 'No', exact: true }).click();
    await annsWindow.getByRole('textbox', { name: /What was missing/ }).fill('Which settings?');
    await annsWindow.getByRole('button', { name: 'Send', exact: true }).click();
    await annsWindow.getByText('Those who write our articles read this.').waitFor();
    await agentsWindow.goto(page.url());
    await agentsWindow.getByText('Which settings?').waitFor();
  });

  test('APP-6 preferences that were changed are kept, and statistics are charts and numbers', async () => {
    const agent = await stage.server.person('Agnes', { role: 'agent' });
    const ann = await stage.server.person('Ann');
    await openTicket(ann);
    await makeOlder(stage.server.databaseUrl, await openTicket(ann), 90 * 24 * 60);
    const page = await stage.open(agent, '/preferences');
    await page.getByRole('checkbox', { name: 'Messages by E-mail' }).click();
    await page.getByRole('switch', { name: 'Keep quiet at certain hours' }).click();
    await page.getByLabel('From').fill('21:15');
    await page.getByLabel('From').press('Tab');
    const stored = async () => (await agent.get('/api/notifications')).json;
    await expect
      .poll(stored)
      .toMatchObject({ categories: { messages: { email: false } }, quietHours: { enabled: true, start: '21:15' } });
    await page.reload();
    await page.getByRole('checkbox', { name: 'Messages by E-mail', checked: false }).waitFor();
    expect(await page.getByLabel('From').inputValue()).toBe('21:15');

    await page.goto(`${stage.server.url}/stats`);
    const chart = page.getByRole('region', { name: 'New tickets' });
    await chart.locator('svg path').first().waitFor();
    await chart.getByRole('button', { name: 'Numbers' }).click();
    await chart.getByRole('table').getByRole('columnheader', { name: 'Opened' }).waitFor();
    const backlog = page.getByRole('region', { name: 'Backlog' });
    await backlog.getByRole('button', { name: 'Numbers' }).click();
    const atPresent = await backlog.getByRole('row').last().getByRole('cell').last().textContent();
    const figure = page.getByText('Open', { exact: true }).and(page.locator('dt')).locator('..').locator('dd').first();
    expect(await figure.textContent()).toBe(atPresent);
  });
});
