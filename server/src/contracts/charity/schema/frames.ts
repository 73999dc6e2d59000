import { z } from 'zod';
import { idText } from '../../../wire/schema.ts';
import { messageFields } from './requests.ts';

/** What a client may send, by the frame's type. */
export function frames(longest: number) {
  return {
    message: z.object({ type: z.literal('message'), ...messageFields(longest) }),
    typing: z.object({ type: z.literal('typing'), isTyping: z.boolean() }),
    read: z.object({ type: z.literal('read'), messageId: idText.optional() }),
    ping: z.object({ type: z.literal('ping') }),
  };
}

type Frames = ReturnType<typeof frames>;

export type FrameType = keyof Frames;

/** One frame of a client. */
export type ClientFrame = { [T in FrameType]: z.output<Frames[T]> }[FrameType];
