-- Digests: what authors share with their managers, once a week for each team, in a private channel.

ALTER TABLE team ADD COLUMN digest_since INTEGER;           -- milliseconds UTC: what was shared before goes into no digest

-- When its author last shared an entry; of one that nobody else may see, nothing. What was shared lately is found by it
-- without reading any of the rest; who may read it is said by evidence_share alone.
ALTER TABLE evidence ADD COLUMN shared_at INTEGER;          -- milliseconds UTC
UPDATE evidence SET shared_at = (SELECT MAX(s.shared_at) FROM evidence_share s WHERE s.evidence_id = evidence.id);
CREATE INDEX evidence_by_share ON evidence (workspace, author, shared_at) WHERE shared_at IS NOT NULL;

-- Whose manager somebody is.
CREATE INDEX roster_manager_by_manager ON roster_manager (workspace, manager);

-- Who may be in a digest's channel beside the team's managers.
CREATE TABLE team_insider (
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    member  TEXT NOT NULL,
    PRIMARY KEY (team_id, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE digest (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace  TEXT NOT NULL,
    team_id    INTEGER NOT NULL,                            -- the team may be gone since: what was posted can still be withdrawn
    team       TEXT NOT NULL,                               -- its name when this began
    week       TEXT NOT NULL CHECK (length(week) = 8),      -- ISO, like 2026-W23, in the team's zone
    channel    TEXT NOT NULL,
    due_at     INTEGER NOT NULL,                            -- milliseconds UTC
    state      TEXT NOT NULL CHECK (state IN ('open', 'posting', 'withheld', 'doubtful', 'posted', 'dropped')),
    wrong      TEXT NOT NULL DEFAULT '[]',                  -- JSON list: what was wrong with the channel
    UNIQUE (team_id, week)
) STRICT;

CREATE INDEX digest_by_time ON digest (due_at) WHERE state NOT IN ('posted', 'dropped');

-- Who can read it, as its authors were told.
CREATE TABLE digest_audience (
    digest_id INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    member    TEXT NOT NULL,
    PRIMARY KEY (digest_id, member)
) STRICT, WITHOUT ROWID;

-- One message of a digest, once it is laid out.
CREATE TABLE digest_post (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    is_begun  INTEGER NOT NULL DEFAULT 0 CHECK (is_begun IN (0, 1)),  -- it may stand there: nothing in it is held back any more
    UNIQUE (digest_id, position)
) STRICT;

-- An entry goes into one digest at most. The row outlives the entry, so that the message says that something was withdrawn.
CREATE TABLE digest_entry (
    evidence_id  INTEGER PRIMARY KEY,
    digest_id    INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    author       TEXT NOT NULL,
    is_held      INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),
    previewed_at INTEGER,                                   -- milliseconds UTC: since when its author can look at it
    post_id      INTEGER REFERENCES digest_post (id)
) STRICT;

CREATE INDEX digest_entry_by_digest ON digest_entry (digest_id);
CREATE INDEX digest_entry_by_post ON digest_entry (post_id) WHERE post_id IS NOT NULL;

-- Each time that a manager looked at entries; their author reads it.
CREATE TABLE evidence_opening (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace TEXT NOT NULL,
    author    TEXT NOT NULL,
    reader    TEXT NOT NULL,
    entries   INTEGER NOT NULL CHECK (entries >= 1),
    opened_at INTEGER NOT NULL                              -- milliseconds UTC
) STRICT;

CREATE INDEX evidence_opening_by_author ON evidence_opening (workspace, author, opened_at);

-- More kinds of deliveries: a check is changed by moving the rows.
CREATE TABLE delivery_of_more_kinds (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace      TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('introduction', 'prompt', 'preview', 'digest', 'digest_trouble')),
    subject        INTEGER NOT NULL,                    -- the row that it is about; 0 where a recipient has only one
    recipient      TEXT NOT NULL,                       -- of 'digest', the manager who is asked when nobody knows what became of it
    key            TEXT NOT NULL UNIQUE,                -- random; it travels with the message and finds it again
    state          TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'doubtful', 'sent', 'dead', 'dropped')),
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        INTEGER NOT NULL,                    -- milliseconds UTC: when to look at it again; of 'sending', the end of its lease
    first_tried_at INTEGER,                             -- milliseconds UTC
    channel        TEXT,                                -- where it stands, once it is sent
    ts             TEXT,
    is_stale       INTEGER NOT NULL DEFAULT 0 CHECK (is_stale IN (0, 1)),  -- sent, and what it shows has changed since
    reason         TEXT,                                -- why it waits or ended: a code of Slack's, or one of ours
    created_at     INTEGER NOT NULL,                    -- milliseconds UTC
    UNIQUE (workspace, kind, recipient, subject)
) STRICT;

INSERT INTO delivery_of_more_kinds
    SELECT id, workspace, kind, subject, recipient, key, state, attempts, next_at, first_tried_at, channel, ts, is_stale, reason, created_at
    FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_of_more_kinds RENAME TO delivery;
CREATE INDEX delivery_by_time ON delivery (next_at) WHERE state IN ('ready', 'sending', 'doubtful') OR is_stale = 1;
-- All that is owed about one thing.
CREATE INDEX delivery_by_subject ON delivery (kind, subject);
