-- What was sent since some moment is found from the end of a conversation (numbers follow the commits), so that only
-- messages that changed after they were sent need an index: one write less for every message.
DROP INDEX messages_changed;
CREATE INDEX messages_revised ON messages (conversation_id, changed_xid) WHERE version > 1;
