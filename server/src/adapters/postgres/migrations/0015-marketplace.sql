-- When somebody archived a conversation and when they last deleted it for themselves. What was done before counts from now.
ALTER TABLE conversation_participants ADD COLUMN archived_at timestamptz, ADD COLUMN cleared_at timestamptz;
UPDATE conversation_participants SET archived_at = now() WHERE is_archived;
UPDATE conversation_participants SET cleared_at = now() WHERE hidden OR cleared_seq > 0;

-- Figures over a time. None of these columns is ever updated, and only offers and bookings stand in the last index: plain
-- messages and the heads that they move cost what they cost before. What is asked by conversation and time is answered by
-- the primary key, since numbers follow the time; lists of conversations go by the members' index.
CREATE INDEX conversations_by_creation ON conversations (created_at);
CREATE INDEX message_attachments_by_creation ON message_attachments (created_at);
CREATE INDEX messages_of_packages ON messages (type, created_at, (metadata ->> 'servicePackageId'))
  WHERE type IN ('service_offer', 'booking_request');

-- The uploaded file that a group has as its picture. It is kept for as long as it is.
ALTER TABLE conversations ADD COLUMN avatar_file text;
CREATE INDEX conversations_by_avatar_file ON conversations (avatar_file) WHERE avatar_file IS NOT NULL;
