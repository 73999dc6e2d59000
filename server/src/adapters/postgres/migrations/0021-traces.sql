-- Where the sending of a message stands in a trace, so that what leaves the server for it goes on from there. Null where no traces
-- are wanted.
ALTER TABLE event_facts ADD COLUMN trace text;
ALTER TABLE event_deliveries ADD COLUMN trace text;
