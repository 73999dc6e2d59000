import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { startServer, type TestServer } from '../../server/test/support/server.ts';
import { tellOfChats } from './suite/chat.suite.ts';
import { tellOfConnections } from './suite/connection.suite.ts';
import { tellOfTheOutbox } from './suite/outbox.suite.ts';
import { openRealWorld } from './support/real-world.ts';

/** A token's life is waited for, with time for it to be renewed on a busy machine. */
vi.setConfig({ testTimeout: 40_000 });

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('on the real server', () => {
  const open = () => openRealWorld(server);
  describe('connections', () => tellOfConnections(open, test.concurrent));
  describe('the outbox', () => tellOfTheOutbox(open, test.concurrent));
  describe('chats', () => tellOfChats(open, test.concurrent));
});
