import { describeLimits } from '../../core/realtime/limits.suite.ts';
import { createMemoryLimits } from './limits.ts';

describeLimits('memory', async () => {
  let now = 0;
  const windowMs = 60_000;
  return {
    limits: createMemoryLimits(() => now),
    windowMs,
    async pass() {
      now += windowMs;
    },
    close: async () => {},
  };
});
