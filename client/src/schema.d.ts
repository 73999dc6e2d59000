/** Made by `npm run types` from the server's own schemas (its /openapi.json). Do not edit. */

export interface paths {
  '/api/messaging/conversations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller’s conversations, latest activity first */
    get: {
      parameters: {
        query?: {
          type?: 'direct' | 'group' | 'support';
          archived?: 'true' | 'false' | 'all';
          unread?: 'true' | 'false';
          q?: string;
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Conversation'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Open a direct conversation, make a group, or ask for support */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json':
            | {
                /** @constant */
                type: 'direct';
                participantIds: string[];
                /** @default {} */
                metadata?: {
                  [key: string]: unknown;
                };
              }
            | {
                /** @constant */
                type: 'group';
                participantIds: string[];
                title: string;
                /** @default {} */
                metadata?: {
                  [key: string]: unknown;
                };
              }
            | {
                /** @constant */
                type: 'support';
                ticketId?: string | null;
                subject?: string | null;
                description?: string | null;
                category?: string | null;
                priority?: ('low' | 'medium' | 'high' | 'urgent') | null;
                /** @default {} */
                metadata?: {
                  [key: string]: unknown;
                };
              };
        };
      };
      responses: {
        /** @description The pair or the ticket had one */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/conversations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One conversation */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
      };
    };
    /** Change a group’s title, picture or metadata */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            title?: string;
            avatar?: string | null;
            metadata?: {
              [key: string]: unknown;
            };
            /** @enum {string} */
            status?: 'active' | 'closed';
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
      };
    };
    post?: never;
    /** Delete a conversation for the caller */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/conversations/{id}/members': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Add people to a group */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            userIds: string[];
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/conversations/{id}/members/{userId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Give a member another role */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          userId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @enum {string} */
            role: 'owner' | 'admin' | 'member';
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
      };
    };
    post?: never;
    /** Leave a group, or remove somebody from it */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          userId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/conversations/{id}/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Archive, pin or mute for the caller */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            isArchived?: boolean;
            isPinned?: boolean;
            mutedUntil?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Conversation'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/conversations/{id}/read': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Move the caller’s read mark */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            messageId?: string;
            upToSeq?: number;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              conversationId: string;
              lastReadSeq: number;
              readAt: string | null;
              unreadCount: number;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/unread-count': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How much the caller has not read */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              total: number;
              conversations: {
                conversationId: string;
                unreadCount: number;
              }[];
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send a message */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            conversationId: string;
            /**
             * @default text
             * @enum {string}
             */
            type?:
              | 'text'
              | 'image'
              | 'file'
              | 'audio'
              | 'video'
              | 'location'
              | 'service_offer'
              | 'booking_request'
              | 'system';
            content?: string | null;
            clientId?: string | null;
            replyTo?: string | null;
            attachmentIds?: string[] | null;
            metadata?: {
              [key: string]: unknown;
            } | null;
          };
        };
      };
      responses: {
        /** @description Sent before with the same `clientId` */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Message'];
          };
        };
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Message'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/conversations/{id}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A conversation’s messages, newest first; with `after` ascending */
    get: {
      parameters: {
        query?: {
          before?: string;
          after?: string;
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Message'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/messages/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One message */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Message'];
          };
        };
      };
    };
    /** Edit an own message */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            content: string;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Message'];
          };
        };
      };
    };
    post?: never;
    /** Delete an own message for everybody, or any for the caller (`?for=me`) */
    delete: {
      parameters: {
        query?: {
          for?: 'me' | 'all';
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/messages/{id}/reads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who read a message, and when */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: {
                userId: string;
                name: string;
                /** Format: date-time */
                readAt: string;
              }[];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/messages/{id}/replies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The messages that reply to one, ascending */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Message'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/messages/{id}/reactions/{emoji}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** React with an emoji */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          emoji: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Message'];
          };
        };
      };
    };
    post?: never;
    /** Take a reaction back */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          emoji: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Message'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/messages/{id}/forward': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send a message on to other conversations */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            conversationIds: string[];
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Message'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/sync': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What changed since a cursor */
    get: {
      parameters: {
        query?: {
          since?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: (
                | {
                    /** @constant */
                    kind: 'message';
                    message: components['schemas']['Message'];
                  }
                | {
                    /** @constant */
                    kind: 'conversation';
                    conversation: components['schemas']['Conversation'];
                  }
                | {
                    /** @constant */
                    kind: 'conversation_removed';
                    conversationId: string;
                  }
              )[];
              page: {
                next: string | null;
              };
              cursor: string;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Oneself, with service packages */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Me'];
          };
        };
      };
    };
    /** Change what one sends of oneself */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            avatar?: string | null;
            specialty?: string | null;
            statusText?: string | null;
            locale?: string | null;
            timeZone?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Me'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** People by part of a name or id */
    get: {
      parameters: {
        query?: {
          search?: string;
          role?: 'user' | 'agent' | 'admin';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['User'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One person */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
      };
    };
    /** Create or change a person (admin) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            /** @description Required for a new user */
            name?: string;
            email?: string | null;
            avatar?: string | null;
            /** @enum {string} */
            role?: 'user' | 'agent' | 'admin';
            userType?: ('patient' | 'doctor') | null;
            specialty?: string | null;
            suspended?: boolean;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
        /** @description The person is new */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring in people who never connected (admin) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @description Rows { id, name, email?, avatar?, role?, userType?, specialty? } */
            users: unknown[];
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              created: number;
              updated: number;
              failed: {
                index: number;
                errors: {
                  path: string;
                  message: string;
                }[];
              }[];
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/{id}/presence': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How present somebody is */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Presence'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/presence': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How present several people are; unknown ids are left out */
    get: {
      parameters: {
        query: {
          cursor?: string;
          limit?: number;
          ids: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Presence'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/{id}/block': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Take no more direct messages from somebody */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    post?: never;
    /** Take direct messages from somebody again */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/me/blocks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whom one blocked, by id */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['UserRef'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/{id}/service-packages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What somebody offers; inactive packages only for oneself */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['ServicePackage'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    /** Replace all that somebody offers (oneself or admin) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            price: number;
            currency: string;
            duration: (number | string) | null;
            /** @default null */
            description?: string | null;
            /** @default true */
            isActive?: boolean;
            id?: string;
          }[];
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['ServicePackage'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/me/service-packages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Offer one more package */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            price: number;
            currency: string;
            duration: (number | string) | null;
            /** @default null */
            description?: string | null;
            /** @default true */
            isActive?: boolean;
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ServicePackage'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/users/me/service-packages/{packageId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Change what one sends of a package of one’s own */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          packageId: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            price?: number;
            currency?: string;
            duration?: (number | string) | null;
            description?: string | null;
            isActive?: boolean;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ServicePackage'];
          };
        };
      };
    };
    post?: never;
    /** Offer a package of one’s own no more */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          packageId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/sla-policies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How soon tickets of each priority are to be answered and resolved (admins) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SlaPolicies'];
          };
        };
      };
    };
    /** Set what is sent of that; tickets under way come under it (admins) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            /** @description Minutes of business hours; null promises nothing */
            low?: {
              firstResponseMinutes: number;
              resolutionMinutes: number;
            } | null;
            /** @description Minutes of business hours; null promises nothing */
            medium?: {
              firstResponseMinutes: number;
              resolutionMinutes: number;
            } | null;
            /** @description Minutes of business hours; null promises nothing */
            high?: {
              firstResponseMinutes: number;
              resolutionMinutes: number;
            } | null;
            /** @description Minutes of business hours; null promises nothing */
            urgent?: {
              firstResponseMinutes: number;
              resolutionMinutes: number;
            } | null;
            /** @description When work is done; null is around the clock */
            businessHours?: {
              timeZone: string;
              /** @description ISO 8601: 1 is Monday, 7 is Sunday */
              days: number[];
              start: string;
              /** @description After `start`, on the same day; at most 24:00 */
              end: string;
            } | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SlaPolicies'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/sla': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The account of a ticket’s time: what counted towards its deadlines, and why the rest did not (agents) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TicketSlaLedger'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/escalate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Raise a ticket’s priority by a step; the reason becomes an internal note (agents) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            reason: string;
            assigneeId?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/feed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened to you, newest first, and how much of it is unread */
    get: {
      parameters: {
        query?: {
          unread?: 'true' | 'false';
          category?: 'messages' | 'groups' | 'tickets' | 'bookings' | 'account' | 'security' | 'product' | 'marketing';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Notification'][];
              page: {
                next: string | null;
              };
              unreadCount: number;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/feed/{id}/read': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Mark a notification of your own as read */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/feed/read-all': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Mark all of your notifications as read */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              unreadCount: number;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/push-subscriptions/key': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The key (VAPID) that a browser subscribes to push with */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              publicKey: string;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/push-subscriptions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let this browser take notices */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            endpoint: string;
            keys: {
              p256dh: string;
              auth: string;
            };
          };
        };
      };
      responses: {
        /** @description the same endpoint was there, and has the new keys now */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PushSubscription'];
          };
        };
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PushSubscription'];
          };
        };
      };
    };
    /** Let a browser take no more notices */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            endpoint: string;
          };
        };
      };
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What one wants to hear of, and how */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
      };
    };
    /** Change what one sends of it, at any depth */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            channels?: {
              email?: boolean;
              sms?: boolean;
              push?: boolean;
              inApp?: boolean;
            };
            categories?: {
              messages?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              groups?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              tickets?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              bookings?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              account?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              product?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              marketing?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
            };
            quietHours?: {
              enabled?: boolean;
              start?: string;
              end?: string;
              timeZone?: string;
            };
            digest?: {
              /** @enum {string} */
              frequency?: 'off' | 'daily' | 'weekly';
              hour?: number;
            };
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
      };
    };
    post?: never;
    /** Have all of that forgotten; an opt-out of marketing stays in force */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/opt-out/marketing': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Get no offers any more */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/opt-out/all-non-essential': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Hear of nothing but account and security */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All that is kept of oneself about notices */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              userId: string;
              /** Format: date-time */
              exportedAt: string;
              preferences: components['schemas']['Preferences'];
              history: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                source: 'user' | 'unsubscribe' | 'admin';
                changes: {
                  [key: string]: unknown;
                };
              }[];
              feed: {
                id: string;
                category: string;
                type: string;
                title: string;
                body: string;
                data: {
                  [key: string]: unknown;
                };
                readAt: string | null;
                /** Format: date-time */
                createdAt: string;
              }[];
              unsubscribeTokens: {
                /** @enum {string} */
                scope: 'marketing' | 'all-non-essential' | 'messages' | 'groups' | 'tickets' | 'bookings' | 'product';
                /** Format: date-time */
                createdAt: string;
              }[];
              pushSubscriptions: {
                endpoint: string;
                keys: {
                  p256dh: string;
                  auth: string;
                };
                /** Format: date-time */
                createdAt: string;
              }[];
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/unsubscribe-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A link that unsubscribes without signing in */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @enum {string} */
            scope: 'marketing' | 'all-non-essential' | 'messages' | 'groups' | 'tickets' | 'bookings' | 'product';
            /** @description Somebody else, for admins */
            userId?: string;
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              token: string;
              url: string;
              /** @enum {string} */
              scope: 'marketing' | 'all-non-essential' | 'messages' | 'groups' | 'tickets' | 'bookings' | 'product';
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/users/{userId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What somebody wants to hear of (admin) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          userId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
      };
    };
    /** Change what one sends of it for somebody (admin) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          userId: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            channels?: {
              email?: boolean;
              sms?: boolean;
              push?: boolean;
              inApp?: boolean;
            };
            categories?: {
              messages?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              groups?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              tickets?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              bookings?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              account?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              product?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              marketing?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
            };
            quietHours?: {
              enabled?: boolean;
              start?: string;
              end?: string;
              timeZone?: string;
            };
            digest?: {
              /** @enum {string} */
              frequency?: 'off' | 'daily' | 'weekly';
              hour?: number;
            };
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Change what one sends of it for many people (admin) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            userIds: string[];
            /**
             * @example {
             *       "categories": {
             *         "tickets": {
             *           "email": false
             *         }
             *       },
             *       "digest": {
             *         "frequency": "daily"
             *       }
             *     }
             */
            changes: {
              channels?: {
                email?: boolean;
                sms?: boolean;
                push?: boolean;
                inApp?: boolean;
              };
              categories?: {
                messages?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
                groups?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
                tickets?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
                bookings?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
                account?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
                product?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
                marketing?: {
                  email?: boolean;
                  sms?: boolean;
                  push?: boolean;
                  inApp?: boolean;
                };
              };
              quietHours?: {
                enabled?: boolean;
                start?: string;
                end?: string;
                timeZone?: string;
              };
              digest?: {
                /** @enum {string} */
                frequency?: 'off' | 'daily' | 'weekly';
                hour?: number;
              };
            };
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              updated: number;
              skipped: {
                userId: string;
                /** @enum {string} */
                code: 'user_not_found' | 'opted_out';
              }[];
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/unsubscribe/{token}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Unsubscribe by a link; a small page where HTML is preferred */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @constant */
              unsubscribed: true;
              /** @enum {string} */
              scope: 'marketing' | 'all-non-essential' | 'messages' | 'groups' | 'tickets' | 'bookings' | 'product';
            };
          };
        };
      };
    };
    put?: never;
    /** Unsubscribe in one click (RFC 8058) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': {
            /** @constant */
            'List-Unsubscribe': 'One-Click';
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @constant */
              unsubscribed: true;
              /** @enum {string} */
              scope: 'marketing' | 'all-non-essential' | 'messages' | 'groups' | 'tickets' | 'bookings' | 'product';
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/categories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All categories of FAQs */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['FaqCategory'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Make a category of FAQs (agents) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            /** @description Made from the name where it is left out */
            slug?: string;
            /** @default null */
            description?: string | null;
            /** @default 0 */
            order?: number;
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FaqCategory'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/categories/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Change what one sends of a category (agents) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            slug?: string;
            description?: string | null;
            order?: number;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FaqCategory'];
          };
        };
      };
    };
    post?: never;
    /** Remove a category; its FAQs stay (agents) */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** FAQs, newest first */
    get: {
      parameters: {
        query?: {
          category?: string;
          tag?: string;
          status?: 'published' | 'draft' | 'all';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Faq'][];
              page: {
                next: string | null;
                total: number;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Write an FAQ (agents) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            question: string;
            /** @description Markdown */
            answer: string;
            categoryIds?: string[];
            tags?: string[];
            /**
             * @default published
             * @enum {string}
             */
            status?: 'published' | 'draft';
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Faq'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** FAQs in which every word of the query begins a word, best first */
    get: {
      parameters: {
        query: {
          q: string;
          category?: string;
          status?: 'published' | 'draft' | 'all';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['FoundFaq'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/suggest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** At most five FAQs that may answer what somebody is about to ask */
    get: {
      parameters: {
        query: {
          q: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Faq'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/popular': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The FAQs that are read most */
    get: {
      parameters: {
        query?: {
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Faq'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One FAQ; drafts only for agents */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Faq'];
          };
        };
      };
    };
    /** Change what one sends of an FAQ (agents) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            question?: string;
            /** @description Markdown */
            answer?: string;
            categoryIds?: string[];
            tags?: string[];
            /** @enum {string} */
            status?: 'published' | 'draft';
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Faq'];
          };
        };
      };
    };
    post?: never;
    /** Remove an FAQ (agents) */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/{id}/rate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Say whether an FAQ helped; replaces what one said before */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            helpful: boolean;
            /** @default null */
            comment?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              faqId: string;
              helpful: boolean;
              helpfulCount: number;
              notHelpfulCount: number;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/faqs/{id}/feedback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What people wrote with their ratings, the latest first (agents) */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['FaqFeedback'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/attachments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Upload a file; attach it to a message within 24 hours */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * Format: binary
             * @description The file
             */
            file: string;
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Attachment'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/attachments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is known of a file, with a fresh link to it */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Attachment'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/attachments/{id}/content': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A file's bytes, for those who see it or by a signed link; one Range is possible */
    get: {
      parameters: {
        query?: {
          expires?: string;
          signature?: string;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/octet-stream': unknown;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/attachments/{id}/thumbnail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A picture made small, for those who see it or by the same signed link; 404 for what has none */
    get: {
      parameters: {
        query?: {
          expires?: string;
          signature?: string;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'image/webp': unknown;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All tickets (agents) */
    get: {
      parameters: {
        query?: {
          status?: string;
          priority?: string;
          category?: string;
          tag?: string;
          assigneeId?: string;
          requesterId?: string;
          q?: string;
          createdFrom?: string;
          createdTo?: string;
          slaBreached?: 'true' | 'false';
          sort?: '-createdAt' | 'createdAt' | '-updatedAt' | 'updatedAt' | '-priority' | 'priority';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Ticket'][];
              page: {
                next: string | null;
                total: number;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Open a ticket */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            subject: string;
            description: string;
            category?: string | null;
            priority?: ('low' | 'medium' | 'high' | 'urgent') | null;
            tags?: string[] | null;
            attachmentIds?: string[] | null;
            metadata?: {
              [key: string]: unknown;
            } | null;
            requesterId?: string | null;
            clientId?: string | null;
          };
        };
      };
      responses: {
        /** @description Opened before with the same `clientId` */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/my-tickets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The tickets that the caller requested */
    get: {
      parameters: {
        query?: {
          status?: string;
          priority?: string;
          category?: string;
          tag?: string;
          assigneeId?: string;
          requesterId?: string;
          q?: string;
          createdFrom?: string;
          createdTo?: string;
          slaBreached?: 'true' | 'false';
          sort?: '-createdAt' | 'createdAt' | '-updatedAt' | 'updatedAt' | '-priority' | 'priority';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Ticket'][];
              page: {
                next: string | null;
                total: number;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/categories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a ticket can be about */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: {
                slug: string;
                name: string;
              }[];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Figures of the tickets made in a range (agents) */
    get: {
      parameters: {
        query?: {
          from?: string;
          to?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              from: string | null;
              to: string | null;
              total: number;
              unassigned: number;
              byStatus: {
                [key: string]: number;
              };
              byPriority: {
                [key: string]: number;
              };
              byCategory: {
                [key: string]: number;
              };
              byAssignee: {
                assigneeId: string;
                name: string;
                open: number;
                resolved: number;
              }[];
              firstResponse: {
                count: number;
                averageSeconds: number | null;
                medianSeconds: number | null;
              };
              resolution: {
                count: number;
                averageSeconds: number | null;
                medianSeconds: number | null;
              };
              csat: {
                count: number;
                average: number | null;
              };
              sla: {
                firstResponseBreachRate: number | null;
                resolutionBreachRate: number | null;
              };
              backlog: {
                /** Format: date */
                date: string;
                open: number;
              }[];
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A ticket with its latest comments */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              number: number;
              subject: string;
              description: string;
              /** @enum {string} */
              status: 'open' | 'in_progress' | 'pending' | 'resolved' | 'closed';
              /** @enum {string} */
              priority: 'low' | 'medium' | 'high' | 'urgent';
              category: string;
              tags: string[];
              requesterId: string;
              requester: components['schemas']['UserRef'];
              assigneeId: string | null;
              assignee: components['schemas']['UserRef'] | null;
              conversationId: string;
              attachments: components['schemas']['Attachment'][];
              metadata: {
                [key: string]: unknown;
              };
              commentCount: number;
              firstRespondedAt: string | null;
              resolvedAt: string | null;
              closedAt: string | null;
              reopenedCount: number;
              sla: components['schemas']['TicketSla'] | null;
              rating: {
                score: number;
                comment: string | null;
                /** Format: date-time */
                ratedAt: string;
              } | null;
              /** Format: date-time */
              createdAt: string;
              /** Format: date-time */
              updatedAt: string;
              /** Format: date-time */
              lastActivityAt: string;
              comments: components['schemas']['Comment'][];
            };
          };
        };
      };
    };
    /** Change a ticket (agents) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            subject?: string;
            /** @enum {string} */
            priority?: 'low' | 'medium' | 'high' | 'urgent';
            category?: string;
            tags?: string[];
            metadata?: {
              [key: string]: unknown;
            };
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Give a ticket another status */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'open' | 'in_progress' | 'pending' | 'resolved' | 'closed';
            comment?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/assign': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Give a ticket to an agent, or to nobody (agents) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            assigneeId: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/comments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The comments on a ticket, oldest first */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['Comment'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Comment on a ticket, in public or (agents) in an internal note */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            content: string;
            internal?: boolean | null;
            attachmentIds?: string[] | null;
            clientId?: string | null;
          };
        };
      };
      responses: {
        /** @description Sent before with the same `clientId` */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Comment'];
          };
        };
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Comment'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened to a ticket, oldest first */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['TicketEvent'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/rating': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Rate a resolved or closed ticket (its requester) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            score: number;
            comment?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/{id}/watchers/{userId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Have an agent hear of all that happens to a ticket (agents) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          userId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    post?: never;
    /** No longer (agents) */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          userId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Search tickets, best first; users find their own */
    get: {
      parameters: {
        query: {
          status?: string;
          priority?: string;
          category?: string;
          tag?: string;
          assigneeId?: string;
          requesterId?: string;
          q: string;
          createdFrom?: string;
          createdTo?: string;
          slaBreached?: 'true' | 'false';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: {
                id: string;
                number: number;
                subject: string;
                description: string;
                /** @enum {string} */
                status: 'open' | 'in_progress' | 'pending' | 'resolved' | 'closed';
                /** @enum {string} */
                priority: 'low' | 'medium' | 'high' | 'urgent';
                category: string;
                tags: string[];
                requesterId: string;
                requester: components['schemas']['UserRef'];
                assigneeId: string | null;
                assignee: components['schemas']['UserRef'] | null;
                conversationId: string;
                attachments: components['schemas']['Attachment'][];
                metadata: {
                  [key: string]: unknown;
                };
                commentCount: number;
                firstRespondedAt: string | null;
                resolvedAt: string | null;
                closedAt: string | null;
                reopenedCount: number;
                sla: components['schemas']['TicketSla'] | null;
                rating: {
                  score: number;
                  comment: string | null;
                  /** Format: date-time */
                  ratedAt: string;
                } | null;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                updatedAt: string;
                /** Format: date-time */
                lastActivityAt: string;
                highlight: string;
              }[];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The same changes to many tickets (agents) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            ids: string[];
            changes: {
              /** @enum {string} */
              status?: 'open' | 'in_progress' | 'pending' | 'resolved' | 'closed';
              /** @enum {string} */
              priority?: 'low' | 'medium' | 'high' | 'urgent';
              category?: string;
              assigneeId?: string | null;
              addTags?: string[];
              removeTags?: string[];
            };
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              updated: number;
              failed: {
                id: string;
                code: string;
              }[];
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tickets as CSV (agents) */
    get: {
      parameters: {
        query?: {
          status?: string;
          priority?: string;
          category?: string;
          tag?: string;
          assigneeId?: string;
          requesterId?: string;
          q?: string;
          createdFrom?: string;
          createdTo?: string;
          slaBreached?: 'true' | 'false';
          format?: 'csv';
          sort?: '-createdAt' | 'createdAt' | '-updatedAt' | 'updatedAt' | '-priority' | 'priority';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/canned-responses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shared texts and one’s own, by title (agents) */
    get: {
      parameters: {
        query?: {
          q?: string;
          tag?: string;
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['CannedResponse'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Keep a text to answer with (agents) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            title: string;
            body: string;
            tags?: string[] | null;
            shared?: boolean | null;
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CannedResponse'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/canned-responses/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One of them (agents) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CannedResponse'];
          };
        };
      };
    };
    /** Change one (its maker, admins) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            title?: string;
            body?: string;
            tags?: string[];
            shared?: boolean;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CannedResponse'];
          };
        };
      };
    };
    post?: never;
    /** Remove one (its maker, admins) */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/tickets/canned-responses/{id}/render': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The text for a ticket, its variables filled in (agents) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            ticketId: string;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              title: string;
              content: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/messaging/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Messages in which every word of the query begins a word */
    get: {
      parameters: {
        query: {
          q: string;
          conversationId?: string;
          senderId?: string;
          type?:
            | 'text'
            | 'image'
            | 'file'
            | 'audio'
            | 'video'
            | 'location'
            | 'service_offer'
            | 'booking_request'
            | 'system';
          from?: string;
          to?: string;
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: components['schemas']['FoundMessage'][];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The webhooks, oldest first (admin) */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: {
                id: string;
                url: string;
                /** @description Types of events; *: all */
                events: string[];
                isActive: boolean;
                createdBy: string;
                createdAt: string;
                updatedAt: string;
              }[];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    /** Have events sent to an address (admin); the secret is shown this once */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            url: string;
            events?:
              | (
                  | '*'
                  | 'message.sent'
                  | 'message.edited'
                  | 'message.deleted'
                  | 'message.reacted'
                  | 'message.delivered'
                  | 'message.read'
                  | 'conversation.created'
                  | 'conversation.joined'
                  | 'conversation.left'
                  | 'conversation.updated'
                  | 'ticket.created'
                  | 'ticket.updated'
                  | 'ticket.commented'
                  | 'ticket.removed'
                  | 'user.created'
                  | 'user.updated'
                )[]
              | null;
            isActive?: boolean | null;
            secret?: string | null;
          };
        };
      };
      responses: {
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              url: string;
              /** @description Types of events; *: all */
              events: string[];
              isActive: boolean;
              createdBy: string;
              createdAt: string;
              updatedAt: string;
              /** @description What signs requests; shown here and never again */
              secret: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/webhooks/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One webhook (admin) */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              url: string;
              /** @description Types of events; *: all */
              events: string[];
              isActive: boolean;
              createdBy: string;
              createdAt: string;
              updatedAt: string;
            };
          };
        };
      };
    };
    /** Change what is sent of a webhook (admin) */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          'application/json': {
            url?: string;
            events?: (
              | '*'
              | 'message.sent'
              | 'message.edited'
              | 'message.deleted'
              | 'message.reacted'
              | 'message.delivered'
              | 'message.read'
              | 'conversation.created'
              | 'conversation.joined'
              | 'conversation.left'
              | 'conversation.updated'
              | 'ticket.created'
              | 'ticket.updated'
              | 'ticket.commented'
              | 'ticket.removed'
              | 'user.created'
              | 'user.updated'
            )[];
            isActive?: boolean;
            secret?: string;
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              url: string;
              /** @description Types of events; *: all */
              events: string[];
              isActive: boolean;
              createdBy: string;
              createdAt: string;
              updatedAt: string;
            };
          };
        };
      };
    };
    post?: never;
    /** Send to an address no more, and forget what was sent (admin) */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/webhooks/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send webhook.tested at once, and see what comes of it (admin) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              webhookId: string;
              /** @description The same whenever the event is sent */
              eventId: string;
              type: string;
              /** @enum {string} */
              status: 'pending' | 'delivered' | 'failed';
              attempts: number;
              responseStatus: number | null;
              error: string | null;
              lastAttemptAt: string | null;
              nextAttemptAt: string | null;
              createdAt: string;
              deliveredAt: string | null;
              /** @description The JSON of the request */
              body: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/webhooks/{id}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was sent and what is to be, the latest first (admin) */
    get: {
      parameters: {
        query?: {
          status?: 'pending' | 'delivered' | 'failed';
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              data: {
                id: string;
                webhookId: string;
                /** @description The same whenever the event is sent */
                eventId: string;
                type: string;
                /** @enum {string} */
                status: 'pending' | 'delivered' | 'failed';
                attempts: number;
                responseStatus: number | null;
                error: string | null;
                lastAttemptAt: string | null;
                nextAttemptAt: string | null;
                createdAt: string;
                deliveredAt: string | null;
                /** @description The JSON of the request */
                body: string;
              }[];
              page: {
                next: string | null;
              };
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/webhooks/{id}/deliveries/{deliveryId}/redeliver': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send an event again, under the same id (admin) */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
          deliveryId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is pending: tried at once */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              webhookId: string;
              /** @description The same whenever the event is sent */
              eventId: string;
              type: string;
              /** @enum {string} */
              status: 'pending' | 'delivered' | 'failed';
              attempts: number;
              responseStatus: number | null;
              error: string | null;
              lastAttemptAt: string | null;
              nextAttemptAt: string | null;
              createdAt: string;
              deliveredAt: string | null;
              /** @description The JSON of the request */
              body: string;
            };
          };
        };
        /** @description Success */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id: string;
              webhookId: string;
              /** @description The same whenever the event is sent */
              eventId: string;
              type: string;
              /** @enum {string} */
              status: 'pending' | 'delivered' | 'failed';
              attempts: number;
              responseStatus: number | null;
              error: string | null;
              lastAttemptAt: string | null;
              nextAttemptAt: string | null;
              createdAt: string;
              deliveredAt: string | null;
              /** @description The JSON of the request */
              body: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the service and its parts are */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              [key: string]: unknown;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** That the process runs */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @constant */
              status: 'alive';
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the service can take work */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              [key: string]: unknown;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Figures for Prometheus */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/plain': unknown;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              [key: string]: unknown;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/docs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A page that shows it */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': unknown;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dev/token': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A token for trying things out; only in development */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            id: string;
            name?: string;
            /** @enum {string} */
            role?: 'user' | 'agent' | 'admin';
          };
        };
      };
      responses: {
        /** @description Success */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              token: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      errors?: {
        path: string;
        message: string;
      }[];
    };
    Conversation: {
      id: string;
      /** @enum {string} */
      type: 'direct' | 'group' | 'support';
      /** @enum {string} */
      status: 'active' | 'closed';
      title: string | null;
      avatar: string | null;
      ticketId: string | null;
      createdBy: string;
      memberCount: number;
      lastSeq: number;
      metadata: {
        [key: string]: unknown;
      };
      members: {
        userId: string;
        name: string;
        avatar: string | null;
        /** @enum {string} */
        role: 'owner' | 'admin' | 'member';
        /** @enum {string} */
        userRole: 'user' | 'agent' | 'admin';
        /** Format: date-time */
        joinedAt: string;
        lastReadSeq: number;
        lastReadAt: string | null;
        lastDeliveredSeq: number;
        isOnline: boolean;
        lastSeen: string | null;
      }[];
      lastMessage: {
        id: string;
        seq: number;
        senderId: string;
        /** @enum {string} */
        type:
          | 'text'
          | 'image'
          | 'file'
          | 'audio'
          | 'video'
          | 'location'
          | 'service_offer'
          | 'booking_request'
          | 'system';
        content: string;
        /** Format: date-time */
        createdAt: string;
        deletedAt: string | null;
      } | null;
      unreadCount: number;
      lastReadSeq: number;
      isArchived: boolean;
      isPinned: boolean;
      mutedUntil: string | null;
      expiresIn: number | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    Message: {
      id: string;
      conversationId: string;
      seq: number;
      /** @enum {string} */
      type: 'text' | 'image' | 'file' | 'audio' | 'video' | 'location' | 'service_offer' | 'booking_request' | 'system';
      senderId: string;
      sender: components['schemas']['UserRef'] | null;
      content: string;
      metadata: {
        [key: string]: unknown;
      };
      attachments: components['schemas']['Attachment'][];
      mentions: string[];
      replyTo: {
        id: string;
        seq: number;
        senderId: string;
        /** @enum {string} */
        type:
          | 'text'
          | 'image'
          | 'file'
          | 'audio'
          | 'video'
          | 'location'
          | 'service_offer'
          | 'booking_request'
          | 'system';
        content: string;
        deletedAt: string | null;
      } | null;
      replyCount: number;
      forwardedFrom: {
        messageId: string;
        senderId: string;
        senderName: string;
      } | null;
      reactions: {
        emoji: string;
        count: number;
        userIds: string[];
      }[];
      readCount: number;
      readBy: {
        userId: string;
        /** Format: date-time */
        readAt: string;
      }[];
      clientId: string | null;
      version: number;
      isPinned: boolean;
      editedAt: string | null;
      deletedAt: string | null;
      expiresAt: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    UserRef: {
      id: string;
      name: string;
      avatar: string | null;
      /** @enum {string} */
      role: 'user' | 'agent' | 'admin';
    };
    Attachment: {
      id: string;
      name: string;
      size: number;
      mimeType: string;
      /** @enum {string} */
      kind: 'image' | 'video' | 'audio' | 'document';
      width: number | null;
      height: number | null;
      duration: number | null;
      url: string;
      /** Format: date-time */
      urlExpiresAt: string;
      thumbnailUrl: string | null;
      /** Format: date-time */
      createdAt: string;
    };
    Me: {
      id: string;
      name: string;
      avatar: string | null;
      /** @enum {string} */
      role: 'user' | 'agent' | 'admin';
      email: string | null;
      userType: ('patient' | 'doctor') | null;
      specialty: string | null;
      /** @enum {string} */
      status: 'online' | 'away' | 'busy' | 'offline';
      statusText: string | null;
      isOnline: boolean;
      lastSeen: string | null;
      /** Format: date-time */
      createdAt: string;
      servicePackages: components['schemas']['ServicePackage'][];
    };
    ServicePackage: {
      id: string;
      userId: string;
      name: string;
      price: number;
      currency: string;
      duration: number | string | null;
      description: string | null;
      isActive: boolean;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    User: {
      id: string;
      name: string;
      avatar: string | null;
      /** @enum {string} */
      role: 'user' | 'agent' | 'admin';
      email: string | null;
      userType: ('patient' | 'doctor') | null;
      specialty: string | null;
      /** @enum {string} */
      status: 'online' | 'away' | 'busy' | 'offline';
      statusText: string | null;
      isOnline: boolean;
      lastSeen: string | null;
      /** Format: date-time */
      createdAt: string;
    };
    Presence: {
      userId: string;
      /** @enum {string} */
      status: 'online' | 'away' | 'busy' | 'offline';
      statusText: string | null;
      isOnline: boolean;
      lastSeen: string | null;
    };
    SlaPolicies: {
      low: {
        firstResponseMinutes: number;
        resolutionMinutes: number;
      } | null;
      medium: {
        firstResponseMinutes: number;
        resolutionMinutes: number;
      } | null;
      high: {
        firstResponseMinutes: number;
        resolutionMinutes: number;
      } | null;
      urgent: {
        firstResponseMinutes: number;
        resolutionMinutes: number;
      } | null;
      businessHours: {
        timeZone: string;
        days: number[];
        start: string;
        end: string;
      } | null;
      updatedAt: string | null;
    };
    TicketSlaLedger: {
      policy: {
        firstResponseMinutes: number;
        resolutionMinutes: number;
        version: number;
        /** Format: date-time */
        validFrom: string;
        /** @enum {string} */
        priority: 'low' | 'medium' | 'high' | 'urgent';
        businessHours: {
          timeZone: string;
          days: number[];
          start: string;
          end: string;
        } | null;
      } | null;
      firstResponse: {
        targetMinutes: number;
        countedMinutes: number;
        dueAt: string | null;
        breachedAt: string | null;
      } | null;
      resolution: {
        targetMinutes: number;
        countedMinutes: number;
        dueAt: string | null;
        breachedAt: string | null;
      } | null;
      pausedAt: string | null;
      intervals: {
        /** Format: date-time */
        from: string;
        to: string | null;
        counted: boolean;
        /** @enum {string} */
        reason:
          | 'created'
          | 'business_hours'
          | 'resumed'
          | 'reopened'
          | 'policy_changed'
          | 'priority_changed'
          | 'pending'
          | 'outside_business_hours'
          | 'resolved'
          | 'closed'
          | 'no_policy';
        policyVersion: number | null;
      }[];
    };
    Ticket: {
      id: string;
      number: number;
      subject: string;
      description: string;
      /** @enum {string} */
      status: 'open' | 'in_progress' | 'pending' | 'resolved' | 'closed';
      /** @enum {string} */
      priority: 'low' | 'medium' | 'high' | 'urgent';
      category: string;
      tags: string[];
      requesterId: string;
      requester: components['schemas']['UserRef'];
      assigneeId: string | null;
      assignee: components['schemas']['UserRef'] | null;
      conversationId: string;
      attachments: components['schemas']['Attachment'][];
      metadata: {
        [key: string]: unknown;
      };
      commentCount: number;
      firstRespondedAt: string | null;
      resolvedAt: string | null;
      closedAt: string | null;
      reopenedCount: number;
      sla: components['schemas']['TicketSla'] | null;
      rating: {
        score: number;
        comment: string | null;
        /** Format: date-time */
        ratedAt: string;
      } | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** Format: date-time */
      lastActivityAt: string;
    };
    TicketSla: {
      firstResponseDueAt: string | null;
      resolutionDueAt: string | null;
      firstResponseBreached: boolean;
      resolutionBreached: boolean;
      pausedAt: string | null;
    };
    Notification: {
      id: string;
      /** @enum {string} */
      category: 'messages' | 'groups' | 'tickets' | 'bookings' | 'account' | 'security' | 'product' | 'marketing';
      type: string;
      title: string;
      body: string;
      data: {
        ticketId?: string;
        conversationId?: string;
        messageId?: string;
      };
      readAt: string | null;
      /** Format: date-time */
      createdAt: string;
    };
    PushSubscription: {
      id: string;
      endpoint: string;
      /** Format: date-time */
      createdAt: string;
    };
    Preferences: {
      userId: string;
      channels: {
        email: boolean;
        sms: boolean;
        push: boolean;
        inApp: boolean;
      };
      categories: {
        messages: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        groups: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        tickets: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        bookings: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        account: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        security: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        product: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
        marketing: {
          email: boolean;
          sms: boolean;
          push: boolean;
          inApp: boolean;
        };
      };
      quietHours: {
        enabled: boolean;
        start: string;
        end: string;
        timeZone: string;
      };
      digest: {
        /** @enum {string} */
        frequency: 'off' | 'daily' | 'weekly';
        hour: number;
      };
      marketingOptOut: {
        optedOut: boolean;
        at: string | null;
        source: ('user' | 'unsubscribe' | 'admin') | null;
      };
      updatedAt: string | null;
    };
    FaqCategory: {
      id: string;
      name: string;
      slug: string;
      description: string | null;
      order: number;
      faqCount: number;
    };
    Faq: {
      id: string;
      question: string;
      answer: string;
      /** @enum {string} */
      status: 'published' | 'draft';
      categories: {
        id: string;
        name: string;
        slug: string;
      }[];
      tags: string[];
      viewCount: number;
      helpfulCount: number;
      notHelpfulCount: number;
      myRating: boolean | null;
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      publishedAt: string | null;
    };
    FoundFaq: {
      id: string;
      question: string;
      answer: string;
      /** @enum {string} */
      status: 'published' | 'draft';
      categories: {
        id: string;
        name: string;
        slug: string;
      }[];
      tags: string[];
      viewCount: number;
      helpfulCount: number;
      notHelpfulCount: number;
      myRating: boolean | null;
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      publishedAt: string | null;
      score: number;
      highlight: {
        question: string;
        answer: string;
      };
    };
    FaqFeedback: {
      userId: string;
      user: components['schemas']['UserRef'];
      helpful: boolean;
      comment: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    Comment: {
      id: string;
      ticketId: string;
      authorId: string;
      author: components['schemas']['UserRef'] | null;
      content: string;
      internal: boolean;
      attachments: components['schemas']['Attachment'][];
      messageId: string | null;
      seq: number | null;
      /** Format: date-time */
      createdAt: string;
      editedAt: string | null;
      deletedAt: string | null;
    };
    TicketEvent: {
      id: string;
      /** Format: date-time */
      at: string;
      actorId: string | null;
      actor: components['schemas']['UserRef'] | null;
      /** @enum {string} */
      action: 'created' | 'status_changed' | 'assigned' | 'updated' | 'commented' | 'escalated' | 'rated';
      field: string | null;
      from: unknown;
      to: unknown;
    };
    CannedResponse: {
      id: string;
      title: string;
      body: string;
      tags: string[];
      shared: boolean;
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    FoundMessage: {
      id: string;
      conversationId: string;
      seq: number;
      /** @enum {string} */
      type: 'text' | 'image' | 'file' | 'audio' | 'video' | 'location' | 'service_offer' | 'booking_request' | 'system';
      senderId: string;
      sender: components['schemas']['UserRef'] | null;
      content: string;
      metadata: {
        [key: string]: unknown;
      };
      attachments: components['schemas']['Attachment'][];
      mentions: string[];
      replyTo: {
        id: string;
        seq: number;
        senderId: string;
        /** @enum {string} */
        type:
          | 'text'
          | 'image'
          | 'file'
          | 'audio'
          | 'video'
          | 'location'
          | 'service_offer'
          | 'booking_request'
          | 'system';
        content: string;
        deletedAt: string | null;
      } | null;
      replyCount: number;
      forwardedFrom: {
        messageId: string;
        senderId: string;
        senderName: string;
      } | null;
      reactions: {
        emoji: string;
        count: number;
        userIds: string[];
      }[];
      readCount: number;
      readBy: {
        userId: string;
        /** Format: date-time */
        readAt: string;
      }[];
      clientId: string | null;
      version: number;
      isPinned: boolean;
      editedAt: string | null;
      deletedAt: string | null;
      expiresAt: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      highlight: string;
    };
    ClientEvents: {
      /**
       * @example {
       *       "conversationId": "c…",
       *       "content": "Hello",
       *       "clientId": "my-1"
       *     }
       */
      send_message: {
        conversationId: string;
        /**
         * @default text
         * @enum {string}
         */
        type?:
          | 'text'
          | 'image'
          | 'file'
          | 'audio'
          | 'video'
          | 'location'
          | 'service_offer'
          | 'booking_request'
          | 'system';
        content?: string | null;
        clientId?: string | null;
        replyTo?: string | null;
        attachmentIds?: string[] | null;
        metadata?: {
          [key: string]: unknown;
        } | null;
      };
      /**
       * @example {
       *       "conversationId": "c…",
       *       "upToSeq": 1
       *     }
       */
      message_read: {
        conversationId: string;
        messageId?: string;
        upToSeq?: number;
      };
      /**
       * @example {
       *       "conversationId": "c…"
       *     }
       */
      typing_start: {
        conversationId: string;
      };
      /**
       * @example {
       *       "conversationId": "c…"
       *     }
       */
      typing_stop: {
        conversationId: string;
      };
      /**
       * @example {
       *       "conversations": {
       *         "c…": 0
       *       }
       *     }
       */
      resume: {
        conversations: {
          [key: string]: number;
        };
      };
      /**
       * @example {
       *       "conversationId": "c…"
       *     }
       */
      join_conversation: {
        conversationId: string;
        since?: number;
      };
      /**
       * @example {
       *       "conversationId": "c…"
       *     }
       */
      leave_conversation: {
        conversationId: string;
      };
      update_presence: {
        /** @enum {string} */
        status: 'online' | 'away' | 'busy' | 'offline';
        statusText?: string | null;
      };
      authenticate: {
        token: string;
      };
    };
    ClientAcks: {
      send_message: {
        /** @constant */
        ok: true;
        message: components['schemas']['Message'];
        duplicate: boolean;
      };
      message_read: {
        /** @constant */
        ok: true;
        conversationId: string;
        lastReadSeq: number;
        readAt: string | null;
        unreadCount: number;
      };
      typing_start: {
        /** @constant */
        ok: true;
      };
      typing_stop: {
        /** @constant */
        ok: true;
      };
      resume: {
        /** @constant */
        ok: true;
        conversations: {
          [key: string]:
            | {
                messages: components['schemas']['Message'][];
                hasMore: boolean;
                lastSeq: number;
              }
            | {
                error: {
                  code: string;
                };
              };
        };
      };
      join_conversation: {
        /** @constant */
        ok: true;
        conversation: components['schemas']['Conversation'];
        present: string[];
        messages?: components['schemas']['Message'][];
        hasMore?: boolean;
      };
      leave_conversation: {
        /** @constant */
        ok: true;
      };
      update_presence: {
        /** @constant */
        ok: true;
        presence: {
          userId: string;
          /** @enum {string} */
          status: 'online' | 'away' | 'busy' | 'offline';
          statusText: string | null;
          isOnline: boolean;
          lastSeen: string | null;
        };
      };
      authenticate: {
        /** @constant */
        ok: true;
        expiresAt: string | null;
      };
    };
    ServerEvents: {
      ticket_created: components['schemas']['Ticket'];
      ticket_updated: {
        id: string;
        number: number;
        subject: string;
        description: string;
        /** @enum {string} */
        status: 'open' | 'in_progress' | 'pending' | 'resolved' | 'closed';
        /** @enum {string} */
        priority: 'low' | 'medium' | 'high' | 'urgent';
        category: string;
        tags: string[];
        requesterId: string;
        requester: components['schemas']['UserRef'];
        assigneeId: string | null;
        assignee: components['schemas']['UserRef'] | null;
        conversationId: string;
        attachments: components['schemas']['Attachment'][];
        metadata: {
          [key: string]: unknown;
        };
        commentCount: number;
        firstRespondedAt: string | null;
        resolvedAt: string | null;
        closedAt: string | null;
        reopenedCount: number;
        sla: components['schemas']['TicketSla'] | null;
        rating: {
          score: number;
          comment: string | null;
          /** Format: date-time */
          ratedAt: string;
        } | null;
        /** Format: date-time */
        createdAt: string;
        /** Format: date-time */
        updatedAt: string;
        /** Format: date-time */
        lastActivityAt: string;
        changes: {
          field: string;
          from: unknown;
          to: unknown;
        }[];
      };
      ticket_comment: components['schemas']['Comment'];
      new_message: components['schemas']['Message'];
      message_updated: components['schemas']['Message'];
      message_deleted: {
        conversationId: string;
        messageId: string;
        seq: number;
        version: number;
        /** Format: date-time */
        deletedAt: string;
        deletedBy: string;
        forMe: boolean;
      };
      reaction_updated: {
        conversationId: string;
        messageId: string;
        version: number;
        userId: string;
        emoji: string;
        /** @enum {string} */
        action: 'added' | 'removed';
        reactions: {
          emoji: string;
          count: number;
          userIds: string[];
        }[];
      };
      message_delivered: {
        conversationId: string;
        userId: string;
        seq: number;
        /** Format: date-time */
        deliveredAt: string;
      };
      message_read_receipt: {
        conversationId: string;
        userId: string;
        messageId: string;
        seq: number;
        /** Format: date-time */
        readAt: string;
      };
      typing_indicator: {
        conversationId: string;
        userId: string;
        userName: string;
        isTyping: boolean;
      };
      presence_update: {
        userId: string;
        /** @enum {string} */
        status: 'online' | 'away' | 'busy' | 'offline';
        statusText: string | null;
        isOnline: boolean;
        lastSeen: string | null;
      };
      conversation_created: components['schemas']['Conversation'];
      conversation_updated: components['schemas']['Conversation'];
      conversation_removed: {
        conversationId: string;
        /** @enum {string} */
        reason: 'removed' | 'left' | 'deleted';
      };
      notification: components['schemas']['Notification'];
      user_joined: {
        conversationId: string;
        userId: string;
        user: components['schemas']['UserRef'];
        /** Format: date-time */
        at: string;
      };
      user_left: {
        conversationId: string;
        userId: string;
        user: components['schemas']['UserRef'];
        /** Format: date-time */
        at: string;
      };
      error: {
        event: string;
        code: string;
        message: string;
        retryAfter?: number;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
