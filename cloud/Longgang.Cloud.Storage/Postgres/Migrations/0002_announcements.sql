-- Announcements. Boxes and speakers by name and announcements by their 16 bytes: a receipt stands also when what it is about is not known here.
-- All changes (of announcements, of speakers' parts, of boxes' answers) share one growing number, given under the lock of
-- counters('announcement_changes'): it appears in order.

CREATE TABLE announcements (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  announcement bytea NOT NULL UNIQUE,
  version      bigint NOT NULL,
  state        int NOT NULL,
  due_us       bigint,             -- when something has to be done next; NULL: never
  document     text NOT NULL        -- all of it, JSON
);

CREATE INDEX announcements_by_due ON announcements (due_us) WHERE due_us IS NOT NULL;

-- Who did what and when. document: what was written, when something was.
CREATE TABLE announcement_history (
  change       bigint PRIMARY KEY,
  announcement bytea NOT NULL,
  version      bigint NOT NULL,
  what         int NOT NULL,
  at_us        bigint NOT NULL,
  by_whom      text NOT NULL,
  comment      text,
  state        int NOT NULL,
  occurrence   int NOT NULL,
  document     text
);

CREATE INDEX announcement_history_by_announcement ON announcement_history (announcement, change);

-- One row for a speaker's part in an occurrence: the receipt with the greatest step. step 0: the box has said nothing yet.
-- closed_us: the cloud has closed it; a later word of the box sets it back to NULL.
CREATE TABLE speaker_parts (
  announcement bytea NOT NULL,
  occurrence   int NOT NULL,
  speaker      text NOT NULL,
  change       bigint NOT NULL,
  gateway      text NOT NULL,
  area         bigint NOT NULL,
  step         bigint NOT NULL,
  state        int NOT NULL,
  reason       text NOT NULL,
  last         boolean NOT NULL,
  attempt      int NOT NULL,
  played_ms    bigint NOT NULL,
  evidence     int NOT NULL,
  box_us       bigint NOT NULL,
  closed_us    bigint,
  PRIMARY KEY (announcement, occurrence, speaker)
);

CREATE INDEX speaker_parts_by_change ON speaker_parts (change);

-- Signed commands, durable before they are published. expires_us: from then on it is not sent again; of a retracted announcement earlier than its own bytes say.
CREATE TABLE commands (
  command      bytea PRIMARY KEY,
  announcement bytea NOT NULL,       -- empty: none
  occurrence   int NOT NULL,
  topics       text NOT NULL,       -- one a line
  bytes        bytea NOT NULL,
  issued_us    bigint NOT NULL,
  expires_us   bigint NOT NULL,
  published    boolean NOT NULL
);

CREATE INDEX commands_unpublished ON commands (issued_us) WHERE NOT published;

CREATE INDEX commands_by_announcement ON commands (announcement);

-- Who has to answer, and who has. expected is NULL for a box that answered without being asked. again_us: when it is sent again; NULL: it is not.
CREATE TABLE command_boxes (
  command     bytea NOT NULL,
  gateway     text NOT NULL,
  change      bigint NOT NULL,     -- 0: nothing was heard
  expected    int,
  status      int NOT NULL,
  reason      text NOT NULL,
  speakers    int NOT NULL,
  answered_us bigint,
  sent        int NOT NULL,
  again_us    bigint,
  PRIMARY KEY (command, gateway)
);

CREATE INDEX command_boxes_by_change ON command_boxes (change) WHERE change > 0;

CREATE INDEX command_boxes_by_again ON command_boxes (again_us) WHERE again_us IS NOT NULL;

CREATE INDEX command_boxes_unanswered ON command_boxes (gateway) WHERE status = 0;

-- What each box last said of a speaker, by the order of its outboxes (numbered as they came) and sequences.
CREATE TABLE speakers (
  speaker      text NOT NULL,
  gateway      text NOT NULL,
  outbox       int NOT NULL,
  sequence     bigint NOT NULL,
  area         bigint NOT NULL,
  reach        int NOT NULL,
  labels       text NOT NULL,       -- one a line
  latitude_e6  int,
  longitude_e6 int,
  play_group   text NOT NULL,
  adapter      text NOT NULL,
  languages    text NOT NULL,       -- one a line
  removed      boolean NOT NULL,
  received_us  bigint NOT NULL,
  PRIMARY KEY (speaker, gateway)
);

-- The audio that a box holds, as it last said: hashes of 32 bytes, one after the other.
CREATE TABLE box_audio (
  gateway     text PRIMARY KEY,
  outbox      int NOT NULL,
  sequence    bigint NOT NULL,
  hashes      bytea NOT NULL,
  received_us bigint NOT NULL
);

INSERT INTO counters (name, value) VALUES ('announcement_changes', 0);
