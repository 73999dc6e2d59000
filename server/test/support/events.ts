import { z } from 'zod';
import {
  conversationShape,
  idShape,
  messageShape,
  notificationShape,
  presenceShape,
  timeShape,
  userRefShape,
} from './shapes.ts';
import { changeShape, commentShape, ticketShape } from './ticket-shapes.ts';

const seq = z.int().min(1);
const userId = z.string().min(1).max(255);

/** Every event that the server of this version may send, with its exact payload. Any other name is a violation. */
export const eventShapes = {
  new_message: messageShape,
  message_updated: messageShape,
  message_deleted: z.strictObject({
    conversationId: idShape,
    messageId: idShape,
    seq,
    version: seq,
    deletedAt: timeShape,
    deletedBy: userId,
    forMe: z.boolean(),
  }),
  message_read_receipt: z.strictObject({
    conversationId: idShape,
    userId,
    messageId: idShape,
    seq,
    readAt: timeShape,
  }),
  message_delivered: z.strictObject({ conversationId: idShape, userId, seq, deliveredAt: timeShape }),
  reaction_updated: z.strictObject({
    conversationId: idShape,
    messageId: idShape,
    version: seq,
    userId,
    emoji: z.string().min(1),
    action: z.enum(['added', 'removed']),
    reactions: messageShape.shape.reactions,
  }),
  typing_indicator: z.strictObject({
    conversationId: idShape,
    userId,
    userName: z.string().min(1),
    isTyping: z.boolean(),
  }),
  user_joined: z.strictObject({ conversationId: idShape, userId, user: userRefShape, at: timeShape }),
  user_left: z.strictObject({ conversationId: idShape, userId, user: userRefShape, at: timeShape }),
  presence_update: presenceShape,
  conversation_created: conversationShape,
  conversation_updated: conversationShape,
  conversation_removed: z.strictObject({
    conversationId: idShape,
    reason: z.enum(['removed', 'left', 'deleted']),
  }),
  ticket_created: ticketShape,
  ticket_updated: ticketShape.extend({ changes: z.array(changeShape) }),
  ticket_comment: commentShape,
  notification: notificationShape,
  error: z.looseObject({ event: z.string(), code: z.string(), message: z.string() }),
} as const;

export type EventName = keyof typeof eventShapes;
export type Payload<E extends EventName> = z.infer<(typeof eventShapes)[E]>;
export type Heard = { [E in EventName]: { readonly event: E; readonly payload: Payload<E> } }[EventName];

/** Reads one frame; throws when the event is unknown or its payload is not exactly as promised. */
export function readEvent(event: string, args: readonly unknown[]): Heard {
  if (!Object.hasOwn(eventShapes, event)) throw new Error(`unknown event ${event}`);
  if (args.length !== 1) throw new Error(`${event} came with ${args.length} arguments`);
  const payload = eventShapes[event as EventName].safeParse(args[0]);
  if (!payload.success) throw new Error(`${event}: ${z.prettifyError(payload.error)}\n${JSON.stringify(args[0])}`);
  return { event, payload: payload.data } as Heard;
}
