export type { Actions } from './actions.ts';
export type { FakeClock } from './clock.ts';
export type { RefusalCode } from './refusal.ts';
export { createFakeServer, type FakeClientOptions, type FakeServer, type FakeServerOptions } from './server.ts';
