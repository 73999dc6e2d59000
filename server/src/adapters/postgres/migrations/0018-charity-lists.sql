-- Nothing is made or changed between the copy and the triggers.
LOCK TABLE conversations IN SHARE ROW EXCLUSIVE MODE;

-- What was made through one contract, in the order of its list: an entry moves with every message and change. It stands beside the
-- conversations, since an index on times of theirs would make every message of every contract write all their indexes.
CREATE TABLE origin_lists (
  conversation_id text PRIMARY KEY,
  origin text NOT NULL,
  status text NOT NULL,
  at timestamptz NOT NULL
) WITH (fillfactor = 70);

INSERT INTO origin_lists (conversation_id, origin, status, at)
SELECT id, origin, CASE WHEN archived AND status = 'closed' THEN 'archived' ELSE status END, GREATEST(updated_at, activity_at)
FROM conversations WHERE origin IS NOT NULL;
CREATE INDEX origin_lists_by_time ON origin_lists (origin, status, at, conversation_id);

CREATE FUNCTION list_by_origin() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM origin_lists WHERE conversation_id = OLD.id;
    RETURN NULL;
  END IF;
  INSERT INTO origin_lists AS l (conversation_id, origin, status, at)
  VALUES (NEW.id, NEW.origin, CASE WHEN NEW.archived AND NEW.status = 'closed' THEN 'archived' ELSE NEW.status END,
    GREATEST(NEW.updated_at, NEW.activity_at))
  ON CONFLICT (conversation_id) DO UPDATE SET status = excluded.status, at = excluded.at;
  RETURN NULL;
END $$;
CREATE TRIGGER conversations_listed AFTER INSERT OR UPDATE OF status, archived, updated_at, activity_at ON conversations
  FOR EACH ROW WHEN (NEW.origin IS NOT NULL) EXECUTE FUNCTION list_by_origin();
CREATE TRIGGER conversations_unlisted AFTER DELETE ON conversations
  FOR EACH ROW WHEN (OLD.origin IS NOT NULL) EXECUTE FUNCTION list_by_origin();

-- How many there are of each status, in parts, so that those who open conversations at once wait for each other seldom.
CREATE TABLE origin_counts (
  origin text NOT NULL,
  status text NOT NULL,
  part smallint NOT NULL,
  conversations int NOT NULL,
  PRIMARY KEY (origin, status, part)
) WITH (fillfactor = 50);

INSERT INTO origin_counts (origin, status, part, conversations)
SELECT origin, status, hashtext(conversation_id) & 15, count(*) FROM origin_lists GROUP BY 1, 2, 3;

CREATE FUNCTION count_by_origin() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO origin_counts AS t (origin, status, part, conversations)
  SELECT origin, status, part, sum(change) FROM (
    SELECT NEW.origin AS origin, NEW.status AS status, hashtext(NEW.conversation_id) & 15 AS part, 1 AS change WHERE TG_OP <> 'DELETE'
    UNION ALL
    SELECT OLD.origin, OLD.status, hashtext(OLD.conversation_id) & 15, -1 WHERE TG_OP <> 'INSERT'
  ) c GROUP BY origin, status, part HAVING sum(change) <> 0
  ORDER BY origin, status, part
  ON CONFLICT (origin, status, part) DO UPDATE SET conversations = t.conversations + excluded.conversations;
  RETURN NULL;
END $$;
CREATE TRIGGER origin_lists_counted AFTER INSERT OR DELETE ON origin_lists FOR EACH ROW EXECUTE FUNCTION count_by_origin();
CREATE TRIGGER origin_lists_recounted AFTER UPDATE OF status ON origin_lists
  FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION count_by_origin();

DROP INDEX conversations_by_origin;

-- What is somebody's own beside those, and what they deleted for themselves.
CREATE INDEX conversation_participants_elsewhere ON conversation_participants (user_id, conversation_id) WHERE user_roles IS NULL;
CREATE INDEX conversation_participants_hidden ON conversation_participants (user_id, conversation_id) WHERE hidden;

-- The roles of those who changed theirs often: what came between the first and the last that stand with the participant.
CREATE TABLE participant_roles (
  conversation_id text NOT NULL,
  user_id text NOT NULL,
  from_seq int NOT NULL,
  role text NOT NULL,
  PRIMARY KEY (conversation_id, user_id, from_seq)
);
