-- Service levels: the policy in all its versions, and for each ticket an account of its time.

CREATE TABLE sla_policies (
  version int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Until the next version's.
  valid_from timestamptz NOT NULL UNIQUE,
  -- By priority: minutes, or null.
  targets json NOT NULL,
  business_hours json,
  created_by text NOT NULL REFERENCES users
);

-- The account of a ticket as it is written so far: what held, what had counted, and the stretch that goes on. Stretches that
-- ended stand in ticket_sla_intervals. Apart from the ticket so that its indexes do not move.
CREATE TABLE ticket_sla (
  ticket_id text PRIMARY KEY REFERENCES tickets,
  policy_version int REFERENCES sla_policies,
  status text NOT NULL,
  priority text NOT NULL,
  written_to timestamptz NOT NULL,
  counted_ms bigint NOT NULL,
  current_from timestamptz NOT NULL,
  current_counted boolean NOT NULL,
  current_reason text NOT NULL,
  paused_at timestamptz,
  -- What had counted when an agent first answered.
  answered_ms bigint,
  -- The target, and the counted time at which it is missed.
  response_minutes int,
  response_limit_ms bigint NOT NULL,
  response_due_at timestamptz,
  response_breached_at timestamptz,
  resolution_minutes int,
  resolution_limit_ms bigint NOT NULL,
  resolution_due_at timestamptz,
  resolution_breached_at timestamptz,
  escalation_owed boolean NOT NULL,
  -- When there is something to do for the clock: the next target is missed, or an escalation is owed.
  next_check_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX ticket_sla_due ON ticket_sla (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE INDEX ticket_sla_breached ON ticket_sla (ticket_id)
  WHERE resolution_minutes IS NOT NULL AND (response_breached_at IS NOT NULL OR resolution_breached_at IS NOT NULL);

CREATE TABLE ticket_sla_intervals (
  ticket_id text NOT NULL REFERENCES tickets,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  counted boolean NOT NULL,
  reason text NOT NULL,
  policy_version int REFERENCES sla_policies,
  PRIMARY KEY (ticket_id, from_at)
);

-- For the backlog of past days.
CREATE INDEX ticket_events_of_status ON ticket_events (at) WHERE action = 'status_changed';
