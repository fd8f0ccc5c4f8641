-- Times are microseconds (…_us) or seconds (…_s) since 1970 UTC. Enumerations are the numbers of longgang.proto.
-- Areas are integers (440307003002); names of boxes, devices and policies are interned.

CREATE TABLE gateways (
  id                INTEGER PRIMARY KEY,
  name              TEXT NOT NULL UNIQUE,
  last_seen_us      INTEGER NOT NULL,
  version           TEXT,
  boot              BLOB,
  policy            TEXT,
  box_us            INTEGER,
  quality           INTEGER NOT NULL DEFAULT 0,
  devices_connected INTEGER NOT NULL DEFAULT 0,
  status_us         INTEGER
) STRICT;

CREATE TABLE outboxes (
  id           INTEGER PRIMARY KEY,
  outbox       BLOB NOT NULL,
  lane         INTEGER NOT NULL,
  gateway      INTEGER NOT NULL REFERENCES gateways,
  conflicts    INTEGER NOT NULL DEFAULT 0,
  duplicates   INTEGER NOT NULL DEFAULT 0,
  reported_us  INTEGER,             -- the box's own figures, NULL before its first status
  accepted     INTEGER NOT NULL DEFAULT 0,
  acknowledged INTEGER NOT NULL DEFAULT 0,
  pending      INTEGER NOT NULL DEFAULT 0,
  expired      INTEGER NOT NULL DEFAULT 0,
  quarantined  INTEGER NOT NULL DEFAULT 0,
  bytes        INTEGER NOT NULL DEFAULT 0,
  UNIQUE (outbox, lane)
) STRICT;

-- The ledger: which lane sequences are stored (1), expired (2), quarantined (3), merged into contiguous runs.
-- Written in the transaction of the batch, so it is never behind and never ahead.
CREATE TABLE ranges (
  outbox INTEGER NOT NULL REFERENCES outboxes,
  kind   INTEGER NOT NULL,
  first  INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  PRIMARY KEY (outbox, kind, first)
) STRICT, WITHOUT ROWID;

-- One row a batch, to tell a repetition from a conflict, and to find the boot of an event by (outbox, sequence).
CREATE TABLE batches (
  outbox      INTEGER NOT NULL REFERENCES outboxes,
  first       INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  crc         INTEGER NOT NULL,
  boot        INTEGER NOT NULL REFERENCES boots,
  received_us INTEGER NOT NULL,
  PRIMARY KEY (outbox, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE boots (
  id   INTEGER PRIMARY KEY,
  boot BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE policies (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Counts, gateway, area and last_seen_us are as of event marks('devices'); what came after is counted again at start.
CREATE TABLE devices (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  gateway      INTEGER NOT NULL REFERENCES gateways,
  area         INTEGER NOT NULL DEFAULT 0,
  last_seen_us INTEGER NOT NULL DEFAULT 0,
  scans        INTEGER NOT NULL DEFAULT 0,
  readings     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Device sequences that are visible, as of event marks('devices').
CREATE TABLE device_ranges (
  device INTEGER NOT NULL REFERENCES devices,
  epoch  INTEGER NOT NULL,
  first  INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  PRIMARY KEY (device, epoch, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_states (
  device   INTEGER PRIMARY KEY REFERENCES devices,
  states   INTEGER NOT NULL,
  state_us INTEGER NOT NULL,
  online   INTEGER NOT NULL,
  firmware TEXT NOT NULL,
  buffered INTEGER NOT NULL,
  flags    TEXT NOT NULL
) STRICT;

-- Only ever appended to: no index is kept in step with it (see device_scans), so that a group of scans
-- from a thousand sentinels dirties a few pages and not a thousand.
CREATE TABLE scans (
  id           INTEGER PRIMARY KEY,
  device       INTEGER NOT NULL,
  outbox       INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,   -- lane sequence
  area         INTEGER NOT NULL,
  epoch        INTEGER NOT NULL,
  seq          INTEGER NOT NULL,   -- device sequence, 0: none
  device_us    INTEGER NOT NULL,
  box_us       INTEGER NOT NULL,
  monotonic_us INTEGER NOT NULL,
  quality      INTEGER NOT NULL,
  direction    INTEGER NOT NULL,
  credential   INTEGER NOT NULL,
  person       BLOB,
  masked       TEXT,
  temperature  INTEGER NOT NULL,   -- centi-degrees, 0: not measured
  colour       INTEGER NOT NULL,
  test_result  INTEGER NOT NULL,
  tested_s     INTEGER NOT NULL,
  sampled_s    INTEGER NOT NULL,
  verdict      INTEGER NOT NULL,
  reasons      TEXT,               -- numbers, separated by commas
  gate_opened  INTEGER NOT NULL,
  as_of_s      INTEGER NOT NULL,
  policy       INTEGER
) STRICT;

-- Scans by device, filled in sorted runs up to marks('indexed'); the scans after it are few and searched as they lie.
CREATE TABLE device_scans (
  device INTEGER NOT NULL,
  id     INTEGER NOT NULL,
  PRIMARY KEY (device, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE readings (
  id           INTEGER PRIMARY KEY,
  device       INTEGER NOT NULL,
  outbox       INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  area         INTEGER NOT NULL,
  epoch        INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  device_us    INTEGER NOT NULL,
  box_us       INTEGER NOT NULL,
  monotonic_us INTEGER NOT NULL,
  quality      INTEGER NOT NULL,
  quantity     TEXT NOT NULL,
  value        REAL NOT NULL,
  unit         TEXT NOT NULL
) STRICT;

CREATE TABLE alerts (
  id          INTEGER PRIMARY KEY,
  alert       BLOB NOT NULL UNIQUE,
  gateway     INTEGER NOT NULL REFERENCES gateways,
  category    INTEGER NOT NULL,
  severity    INTEGER NOT NULL,
  state       INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  device      TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  area        TEXT NOT NULL,
  person      BLOB,
  masked      TEXT NOT NULL,
  reasons     TEXT,
  temperature INTEGER NOT NULL,
  assignee    TEXT,
  raised_us   INTEGER NOT NULL,
  changed_us  INTEGER NOT NULL
) STRICT;

CREATE INDEX alerts_by_state ON alerts (state, id);

-- Every change with the alert as it was right after it: the audit trail, and what a listener resumes from.
CREATE TABLE alert_changes (
  change      INTEGER PRIMARY KEY AUTOINCREMENT,
  alert       INTEGER NOT NULL REFERENCES alerts,
  what        INTEGER NOT NULL,
  at_us       INTEGER NOT NULL,
  by_whom     TEXT NOT NULL,
  comment     TEXT,
  state       INTEGER NOT NULL,
  severity    INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  device      TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  area        TEXT NOT NULL,
  masked      TEXT NOT NULL,
  reasons     TEXT,
  temperature INTEGER NOT NULL,
  assignee    TEXT
) STRICT;

CREATE INDEX alert_changes_by_alert ON alert_changes (alert, change);

-- Which scans an alert rests on. unnumbered_us tells scans of devices that cannot count apart by box time, else 0.
CREATE TABLE alert_evidence (
  alert         INTEGER NOT NULL REFERENCES alerts,
  device        TEXT NOT NULL,
  epoch         INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  unnumbered_us INTEGER NOT NULL,
  outbox        INTEGER NOT NULL,
  sequence      INTEGER NOT NULL,
  box_us        INTEGER NOT NULL,
  PRIMARY KEY (alert, device, epoch, seq, unnumbered_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE security_events (
  id       INTEGER PRIMARY KEY,
  gateway  TEXT NOT NULL,
  device   TEXT NOT NULL DEFAULT '',
  at_us    INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  detail   TEXT NOT NULL,
  count    INTEGER NOT NULL,
  outbox   INTEGER,              -- NULL: seen by the cloud itself
  sequence INTEGER
) STRICT;

CREATE TABLE ledger_entries (
  id       INTEGER PRIMARY KEY,
  outbox   INTEGER NOT NULL REFERENCES outboxes,
  kind     INTEGER NOT NULL,
  first    INTEGER NOT NULL,
  last     INTEGER NOT NULL,
  reason   TEXT NOT NULL,
  box_us   INTEGER NOT NULL,
  by_outbox   INTEGER NOT NULL,  -- the batch that brought it
  by_sequence INTEGER NOT NULL
) STRICT;

-- Batches that could not be stored, as they came.
CREATE TABLE quarantine (
  id               INTEGER PRIMARY KEY,
  gateway          INTEGER NOT NULL REFERENCES gateways,
  outbox           BLOB NOT NULL,     -- empty: unknown
  lane             INTEGER NOT NULL,
  first            INTEGER NOT NULL,
  count            INTEGER NOT NULL,
  crc              INTEGER NOT NULL,
  reason           TEXT NOT NULL,
  first_seen_us    INTEGER NOT NULL,
  last_seen_us     INTEGER NOT NULL,
  times            INTEGER NOT NULL,
  payload          BLOB NOT NULL,
  UNIQUE (gateway, outbox, lane, first, crc)
) STRICT;

-- Events whose body is of a newer minor version: kept encoded, so that nothing accepted is dropped.
CREATE TABLE other_events (
  outbox   INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  event    BLOB NOT NULL,
  PRIMARY KEY (outbox, sequence)
) STRICT, WITHOUT ROWID;

-- events: highest event id ever given; devices: see devices; indexed: see device_scans.
CREATE TABLE marks (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which event ids existed at a moment, to find by receipt what a wrong box clock would hide from retention.
CREATE TABLE receipt_marks (
  at_us INTEGER PRIMARY KEY,
  event INTEGER NOT NULL
) STRICT;
