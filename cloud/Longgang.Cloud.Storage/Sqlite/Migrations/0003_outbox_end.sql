-- How an outbox ended. superseded: the box's status names another outbox for the lane. final: its last status was that of an orderly stop.
-- ending: OutboxEnd of longgang.proto, by the word of its successor (0: none), with ends_after, its last sequence.
ALTER TABLE outboxes ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outboxes ADD COLUMN final INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outboxes ADD COLUMN ending INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outboxes ADD COLUMN ends_after INTEGER NOT NULL DEFAULT 0;
