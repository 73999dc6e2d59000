-- Support: tickets on top of support conversations. A public comment is a message of the ticket's conversation; an internal
-- note stands in a stream of its own that no customer's query touches.

CREATE SEQUENCE ticket_numbers AS int;

CREATE TABLE tickets (
  id text PRIMARY KEY,
  number int NOT NULL UNIQUE,
  subject text NOT NULL,
  description text NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'in_progress', 'pending', 'resolved', 'closed')),
  priority text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
  -- low 1 to urgent 4, for sorting.
  priority_rank smallint NOT NULL GENERATED ALWAYS AS
    (CASE priority WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END) STORED,
  category text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  requester_id text NOT NULL REFERENCES users,
  assignee_id text REFERENCES users,
  conversation_id text NOT NULL UNIQUE REFERENCES conversations,
  created_by text NOT NULL REFERENCES users,
  metadata json NOT NULL DEFAULT '{}',
  client_id text,
  request_hash bytea,
  first_responded_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  reopened_count int NOT NULL DEFAULT 0,
  rating_score smallint CHECK (rating_score BETWEEN 1 AND 5),
  rating_comment text,
  rated_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tickets_client_id ON tickets (created_by, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX tickets_by_creation ON tickets (created_at, id);
CREATE INDEX tickets_by_update ON tickets (updated_at, id);
CREATE INDEX tickets_by_priority ON tickets (priority_rank, created_at, id);
CREATE INDEX tickets_by_requester ON tickets (requester_id, created_at, id);
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, created_at, id);
CREATE INDEX tickets_by_status ON tickets (status, created_at, id);
CREATE INDEX tickets_by_tag ON tickets USING gin (tags);

CREATE TABLE ticket_notes (
  id text PRIMARY KEY,
  -- Their order: by writing.
  position bigint GENERATED ALWAYS AS IDENTITY,
  ticket_id text NOT NULL REFERENCES tickets,
  author_id text NOT NULL REFERENCES users,
  content text NOT NULL,
  client_id text,
  request_hash bytea,
  edited_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX ticket_notes_by_ticket ON ticket_notes (ticket_id, position);
CREATE UNIQUE INDEX ticket_notes_client_id ON ticket_notes (ticket_id, author_id, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE canned_responses (
  id text PRIMARY KEY,
  title text NOT NULL,
  body text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  -- Every agent's, or only its maker's.
  shared boolean NOT NULL,
  created_by text NOT NULL REFERENCES users,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX canned_responses_by_title ON canned_responses (lower(title), id);

-- The history of a ticket; each row is written in the transaction of what it tells. Comments and notes are their own rows.
CREATE TABLE ticket_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id text NOT NULL REFERENCES tickets,
  at timestamptz NOT NULL,
  -- Null: the server itself.
  actor_id text REFERENCES users,
  action text NOT NULL CHECK (action IN ('created', 'status_changed', 'assigned', 'updated', 'escalated', 'rated')),
  field text,
  old_value json,
  new_value json
);
CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket_id, id);

CREATE TABLE ticket_attachments (
  attachment_id text PRIMARY KEY REFERENCES message_attachments,
  ticket_id text NOT NULL REFERENCES tickets,
  -- Set for an attachment of an internal note.
  note_id text REFERENCES ticket_notes,
  position int NOT NULL
);
CREATE INDEX ticket_attachments_by_ticket ON ticket_attachments (ticket_id, note_id, position);

CREATE TABLE ticket_watchers (
  ticket_id text NOT NULL REFERENCES tickets,
  user_id text NOT NULL REFERENCES users,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, user_id)
);

-- What happened and has still to be told; rows are taken and deleted together with what came of them.
CREATE TABLE notice_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  actor_id text NOT NULL,
  ticket_id text,
  conversation_id text,
  seq int,
  note_id text,
  user_ids text[] NOT NULL DEFAULT '{}',
  status text,
  created_at timestamptz NOT NULL
);

-- How many tickets there are of each kind and day of creation (UTC), and under the day -infinity of each kind in all: totals
-- and statistics cost the same in a site of a thousand tickets and of a million. Kept by the database, so that no way of
-- changing a ticket can forget it.
CREATE TABLE ticket_counts (
  day date NOT NULL,
  status text NOT NULL,
  priority text NOT NULL,
  category text NOT NULL,
  -- Empty: nobody.
  assignee_id text NOT NULL,
  tickets int NOT NULL,
  PRIMARY KEY (day, status, priority, category, assignee_id)
) WITH (fillfactor = 70);

-- In the order of the keys, and at the commit (below): changes hold the rows that all of them share for a moment only.
CREATE FUNCTION count_tickets() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_counts AS t (day, status, priority, category, assignee_id, tickets)
  SELECT d.day, status, priority, category, assignee_id, sum(change) FROM (
    SELECT (NEW.created_at AT TIME ZONE 'UTC')::date AS day, NEW.status, NEW.priority, NEW.category, coalesce(NEW.assignee_id, '') AS assignee_id, 1 AS change
    UNION ALL
    SELECT (OLD.created_at AT TIME ZONE 'UTC')::date, OLD.status, OLD.priority, OLD.category, coalesce(OLD.assignee_id, ''), -1 WHERE TG_OP = 'UPDATE'
  ) c CROSS JOIN LATERAL (VALUES (c.day), ('-infinity'::date)) AS d (day)
  GROUP BY d.day, status, priority, category, assignee_id HAVING sum(change) <> 0
  ORDER BY d.day, status, priority, category, assignee_id
  ON CONFLICT (day, status, priority, category, assignee_id) DO UPDATE SET tickets = t.tickets + excluded.tickets;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tickets_counted AFTER INSERT OR UPDATE OF status, priority, category, assignee_id ON tickets
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_tickets();

-- Which terms occur in a ticket, its comments and (desk_terms) its internal notes; written behind the change. What waits in
-- ticket_search_queue is looked at directly by every search.
CREATE TABLE ticket_search (
  ticket_id text PRIMARY KEY REFERENCES tickets,
  public_terms tsvector NOT NULL,
  desk_terms tsvector NOT NULL
);
CREATE INDEX ticket_search_terms ON ticket_search USING gin (desk_terms) WITH (fastupdate = off);

CREATE TABLE ticket_search_queue (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id text NOT NULL
);

-- Comments that change or go away after they were written.
CREATE FUNCTION note_ticket_search_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_search_queue (ticket_id)
  SELECT ticket_id FROM conversations WHERE id = OLD.conversation_id AND ticket_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_search_updated AFTER UPDATE OF content ON messages FOR EACH ROW
  WHEN (OLD.content <> NEW.content) EXECUTE FUNCTION note_ticket_search_change();
