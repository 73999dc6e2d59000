-- Direct conversations with somebody who was a doctor and is none now: who sees conversations with doctors only goes on
-- seeing these. A table of its own, so that a change of one person's type locks no conversation.
CREATE TABLE former_doctor_conversations (
  conversation_id text PRIMARY KEY REFERENCES conversations
);

CREATE FUNCTION remember_former_doctor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO former_doctor_conversations (conversation_id)
  SELECT c.id FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  WHERE p.user_id = OLD.id AND c.type = 'direct'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER users_former_doctor AFTER UPDATE OF user_type ON users FOR EACH ROW
  WHEN (OLD.user_type = 'doctor' AND NEW.user_type IS DISTINCT FROM 'doctor')
  EXECUTE FUNCTION remember_former_doctor();
