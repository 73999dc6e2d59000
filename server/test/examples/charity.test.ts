import { afterAll, describe, expect, test } from 'vitest';
import { startServer } from '../support/server.ts';
import { installed, runExample } from './programs.ts';

const server = await startServer({ CONTRACT_PORTS: 'charity=0' });
afterAll(() => server.stop());

const CLIENTS = ['charity/chat.mjs', 'charity/test_socket_events.mjs', 'charity/hook.mjs'];

describe.each([
  ['a port of its own', () => server.own.charity ?? ''],
  ['the prefix of the main port', () => `${server.url}/charity`],
])('at %s', (_, url) => {
  test.each(CLIENTS)('%s goes as it should', { timeout: 40_000 }, async (program) => {
    expect(await runExample(program, url())).toMatch(/\nAll went as expected\.\n$/);
  });

  test('charity/walkthrough.sh goes as it should', { timeout: 40_000 }, async (context) => {
    if (!installed('curl')) context.skip('curl is not installed here');
    expect(await runExample('charity/walkthrough.sh', url())).toMatch(/\nAll went as expected\.\n$/);
  });
});

test('the steps of charity/test_socket_events.mjs, and what comes of them', { timeout: 40_000 }, async () => {
  const output = await runExample('charity/test_socket_events.mjs', server.own.charity ?? '');
  expect(output.split('\n')).toEqual([
    ' 1. A user creates a conversation: ACTIVE',
    ' 2. Without a token nobody connects: 426',
    ' 3. The user connects: Connected to conversation',
    ' 4. An admin is assigned: conversation_updated, USER and ADMIN',
    ' 5. The admin connects: user_joined',
    ' 6. The user types: typing_start',
    ' 7. The user stops: typing_stop',
    ' 8. The user sends a message: message_sent and message_received, number 1',
    ' 9. The admin reads it: read_receipt',
    '10. The admin answers over REST: message_received on both, from ADMIN',
    '11. A ping: pong',
    '12. A frame that says nothing: INVALID_MESSAGE',
    '13. A notice of the system, from the user: FORBIDDEN',
    '14. The conversation is closed: Conversation status changed to CLOSED',
    '15. A message to it: CONVERSATION_CLOSED',
    '16. The user leaves: user_left',
    '17. The history: 2 messages',
    'All went as expected.',
    '',
  ]);
});

test.each(CLIENTS)('%s fails where its tokens are not believed', { timeout: 40_000 }, async (program) => {
  const attempt = runExample(program, server.own.charity ?? '', 'another-secret-that-is-long-enough-too');
  await expect(attempt).rejects.toThrow(/UNAUTHORIZED/);
});
