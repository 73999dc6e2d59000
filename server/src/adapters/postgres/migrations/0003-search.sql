-- The index of message search. Nothing is written here on the path of a send: an indexer follows the messages, and what
-- it has not reached yet is searched directly.

-- How far the index of each conversation goes. A segment is 16384 numbers of a conversation; the last one's indexed_seq is
-- the conversation's. Times are those of the first and the last message in it, never narrower.
CREATE TABLE message_search_segments (
  conversation_id text NOT NULL,
  segment int NOT NULL,
  indexed_seq int NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, segment)
);

-- A document says which terms occur in up to 32 neighbouring messages. Its lexemes begin with the scope of its
-- conversation and segment, so that a query reads entries of the caller's conversations only.
CREATE TABLE message_search_documents (
  conversation_id text NOT NULL,
  from_seq int NOT NULL,
  to_seq int NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (conversation_id, from_seq)
);
-- Without a pending list: every search would have to read all of it.
CREATE INDEX message_search_documents_terms ON message_search_documents USING gin (terms) WITH (fastupdate = off);

-- Messages whose text changed or went away after it was written, until their document is built anew. Every search
-- looks at them directly. Never updated: two changes of one message are two rows, so that neither waits for the indexer.
CREATE TABLE message_search_changes (
  conversation_id text NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  seq int NOT NULL,
  PRIMARY KEY (conversation_id, id)
);

-- Part of the change itself, whoever makes it: a change that the index could miss would make search wrong for ever.
CREATE FUNCTION note_message_search_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_search_changes (conversation_id, seq) VALUES (OLD.conversation_id, OLD.seq);
  RETURN NULL;
END $$;

CREATE TRIGGER message_search_updated AFTER UPDATE OF content, sender_id, type ON messages FOR EACH ROW
  WHEN (OLD.content <> NEW.content OR OLD.sender_id <> NEW.sender_id OR OLD.type <> NEW.type)
  EXECUTE FUNCTION note_message_search_change();
CREATE TRIGGER message_search_deleted AFTER DELETE ON messages FOR EACH ROW
  EXECUTE FUNCTION note_message_search_change();
