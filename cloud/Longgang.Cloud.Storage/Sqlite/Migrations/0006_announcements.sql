-- Announcements. Boxes and speakers by name and announcements by their 16 bytes: a receipt stands also when what it is about is not known here.
-- All changes (of announcements, of speakers' parts, of boxes' answers) share one growing number, marks('announcement_changes') is the highest ever given.

CREATE TABLE announcements (
  id           INTEGER PRIMARY KEY,
  announcement BLOB NOT NULL UNIQUE,
  version      INTEGER NOT NULL,
  state        INTEGER NOT NULL,
  due_us       INTEGER,             -- when something has to be done next; NULL: never
  document     TEXT NOT NULL        -- all of it, JSON
) STRICT;

CREATE INDEX announcements_by_due ON announcements (due_us) WHERE due_us IS NOT NULL;

-- Who did what and when. document: what was written, when something was.
CREATE TABLE announcement_history (
  change       INTEGER PRIMARY KEY,
  announcement BLOB NOT NULL,
  version      INTEGER NOT NULL,
  what         INTEGER NOT NULL,
  at_us        INTEGER NOT NULL,
  by_whom      TEXT NOT NULL,
  comment      TEXT,
  state        INTEGER NOT NULL,
  occurrence   INTEGER NOT NULL,
  document     TEXT
) STRICT;

CREATE INDEX announcement_history_by_announcement ON announcement_history (announcement, change);

-- One row for a speaker's part in an occurrence: the receipt with the greatest step. step 0: the box has said nothing yet.
-- closed_us: the cloud has closed it; a later word of the box sets it back to NULL.
CREATE TABLE speaker_parts (
  announcement BLOB NOT NULL,
  occurrence   INTEGER NOT NULL,
  speaker      TEXT NOT NULL,
  change       INTEGER NOT NULL,
  gateway      TEXT NOT NULL,
  area         INTEGER NOT NULL,
  step         INTEGER NOT NULL,
  state        INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  last         INTEGER NOT NULL,
  attempt      INTEGER NOT NULL,
  played_ms    INTEGER NOT NULL,
  evidence     INTEGER NOT NULL,
  box_us       INTEGER NOT NULL,
  closed_us    INTEGER,
  PRIMARY KEY (announcement, occurrence, speaker)
) STRICT, WITHOUT ROWID;

CREATE INDEX speaker_parts_by_change ON speaker_parts (change);

-- Signed commands, durable before they are published. expires_us: from then on it is not sent again; of a retracted announcement earlier than its own bytes say.
CREATE TABLE commands (
  command      BLOB PRIMARY KEY,
  announcement BLOB NOT NULL,       -- empty: none
  occurrence   INTEGER NOT NULL,
  topics       TEXT NOT NULL,       -- one a line
  bytes        BLOB NOT NULL,
  issued_us    INTEGER NOT NULL,
  expires_us   INTEGER NOT NULL,
  published    INTEGER NOT NULL     -- 0: never yet
) STRICT, WITHOUT ROWID;

CREATE INDEX commands_unpublished ON commands (issued_us) WHERE published = 0;

CREATE INDEX commands_by_announcement ON commands (announcement);

-- Who has to answer, and who has. expected is NULL for a box that answered without being asked. again_us: when it is sent again; NULL: it is not.
CREATE TABLE command_boxes (
  command     BLOB NOT NULL,
  gateway     TEXT NOT NULL,
  change      INTEGER NOT NULL,     -- 0: nothing was heard
  expected    INTEGER,
  status      INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  speakers    INTEGER NOT NULL,
  answered_us INTEGER,
  sent        INTEGER NOT NULL,
  again_us    INTEGER,
  PRIMARY KEY (command, gateway)
) STRICT, WITHOUT ROWID;

CREATE INDEX command_boxes_by_change ON command_boxes (change) WHERE change > 0;

CREATE INDEX command_boxes_by_again ON command_boxes (again_us) WHERE again_us IS NOT NULL;

CREATE INDEX command_boxes_unanswered ON command_boxes (gateway) WHERE status = 0;

-- What each box last said of a speaker, by the order of its outboxes (numbered as they came) and sequences.
CREATE TABLE speakers (
  speaker      TEXT NOT NULL,
  gateway      TEXT NOT NULL,
  outbox       INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  area         INTEGER NOT NULL,
  reach        INTEGER NOT NULL,
  labels       TEXT NOT NULL,       -- one a line
  latitude_e6  INTEGER,
  longitude_e6 INTEGER,
  play_group   TEXT NOT NULL,
  adapter      TEXT NOT NULL,
  languages    TEXT NOT NULL,       -- one a line
  removed      INTEGER NOT NULL,
  received_us  INTEGER NOT NULL,
  PRIMARY KEY (speaker, gateway)
) STRICT, WITHOUT ROWID;

-- The audio that a box holds, as it last said: hashes of 32 bytes, one after the other.
CREATE TABLE box_audio (
  gateway     TEXT PRIMARY KEY,
  outbox      INTEGER NOT NULL,
  sequence    INTEGER NOT NULL,
  hashes      BLOB NOT NULL,
  received_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sequences of events that were folded into rows of the tables above, and so have no row of their own: by them a salvage knows what it has. Goes with the batches.
CREATE TABLE folded_events (
  outbox INTEGER NOT NULL,
  first  INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  PRIMARY KEY (outbox, first)
) STRICT, WITHOUT ROWID;
