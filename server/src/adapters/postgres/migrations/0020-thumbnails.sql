-- Pictures are kept small as well, beside the original; nothing where there is no small one.
ALTER TABLE message_attachments ADD COLUMN IF NOT EXISTS thumbnail_size int;
