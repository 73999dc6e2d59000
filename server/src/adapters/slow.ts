import type { CoreEvent } from '../core/events.ts';
import type { FileStorage } from '../core/files/storage.ts';
import type { Bus } from '../core/realtime/bus.ts';
import type { Failpoints } from './postgres/failpoints.ts';

/** A bus that may be stopped before it announces a message: after the ack has left. */
export function slowBus(bus: Bus, failpoints: Failpoints): Bus {
  return {
    publish(event: CoreEvent) {
      if (event.type !== 'message.sent') bus.publish(event);
      else
        setImmediate(() => {
          void Promise.resolve(failpoints.hit('P4')).then(() => bus.publish(event));
        });
    },
    subscribe: (listener, part) => bus.subscribe(listener, part),
  };
}

/** A storage that may be stopped when it has put bytes in place, and nobody was told. */
export function slowStorage(storage: FileStorage, failpoints: Failpoints): FileStorage {
  return {
    ...storage,
    async stage(content, maxBytes) {
      const staged = await storage.stage(content, maxBytes);
      const keep = async (key: string): Promise<void> => {
        await staged.keep(key);
        await failpoints.hit('P7');
      };
      return { ...staged, keep };
    },
  };
}
