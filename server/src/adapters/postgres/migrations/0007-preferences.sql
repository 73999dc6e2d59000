-- Notification preferences, what they are changed by without signing in, and the feed and browser subscriptions that are
-- forgotten together with them.

CREATE TABLE notification_preferences (
  user_id text PRIMARY KEY REFERENCES users,
  channels json NOT NULL,
  categories json NOT NULL,
  quiet_hours json NOT NULL,
  digest_frequency text NOT NULL CHECK (digest_frequency IN ('off', 'daily', 'weekly')),
  digest_hour smallint NOT NULL CHECK (digest_hour BETWEEN 0 AND 23),
  -- Both null, or both set: opted out.
  marketing_opt_out_at timestamptz,
  marketing_opt_out_source text CHECK (marketing_opt_out_source IN ('user', 'unsubscribe', 'admin')),
  updated_at timestamptz NOT NULL,
  CHECK ((marketing_opt_out_at IS NULL) = (marketing_opt_out_source IS NULL))
);
CREATE INDEX notification_preferences_digests ON notification_preferences (user_id) WHERE digest_frequency <> 'off';

-- What changed, when and by whom; goes with the person's other data.
CREATE TABLE preference_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id text NOT NULL REFERENCES users,
  at timestamptz NOT NULL,
  source text NOT NULL CHECK (source IN ('user', 'unsubscribe', 'admin')),
  changes json NOT NULL
);
CREATE INDEX preference_changes_by_user ON preference_changes (user_id, id);

-- Only the SHA-256 of a token is kept.
CREATE TABLE unsubscribe_tokens (
  token_hash bytea PRIMARY KEY,
  user_id text NOT NULL REFERENCES users,
  scope text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX unsubscribe_tokens_by_user ON unsubscribe_tokens (user_id, created_at);

-- Who opted out of marketing and had all else forgotten: a keyed hash of the user id, which tells nobody who it is.
CREATE TABLE marketing_suppressions (
  user_hash bytea PRIMARY KEY,
  created_at timestamptz NOT NULL
);
-- The key of those hashes: two random UUIDs hold 244 random bits.
ALTER TABLE site ADD COLUMN suppression_salt bytea NOT NULL
  DEFAULT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea);

CREATE TABLE notifications (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users,
  category text NOT NULL,
  type text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  data json NOT NULL DEFAULT '{}',
  read_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX notifications_feed ON notifications (user_id, created_at DESC, id DESC);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE TABLE push_subscriptions (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users,
  endpoint text NOT NULL,
  p256dh text NOT NULL,
  auth text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (user_id, endpoint)
);
