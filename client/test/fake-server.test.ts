import { describe, test } from 'vitest';
import { tellOfChats } from './suite/chat.suite.ts';
import { tellOfConnections } from './suite/connection.suite.ts';
import { tellOfTheOutbox } from './suite/outbox.suite.ts';
import { openFakeWorld } from './support/fake-world.ts';

describe('on the fake server', () => {
  describe('connections', () => tellOfConnections(openFakeWorld, test));
  describe('the outbox', () => tellOfTheOutbox(openFakeWorld, test));
  describe('chats', () => tellOfChats(openFakeWorld, test));
});
