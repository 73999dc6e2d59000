-- The engine's tables. What belongs to a conversation is keyed by its id before anything else: a shard of conversations
-- can then be cut out whole, and messages are partitioned that way from the start.

CREATE TABLE site (
  id text PRIMARY KEY,
  link_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text,
  avatar text,
  role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'agent', 'admin')),
  assigned_role text CHECK (assigned_role IN ('user', 'agent', 'admin')),
  user_type text CHECK (user_type IN ('patient', 'doctor')),
  specialty text,
  status_text text,
  locale text,
  time_zone text,
  suspended boolean NOT NULL DEFAULT false,
  last_seen timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX users_by_name ON users (lower(name), id);

CREATE TABLE user_blocks (
  blocker_id text NOT NULL REFERENCES users,
  blocked_id text NOT NULL REFERENCES users,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (blocker_id, blocked_id)
);

CREATE TABLE service_packages (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users,
  position int NOT NULL,
  name text NOT NULL,
  price double precision NOT NULL,
  currency text NOT NULL,
  duration json,
  description text,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX service_packages_by_user ON service_packages (user_id, position);

-- last_seq, activity_at and head_xid move with every message: none of them is indexed, so that the update stays in the page (HOT).
CREATE TABLE conversations (
  id text PRIMARY KEY,
  type text NOT NULL CHECK (type IN ('direct', 'group', 'support')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
  title text,
  avatar text,
  ticket_id text,
  created_by text NOT NULL REFERENCES users,
  direct_key text UNIQUE,
  member_count int NOT NULL,
  last_seq int NOT NULL DEFAULT 0,
  -- Grows with everything that decides who may write here (members, blocks, status). The writer compares it under the row lock.
  access_version int NOT NULL DEFAULT 1,
  metadata json NOT NULL DEFAULT '{}',
  expires_in int,
  activity_at timestamptz NOT NULL,
  head_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 60);

CREATE TABLE conversation_participants (
  conversation_id text NOT NULL REFERENCES conversations,
  user_id text NOT NULL REFERENCES users,
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  joined_at timestamptz NOT NULL,
  joined_seq int NOT NULL DEFAULT 0,
  last_read_seq int NOT NULL DEFAULT 0,
  last_read_at timestamptz,
  last_delivered_seq int NOT NULL DEFAULT 0,
  last_delivered_at timestamptz,
  -- Deleting a conversation for oneself: messages up to cleared_seq are gone; hidden until something newer stands there.
  cleared_seq int NOT NULL DEFAULT 0,
  hidden boolean NOT NULL DEFAULT false,
  -- A checkpoint of the unread count: so many were unread among the messages up to unread_seq.
  unread_seq int NOT NULL DEFAULT 0,
  unread_count int NOT NULL DEFAULT 0,
  is_archived boolean NOT NULL DEFAULT false,
  is_pinned boolean NOT NULL DEFAULT false,
  muted_until timestamptz,
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (conversation_id, user_id)
) WITH (fillfactor = 70);
CREATE INDEX conversation_participants_by_user ON conversation_participants (user_id, conversation_id);

CREATE TABLE conversation_departures (
  user_id text NOT NULL REFERENCES users,
  conversation_id text NOT NULL REFERENCES conversations,
  reason text NOT NULL CHECK (reason IN ('removed', 'left', 'deleted')),
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (user_id, conversation_id)
);

CREATE TABLE messages (
  conversation_id text NOT NULL,
  seq int NOT NULL,
  sender_id text NOT NULL,
  type text NOT NULL,
  content text NOT NULL,
  metadata json,
  mentions json,
  reply_to int,
  forwarded_from json,
  client_id text,
  request_hash bytea,
  by_server boolean NOT NULL DEFAULT false,
  version int NOT NULL DEFAULT 1,
  edited_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (conversation_id, seq)
) PARTITION BY HASH (conversation_id);

DO $$ BEGIN
  FOR i IN 0..7 LOOP
    EXECUTE format('CREATE TABLE messages_%s PARTITION OF messages FOR VALUES WITH (MODULUS 8, REMAINDER %s)', i, i);
  END LOOP;
END $$;

-- Exactly once per sender, conversation and client id, for ever.
CREATE UNIQUE INDEX messages_client_id ON messages (conversation_id, sender_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_changed ON messages (conversation_id, changed_xid);
CREATE INDEX messages_replies ON messages (conversation_id, reply_to, seq) WHERE reply_to IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE message_hides (
  user_id text NOT NULL,
  conversation_id text NOT NULL,
  seq int NOT NULL,
  PRIMARY KEY (user_id, conversation_id, seq)
);

CREATE TABLE message_reactions (
  conversation_id text NOT NULL,
  seq int NOT NULL,
  emoji text NOT NULL,
  user_id text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, seq, emoji, user_id)
);

-- The history of each member's marks, so that the time at which a message was read or delivered is exact.
CREATE TABLE message_read_receipts (
  conversation_id text NOT NULL,
  user_id text NOT NULL,
  up_to_seq int NOT NULL,
  read_at timestamptz NOT NULL,
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (conversation_id, user_id, up_to_seq)
);
CREATE INDEX message_read_receipts_changed ON message_read_receipts (conversation_id, changed_xid);

CREATE TABLE message_delivery_receipts (
  conversation_id text NOT NULL,
  user_id text NOT NULL,
  up_to_seq int NOT NULL,
  delivered_at timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, user_id, up_to_seq)
);

CREATE TABLE message_attachments (
  id text PRIMARY KEY,
  uploader_id text NOT NULL REFERENCES users,
  name text NOT NULL,
  size bigint NOT NULL,
  mime_type text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'document')),
  width int,
  height int,
  duration double precision,
  storage_key text NOT NULL,
  -- Set when the file is gone from storage with its message.
  removed_at timestamptz,
  created_at timestamptz NOT NULL
);

-- An attachment hangs on one message: the primary key decides races between two sends that name it.
CREATE TABLE message_attachment_links (
  attachment_id text PRIMARY KEY REFERENCES message_attachments,
  conversation_id text NOT NULL,
  seq int NOT NULL,
  position int NOT NULL
);
CREATE INDEX message_attachment_links_by_message ON message_attachment_links (conversation_id, seq, position);
