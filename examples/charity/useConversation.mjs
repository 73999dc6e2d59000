// A React hook around one open conversation.
//
//   import * as React from 'react';
//   import { createUseConversation } from './useConversation.mjs';
//   const useConversation = createUseConversation(React);
//
//   function Chat({ id, token }) {
//     const { messages, unsent, typing, status, connection, error, send, setTyping, markRead } =
//       useConversation({ url: 'http://localhost:3006', id, token });
//     ...
//   }
import { Conversation } from './conversation.mjs';

/** Makes the hook of whatever React is there (18 or later), so that this file needs none of its own. */
export function createUseConversation({ useEffect, useMemo, useSyncExternalStore }) {
  return function useConversation({ url, id, token }) {
    const conversation = useMemo(() => new Conversation({ url, id, token }), [url, id, token]);
    useEffect(() => {
      conversation.open();
      return conversation.close;
    }, [conversation]);
    const state = useSyncExternalStore(conversation.subscribe, conversation.getSnapshot, conversation.getSnapshot);
    return useMemo(
      () => ({
        ...state,
        send: conversation.send,
        setTyping: conversation.setTyping,
        markRead: conversation.markRead,
      }),
      [conversation, state],
    );
  };
}
