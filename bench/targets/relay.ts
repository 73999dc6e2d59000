import path from 'node:path';
import { startServer } from './server.ts';
import { type Target, userId, userIds } from './target.ts';

/** The bare Socket.IO relay, the limit that Parley is compared with. */
export function relayTarget(core: number | null, directory: string): Target {
  return {
    name: 'relay',
    numbered: false,
    start: (nodeArguments = []) =>
      startServer({
        script: path.join(import.meta.dirname, 'programs/relay.ts'),
        core,
        environment: {},
        nodeArguments,
        directory,
      }),
    async prepare(server, plan) {
      const conversations = plan.conversations.map((members, index) => ({ id: `${plan.prefix}-c${index}`, members }));
      const rooms = conversations.map(({ id, members }) => ({
        id,
        members: members.map((member) => userId(plan, member)),
      }));
      await fetch(`http://127.0.0.1:${server.port}/rooms`, { method: 'POST', body: JSON.stringify(rooms) });
      return { tokens: userIds(plan), conversations };
    },
    stored: async () => null,
  };
}
