import { describePresence } from '../../core/realtime/presence.suite.ts';
import { describeRooms } from '../../core/realtime/rooms.suite.ts';
import { Rooms } from '../../core/realtime/rooms.ts';
import { describeTyping } from '../../core/realtime/typing.suite.ts';
import { createMemoryPresence } from './presence.ts';
import { createMemoryTyping } from './typing.ts';

const close = async () => {};
describePresence('memory', async () => ({ presence: createMemoryPresence(), close }));
describeTyping('memory', async () => ({ typing: createMemoryTyping(200), durationMs: 200, close }));
describeRooms('memory', async () => ({ rooms: new Rooms(), close }));
