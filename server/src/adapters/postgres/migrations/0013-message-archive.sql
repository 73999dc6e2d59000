-- What the archive of messages knows of itself; the archive lies in the file storage. Only its job writes here, behind the
-- messages, and the removal of tickets.

-- One row. Changes of messages by transactions before the horizon are noted below; null: no archive was ever begun. The job
-- locks it while it looks at conversations, and so does whoever removes one.
CREATE TABLE message_archive (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  horizon xid8
);
INSERT INTO message_archive DEFAULT VALUES;

-- Days (UTC) on which something was said. The revision grows with each change; `written` is the one that the day's object
-- shows at least: 0 while the first is being written, null before.
CREATE TABLE message_archive_days (
  day date PRIMARY KEY,
  revision int NOT NULL DEFAULT 1,
  written int
);

-- Where the messages of a day are, so that nobody has to look for them: between these numbers, with those of its neighbours
-- where clocks differed.
CREATE TABLE message_archive_stretches (
  day date NOT NULL,
  conversation_id text NOT NULL,
  from_seq int NOT NULL,
  to_seq int NOT NULL,
  PRIMARY KEY (day, conversation_id)
);
CREATE INDEX message_archive_stretches_ends ON message_archive_stretches (conversation_id, to_seq);
