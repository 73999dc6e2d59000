-- Notices of a ticket, found when it is removed, whoever has them.
CREATE INDEX notifications_ticket ON notifications ((data->>'ticketId')) WHERE data->>'ticketId' IS NOT NULL;

-- Facts that could not be spoken of are kept aside for a while: the others are found without passing by them.
CREATE INDEX event_facts_waiting ON event_facts (id) WHERE parked_at IS NULL;
CREATE INDEX event_facts_parked ON event_facts (parked_at) WHERE parked_at IS NOT NULL;
