-- Support conversations without a ticket: through which contract they were made, whether a closed one is put away, and which
-- role each of their people had from which number on.
ALTER TABLE conversations ADD COLUMN origin text, ADD COLUMN archived boolean NOT NULL DEFAULT false;
CREATE INDEX conversations_by_origin ON conversations (origin, created_at) WHERE origin IS NOT NULL;

-- [{"from": 0, "role": "user"}, {"from": 7, "role": "admin"}]: they joined as the first, and sent number 7 as the second.
ALTER TABLE conversation_participants ADD COLUMN user_roles jsonb;
