-- A file that is used in several messages is copied for each further one; all are shown as the first.
ALTER TABLE message_attachments ADD COLUMN IF NOT EXISTS origin_id text;
CREATE INDEX IF NOT EXISTS message_attachments_by_origin ON message_attachments (origin_id) WHERE origin_id IS NOT NULL;
