-- Times are microseconds (…_us) or seconds (…_s) since 1970 UTC, days are numbers since 1970. Enumerations are the numbers of longgang.proto.
-- Areas are integers (440307003002); names of boxes, devices, policies and boots are interned: a row of theirs is written once, outside of the
-- transaction that needs it, and its number never changes, so that every replica may keep it in memory.

CREATE TABLE gateways (
  id                int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text NOT NULL UNIQUE,
  last_seen_us      bigint NOT NULL,
  version           text,
  boot              bytea,
  policy            text,
  box_us            bigint,
  quality           smallint NOT NULL DEFAULT 0,
  devices_connected bigint NOT NULL DEFAULT 0,
  status_us         bigint,
  said_boot         bytea,              -- of the latest status with figures, and of the boot before: what is older is not written over it
  said_before       bytea,
  said_box_us       bigint,
  said_at_us        bigint
);

-- The books of a gateway: which sequences of its outboxes and of the devices at home there are known. Who changes them holds this row's lock
-- and raises the version; a replica whose memory is of that version may trust it, any other reads the journal first.
CREATE TABLE gateway_books (
  gateway  int PRIMARY KEY REFERENCES gateways,
  version  bigint NOT NULL DEFAULT 0,
  snapshot bigint NOT NULL DEFAULT 0,  -- version that devices and device_ranges are of
  scans    bigint NOT NULL DEFAULT 0   -- scans stored for this gateway, ever
) WITH (fillfactor = 50);

-- What every version changed, until the next snapshot.
CREATE TABLE book_journal (
  gateway int NOT NULL REFERENCES gateways,
  version bigint NOT NULL,
  delta   bytea NOT NULL,
  PRIMARY KEY (gateway, version)
);

ALTER TABLE book_journal ALTER COLUMN delta SET STORAGE EXTERNAL;

CREATE TABLE outboxes (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outbox       bytea NOT NULL,
  lane         smallint NOT NULL,
  gateway      int NOT NULL REFERENCES gateways,
  conflicts    bigint NOT NULL DEFAULT 0,
  duplicates   bigint NOT NULL DEFAULT 0,
  reported_us  bigint,              -- the box's own figures, NULL before its first status
  accepted     bigint NOT NULL DEFAULT 0,
  acknowledged bigint NOT NULL DEFAULT 0,
  pending      bigint NOT NULL DEFAULT 0,
  expired      bigint NOT NULL DEFAULT 0,
  quarantined  bigint NOT NULL DEFAULT 0,
  bytes        bigint NOT NULL DEFAULT 0,
  holds_s      bigint,
  full_in_s    bigint,
  superseded   boolean NOT NULL DEFAULT false,  -- the box's status names another outbox for the lane
  final        boolean NOT NULL DEFAULT false,  -- its last status was that of an orderly stop
  ending       smallint NOT NULL DEFAULT 0,     -- OutboxEnd, by the word of its successor (0: none), with ends_after, its last sequence
  ends_after   bigint NOT NULL DEFAULT 0,
  UNIQUE (outbox, lane)
);

CREATE INDEX outboxes_by_gateway ON outboxes (gateway);

-- The ledger: which lane sequences are stored (1), expired (2), quarantined (3), merged into contiguous runs.
-- Written in the transaction of the batch, so it is never behind and never ahead.
CREATE TABLE ranges (
  outbox int NOT NULL REFERENCES outboxes,
  kind   smallint NOT NULL,
  first  bigint NOT NULL,
  last   bigint NOT NULL,
  PRIMARY KEY (outbox, kind, first)
) WITH (fillfactor = 50);

CREATE TABLE boots (
  id   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  boot bytea NOT NULL UNIQUE
);

-- How stretches of a box's boot are to be read, once the box had learned the true time; the stamps themselves stay as they came. By gateway as well
-- as boot: no box reads another's stamps anew. Of those that cover a stamp (from_us <= monotonic_us < to_us) the one with the greatest to_us holds.
CREATE TABLE clock_corrections (
  gateway      int NOT NULL REFERENCES gateways,
  boot         int NOT NULL REFERENCES boots,
  to_us        bigint NOT NULL,    -- monotonic, as from_us
  from_us      bigint NOT NULL,
  from_unix_us bigint NOT NULL,
  to_unix_us   bigint NOT NULL,
  step_us      bigint NOT NULL,
  before       int NOT NULL,
  after        int NOT NULL,
  outbox       int NOT NULL,       -- the batch that brought it
  sequence     bigint NOT NULL,
  received_us  bigint NOT NULL,
  PRIMARY KEY (gateway, boot, to_us)
);

CREATE TABLE policies (
  id   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE
);

-- One row a batch, to tell a repetition from a conflict, and to find the boot of an event by (outbox, sequence).
CREATE TABLE batches (
  outbox      int NOT NULL,
  first       bigint NOT NULL,
  count       int NOT NULL,
  crc         bigint NOT NULL,
  boot        int NOT NULL,
  received_us bigint NOT NULL,
  PRIMARY KEY (outbox, first)
);

-- Counts, gateway, area and last_seen_us are as of the home's snapshot; the home's journal has what came after.
-- The home is the gateway that first spoke for the device: its books hold the device's sequences for ever.
CREATE TABLE devices (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text NOT NULL UNIQUE,
  home         int NOT NULL REFERENCES gateways,
  gateway      int NOT NULL REFERENCES gateways,
  area         bigint NOT NULL DEFAULT 0,
  last_seen_us bigint NOT NULL DEFAULT 0,
  scans        bigint NOT NULL DEFAULT 0,
  readings     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

CREATE INDEX devices_by_home ON devices (home);

-- Device sequences that are visible, as of the home's snapshot.
CREATE TABLE device_ranges (
  device int NOT NULL REFERENCES devices,
  epoch  bigint NOT NULL,
  first  bigint NOT NULL,
  last   bigint NOT NULL,
  PRIMARY KEY (device, epoch, first)
) WITH (fillfactor = 70);

CREATE TABLE device_states (
  device   int PRIMARY KEY REFERENCES devices,
  states   bigint NOT NULL,
  state_us bigint NOT NULL,
  online   boolean NOT NULL,
  firmware text NOT NULL,
  buffered bigint NOT NULL,
  flags    text NOT NULL
);

-- Numbers of events are given in blocks of 1024, so that a transaction asks once. A reader must not pass a transaction that holds lower
-- numbers and is still running: it looks at the advisory locks that the running ones hold on their first block.
CREATE SEQUENCE event_blocks;

-- A partition a day, s_<day>. The day is the box's when its clock can be trusted, else the cloud's, and never far from the cloud's.
CREATE TABLE scans (
  id           bigint NOT NULL,
  sequence     bigint NOT NULL,    -- lane sequence
  area         bigint NOT NULL,
  epoch        bigint NOT NULL,
  seq          bigint NOT NULL,    -- device sequence, 0: none
  device_us    bigint NOT NULL,
  box_us       bigint NOT NULL,
  monotonic_us bigint NOT NULL,
  tested_s     bigint NOT NULL,
  sampled_s    bigint NOT NULL,
  as_of_s      bigint NOT NULL,
  day          int NOT NULL,
  device       int NOT NULL,
  outbox       int NOT NULL,
  temperature  int NOT NULL,       -- centi-degrees, 0: not measured
  policy       int,
  quality      smallint NOT NULL,
  direction    smallint NOT NULL,
  credential   smallint NOT NULL,
  colour       smallint NOT NULL,
  test_result  smallint NOT NULL,
  verdict      smallint NOT NULL,
  gate_opened  boolean NOT NULL,
  person       bytea,
  masked       text,
  reasons      text                -- numbers, separated by commas
) PARTITION BY RANGE (day);

CREATE INDEX scans_by_id ON scans (id);

CREATE INDEX scans_by_device ON scans (device, id);

CREATE TABLE readings (
  id           bigint NOT NULL,
  sequence     bigint NOT NULL,
  area         bigint NOT NULL,
  epoch        bigint NOT NULL,
  seq          bigint NOT NULL,
  device_us    bigint NOT NULL,
  box_us       bigint NOT NULL,
  monotonic_us bigint NOT NULL,
  value        double precision NOT NULL,
  device       int NOT NULL,
  outbox       int NOT NULL,
  quality      smallint NOT NULL,
  quantity     text NOT NULL,
  unit         text NOT NULL
);

CREATE INDEX readings_by_id ON readings (id);

CREATE TABLE alerts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert       bytea NOT NULL UNIQUE,
  gateway     int NOT NULL REFERENCES gateways,
  category    int NOT NULL,
  severity    int NOT NULL,
  state       int NOT NULL,
  count       bigint NOT NULL,
  device      text NOT NULL,
  epoch       bigint NOT NULL,
  seq         bigint NOT NULL,
  area        text COLLATE "C" NOT NULL,
  person      bytea,
  masked      text NOT NULL,
  reasons     text,
  temperature int NOT NULL,
  assignee    text,
  raised_us   bigint NOT NULL,
  changed_us  bigint NOT NULL,
  -- Alerts outlive the batches that say their boot. Of the first event, as raised_us.
  boot         int NOT NULL REFERENCES boots,
  monotonic_us bigint NOT NULL,
  quality      int NOT NULL,
  received_us  bigint NOT NULL,
  detail       text NOT NULL       -- of the latest event
);

CREATE INDEX alerts_by_state ON alerts (state, id);

-- Every change with the alert as it was right after it: the audit trail, and what a listener resumes from. The numbers are given under the lock
-- of one row (counters), so that they appear in their order and without holes.
CREATE TABLE alert_changes (
  change      bigint PRIMARY KEY,
  alert       bigint NOT NULL REFERENCES alerts,
  what        int NOT NULL,
  at_us       bigint NOT NULL,
  by_whom     text NOT NULL,
  comment     text,
  state       int NOT NULL,
  severity    int NOT NULL,
  count       bigint NOT NULL,
  device      text NOT NULL,
  epoch       bigint NOT NULL,
  seq         bigint NOT NULL,
  area        text NOT NULL,
  masked      text NOT NULL,
  reasons     text,
  temperature int NOT NULL,
  assignee    text,
  detail      text NOT NULL
);

CREATE INDEX alert_changes_by_alert ON alert_changes (alert, change);

CREATE TABLE counters (
  name  text PRIMARY KEY,
  value bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO counters (name, value) VALUES ('alert_changes', 0);

-- Which scans an alert rests on. unnumbered_us tells scans of devices that cannot count apart by box time, else 0.
CREATE TABLE alert_evidence (
  alert         bigint NOT NULL REFERENCES alerts,
  device        text NOT NULL,
  epoch         bigint NOT NULL,
  seq           bigint NOT NULL,
  unnumbered_us bigint NOT NULL,
  outbox        int NOT NULL,
  sequence      bigint NOT NULL,
  box_us        bigint NOT NULL,
  PRIMARY KEY (alert, device, epoch, seq, unnumbered_us)
);

CREATE TABLE security_events (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gateway  text NOT NULL,
  device   text NOT NULL DEFAULT '',
  at_us    bigint NOT NULL,
  kind     int NOT NULL,
  detail   text NOT NULL,
  count    bigint NOT NULL,
  outbox   int,                 -- NULL: seen by the cloud itself
  sequence bigint
);

CREATE TABLE ledger_entries (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outbox      int NOT NULL REFERENCES outboxes,
  kind        int NOT NULL,
  first       bigint NOT NULL,
  last        bigint NOT NULL,
  reason      text NOT NULL,
  box_us      bigint NOT NULL,
  by_outbox   int NOT NULL,     -- the batch that brought it
  by_sequence bigint NOT NULL
);

-- Batches that could not be stored, as they came.
CREATE TABLE quarantine (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gateway       int NOT NULL REFERENCES gateways,
  outbox        bytea NOT NULL,     -- empty: unknown
  lane          int NOT NULL,
  first         bigint NOT NULL,
  count         bigint NOT NULL,
  crc           bigint NOT NULL,
  reason        text NOT NULL,
  first_seen_us bigint NOT NULL,
  last_seen_us  bigint NOT NULL,
  times         bigint NOT NULL,
  payload       bytea NOT NULL,
  UNIQUE (gateway, outbox, lane, first, crc)
);

CREATE INDEX quarantine_with_payload ON quarantine (last_seen_us) WHERE length(payload) > 0;

-- Events whose body is of a newer minor version: kept encoded, so that nothing accepted is dropped.
CREATE TABLE other_events (
  outbox   int NOT NULL,
  sequence bigint NOT NULL,
  event    bytea NOT NULL,
  PRIMARY KEY (outbox, sequence)
);
