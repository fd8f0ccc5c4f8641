-- Which event ids a batch was given (more than event, up to event + rows): what a damaged page had can be told by it.
ALTER TABLE batches ADD COLUMN event INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN rows INTEGER NOT NULL DEFAULT 0;

-- Damage to this database and what it cost. ranges of kind 4 are the sequences that were stored and are lost.
CREATE TABLE damages (
  id    INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  what  TEXT NOT NULL,
  kept  TEXT NOT NULL       -- where the damaged file lies
) STRICT;
