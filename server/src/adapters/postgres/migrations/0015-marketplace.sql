-- When somebody archived a conversation and when they last deleted it for themselves. What was done before counts from now.
ALTER TABLE conversation_participants ADD COLUMN archived_at timestamptz, ADD COLUMN cleared_at timestamptz;
UPDATE conversation_participants SET archived_at = now() WHERE is_archived;
UPDATE conversation_participants SET cleared_at = now() WHERE hidden OR cleared_seq > 0;
