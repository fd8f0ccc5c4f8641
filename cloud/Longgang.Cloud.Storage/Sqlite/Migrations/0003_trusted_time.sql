-- How stretches of a box's boot are to be read, once the box had learned the true time; the stamps themselves stay as they came. By gateway as well
-- as boot: no box reads another's stamps anew. Of those that cover a stamp (from_us <= monotonic_us < to_us) the one with the greatest to_us holds.
CREATE TABLE clock_corrections (
  gateway      INTEGER NOT NULL REFERENCES gateways,
  boot         INTEGER NOT NULL REFERENCES boots,
  to_us        INTEGER NOT NULL,    -- monotonic, as from_us
  from_us      INTEGER NOT NULL,
  from_unix_us INTEGER NOT NULL,
  to_unix_us   INTEGER NOT NULL,
  step_us      INTEGER NOT NULL,
  before       INTEGER NOT NULL,
  after        INTEGER NOT NULL,
  outbox       INTEGER NOT NULL,    -- the batch that brought it
  sequence     INTEGER NOT NULL,
  received_us  INTEGER NOT NULL,
  PRIMARY KEY (gateway, boot, to_us)
) STRICT, WITHOUT ROWID;

-- Alerts outlive the batches that say their boot. Of the first event, as raised_us.
ALTER TABLE alerts ADD COLUMN boot INTEGER;
ALTER TABLE alerts ADD COLUMN monotonic_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN quality INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN received_us INTEGER;
ALTER TABLE alerts ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE alert_changes ADD COLUMN detail TEXT NOT NULL DEFAULT '';
