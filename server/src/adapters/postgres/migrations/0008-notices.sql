-- Notices on their way out: the key that browsers know this site by, and what people were told of unread messages.

-- The pair of keys (VAPID) of web push; one row, made once, because subscriptions hold on to it.
CREATE TABLE push_keys (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  public_key text NOT NULL,
  private_key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Up to which message somebody was told that messages wait; read or not, they are not told of these again.
CREATE TABLE unread_reminders (
  user_id text NOT NULL REFERENCES users,
  conversation_id text NOT NULL REFERENCES conversations,
  seq int NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
);

-- How often that was on the last day on which it was.
CREATE TABLE unread_reminder_days (
  user_id text PRIMARY KEY REFERENCES users,
  day date NOT NULL,
  sent int NOT NULL
);

-- When somebody had their last summary.
CREATE TABLE digest_runs (
  user_id text PRIMARY KEY REFERENCES users,
  at timestamptz NOT NULL
);
