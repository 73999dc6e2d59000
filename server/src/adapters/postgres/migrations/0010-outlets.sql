-- What happened, for those outside who want to hear of it. Nothing is written here while no outlet is configured.

-- One row per message or step of a mark, written in the transaction that made it true; gone as soon as it was turned into
-- deliveries. Parked ones could not be.
CREATE TABLE event_facts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('message.sent', 'mark.delivered', 'mark.read')),
  conversation_id text NOT NULL,
  -- Whose mark; null for messages.
  user_id text,
  -- Messages in (from_seq, seq].
  from_seq int NOT NULL,
  seq int NOT NULL,
  online boolean,
  at timestamptz NOT NULL,
  parked_at timestamptz
);

-- What is on its way to an outlet; gone as soon as it was taken there. Parked ones were given up.
CREATE TABLE event_deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outlet text NOT NULL,
  key text NOT NULL,
  event_id text NOT NULL,
  name text NOT NULL,
  payload text NOT NULL,
  created_at timestamptz NOT NULL,
  parked_at timestamptz
);
CREATE INDEX event_deliveries_waiting ON event_deliveries (outlet, key, id) WHERE parked_at IS NULL;
CREATE INDEX event_deliveries_parked ON event_deliveries (parked_at) WHERE parked_at IS NOT NULL;

-- One row for each key that has deliveries waiting: when its oldest is due, and who has borrowed it. Looking for what is due costs
-- the same however much waits.
CREATE TABLE event_queues (
  outlet text NOT NULL,
  key text NOT NULL,
  next_at timestamptz NOT NULL,
  failures int NOT NULL DEFAULT 0,
  failing_since timestamptz,
  lease text,
  PRIMARY KEY (outlet, key)
);
CREATE INDEX event_queues_due ON event_queues (outlet, next_at);
