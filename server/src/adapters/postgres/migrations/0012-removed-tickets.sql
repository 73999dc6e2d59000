-- Closed tickets may be removed after a time: found by when they were closed, and counted no more.
CREATE INDEX tickets_closed ON tickets (closed_at) WHERE status = 'closed';

CREATE FUNCTION uncount_tickets() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_counts AS t (day, status, priority, category, assignee_id, tickets)
  SELECT d.day, OLD.status, OLD.priority, OLD.category, coalesce(OLD.assignee_id, ''), -1
  FROM (VALUES ((OLD.created_at AT TIME ZONE 'UTC')::date), ('-infinity'::date)) AS d (day)
  ORDER BY d.day
  ON CONFLICT (day, status, priority, category, assignee_id) DO UPDATE SET tickets = t.tickets + excluded.tickets;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tickets_uncounted AFTER DELETE ON tickets
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION uncount_tickets();
