-- The engine's own events: of more than messages and marks, and wanted by those who come and go while the server runs.

-- Who wants them: a row for each webhook that is active, and one while an outlet of the operator's takes them.
CREATE TABLE event_wishes (name text PRIMARY KEY);

-- Whether anybody does. Statements that put nothing down ask it, so that no process can go by what it believed a moment ago. It is a
-- constant, which costs a plan nothing; when the answer changes it is made anew, and PostgreSQL then makes every plan anew that holds
-- it, in every session, before it is next run.
CREATE FUNCTION facts_wanted() RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';

CREATE FUNCTION follow_wishes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  body text;
BEGIN
  -- One at a time, until the commit: otherwise two could each leave out what the other does.
  PERFORM pg_advisory_xact_lock(7205196);
  IF TG_WHEN = 'AFTER' THEN
    body := 'SELECT ' || EXISTS (SELECT FROM event_wishes);
    IF body <> (SELECT prosrc FROM pg_proc WHERE oid = 'facts_wanted()'::regprocedure) THEN
      EXECUTE format('CREATE OR REPLACE FUNCTION %I.facts_wanted() RETURNS boolean LANGUAGE sql IMMUTABLE AS %L', TG_TABLE_SCHEMA, body);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER wishes_change BEFORE INSERT OR DELETE OR TRUNCATE ON event_wishes FOR EACH STATEMENT EXECUTE FUNCTION follow_wishes();
CREATE TRIGGER wishes_changed AFTER INSERT OR DELETE OR TRUNCATE ON event_wishes FOR EACH STATEMENT EXECUTE FUNCTION follow_wishes();

-- Facts of users belong to no conversation. `detail` is what cannot be read again later; no words of anybody's.
ALTER TABLE event_facts DROP CONSTRAINT event_facts_kind_check, ALTER COLUMN conversation_id DROP NOT NULL,
  ALTER COLUMN from_seq SET DEFAULT 0, ALTER COLUMN seq SET DEFAULT 0, ADD COLUMN detail json;

-- Puts a fact down in the caller's transaction, where anybody wants it.
CREATE FUNCTION note_fact(the_kind text, the_conversation text, the_user text, the_seq int, the_time timestamptz, the_detail json)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO event_facts (kind, conversation_id, user_id, from_seq, seq, at, detail)
  SELECT the_kind, the_conversation, the_user, the_seq, the_seq, the_time, the_detail WHERE facts_wanted();
$$;

-- What is written rarely is noted where it is written: a change that a verb makes in a new way is told too. Sends and marks are
-- not rare, and put their facts down in their own statements. Each id is drawn under the lock of the conversation, ticket or user.

CREATE FUNCTION note_message_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_fact(TG_ARGV[0], NEW.conversation_id, NULL, NEW.seq, NEW.updated_at,
    json_build_object('version', NEW.version, 'senderId', NEW.sender_id));
  RETURN NULL;
END $$;
CREATE TRIGGER message_edit_noted AFTER UPDATE OF edited_at ON messages FOR EACH ROW
  EXECUTE FUNCTION note_message_change('message.edited');
CREATE TRIGGER message_deletion_noted AFTER UPDATE OF deleted_at ON messages FOR EACH ROW
  WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION note_message_change('message.deleted');

-- The message's version rises after its reaction is written, in the same transaction. Those that go with their message are not told.
CREATE FUNCTION note_reaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r message_reactions := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  PERFORM note_fact('message.reacted', r.conversation_id, NULL, r.seq, now(), json_build_object('version', m.version + 1,
    'userId', r.user_id, 'emoji', r.emoji, 'action', CASE TG_OP WHEN 'INSERT' THEN 'added' ELSE 'removed' END))
  FROM messages m WHERE m.conversation_id = r.conversation_id AND m.seq = r.seq AND m.deleted_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER reaction_noted AFTER INSERT OR DELETE ON message_reactions FOR EACH ROW EXECUTE FUNCTION note_reaction();

CREATE FUNCTION note_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_fact('conversation.created', NEW.id, NULL, 0, NEW.created_at, json_build_object('createdBy', NEW.created_by));
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_noted AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION note_conversation();

CREATE FUNCTION note_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_fact('conversation.joined', conversation_id, NULL, 0, date_trunc('milliseconds', min(joined_at)),
    json_build_object('userIds', json_agg(user_id ORDER BY joined_at, user_id)))
  FROM added GROUP BY conversation_id;
  RETURN NULL;
END $$;
CREATE TRIGGER members_noted AFTER INSERT ON conversation_participants REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION note_joined();

CREATE FUNCTION note_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_fact('conversation.left', NEW.conversation_id, NULL, 0, now(),
    json_build_object('userId', NEW.user_id, 'reason', NEW.reason));
  RETURN NULL;
END $$;
CREATE TRIGGER departure_noted AFTER INSERT OR UPDATE OF reason ON conversation_departures FOR EACH ROW
  WHEN (NEW.reason IN ('removed', 'left')) EXECUTE FUNCTION note_left();

CREATE FUNCTION note_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN
      PERFORM note_fact('ticket.created', NEW.conversation_id, NULL, 0, NEW.created_at, json_build_object('ticketId', NEW.id,
        'number', NEW.number, 'requesterId', NEW.requester_id, 'createdBy', NEW.created_by, 'status', NEW.status,
        'priority', NEW.priority, 'category', NEW.category));
    WHEN 'UPDATE' THEN
      PERFORM note_fact('ticket.updated', NEW.conversation_id, NULL, 0, NEW.first_responded_at, json_build_object('ticketId', NEW.id,
        'actorId', NULL, 'action', 'answered', 'changes', json_build_array(json_build_object('field', 'firstRespondedAt', 'from', NULL,
        'to', to_char(NEW.first_responded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))));
    ELSE
      PERFORM note_fact('ticket.removed', OLD.conversation_id, NULL, 0, now(), json_build_object('ticketId', OLD.id));
  END CASE;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_noted AFTER INSERT OR DELETE ON tickets FOR EACH ROW EXECUTE FUNCTION note_ticket();
CREATE TRIGGER ticket_answer_noted AFTER UPDATE OF first_responded_at ON tickets FOR EACH ROW
  WHEN (OLD.first_responded_at IS NULL AND NEW.first_responded_at IS NOT NULL) EXECUTE FUNCTION note_ticket();

-- The history of a ticket is what is told of its changes; of fields that hold words only that they changed.
CREATE FUNCTION note_ticket_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_fact('ticket.updated', t.conversation_id, NULL, 0, a.at, json_build_object('ticketId', t.id, 'actorId', a.actor_id,
    'action', a.action, 'changes', json_agg(json_build_object('field', a.field,
      'from', CASE WHEN a.field NOT IN ('subject', 'tags', 'metadata') THEN a.old_value END,
      'to', CASE WHEN a.field NOT IN ('subject', 'tags', 'metadata') THEN a.new_value END) ORDER BY a.id)))
  FROM added a JOIN tickets t ON t.id = a.ticket_id WHERE a.action <> 'created'
  GROUP BY t.conversation_id, t.id, a.actor_id, a.at, a.action;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_events_noted AFTER INSERT ON ticket_events REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION note_ticket_events();

CREATE FUNCTION note_internal_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_fact('ticket.commented', t.conversation_id, NULL, 0, NEW.created_at, json_build_object('ticketId', NEW.ticket_id,
    'commentId', NEW.id, 'authorId', NEW.author_id, 'internal', true, 'messageId', NULL, 'seq', NULL))
  FROM tickets t WHERE t.id = NEW.ticket_id;
  RETURN NULL;
END $$;
CREATE TRIGGER internal_note_noted AFTER INSERT ON ticket_notes FOR EACH ROW EXECUTE FUNCTION note_internal_note();

CREATE FUNCTION note_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    changed := array_remove(ARRAY[
      CASE WHEN OLD.name <> NEW.name THEN 'name' END,
      CASE WHEN OLD.email IS DISTINCT FROM NEW.email THEN 'email' END,
      CASE WHEN OLD.avatar IS DISTINCT FROM NEW.avatar THEN 'avatar' END,
      CASE WHEN OLD.role <> NEW.role THEN 'role' END,
      CASE WHEN OLD.user_type IS DISTINCT FROM NEW.user_type THEN 'userType' END,
      CASE WHEN OLD.specialty IS DISTINCT FROM NEW.specialty THEN 'specialty' END,
      CASE WHEN OLD.status_text IS DISTINCT FROM NEW.status_text THEN 'statusText' END,
      CASE WHEN OLD.locale IS DISTINCT FROM NEW.locale THEN 'locale' END,
      CASE WHEN OLD.time_zone IS DISTINCT FROM NEW.time_zone THEN 'timeZone' END,
      CASE WHEN OLD.suspended <> NEW.suspended THEN 'suspended' END], NULL);
    IF cardinality(changed) = 0 THEN RETURN NULL; END IF;
  END IF;
  PERFORM note_fact(TG_ARGV[0], NULL, NEW.id, 0, now(), (jsonb_build_object('userId', NEW.id, 'role', NEW.role,
    'suspended', NEW.suspended) || CASE WHEN changed IS NULL THEN '{}' ELSE jsonb_build_object('changed', changed) END)::json);
  RETURN NULL;
END $$;
CREATE TRIGGER user_noted AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note_user('user.created');
CREATE TRIGGER user_change_noted AFTER UPDATE OF name, email, avatar, role, user_type, specialty, status_text, locale, time_zone, suspended
  ON users FOR EACH ROW EXECUTE FUNCTION note_user('user.updated');

-- Addresses that admins have events sent to. Facts up to since_fact are from before it was switched on.
CREATE TABLE webhooks (
  id text PRIMARY KEY,
  url text NOT NULL,
  events text[] NOT NULL,
  secret text NOT NULL,
  is_active boolean NOT NULL,
  since_fact bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- What is sent to webhooks stays for a while as their log: how often it was tried, and what came of it. `done_at` is when it was taken.
ALTER TABLE event_deliveries ADD COLUMN attempts int NOT NULL DEFAULT 0, ADD COLUMN last_at timestamptz, ADD COLUMN last_status int,
  ADD COLUMN last_error text, ADD COLUMN done_at timestamptz;
DROP INDEX event_deliveries_waiting;
CREATE INDEX event_deliveries_waiting ON event_deliveries (outlet, key, id) WHERE parked_at IS NULL AND done_at IS NULL;
CREATE INDEX event_deliveries_done ON event_deliveries (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX event_deliveries_log ON event_deliveries (outlet, id) WHERE outlet LIKE 'hook:%';
