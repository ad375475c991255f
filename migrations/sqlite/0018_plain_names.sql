-- Names that need no glossary, and kinds of deliveries that only the code lists.

ALTER TABLE engineer RENAME COLUMN times TO introduction_count;
ALTER TABLE engineer RENAME COLUMN since TO eligible_since;
ALTER TABLE engineer RENAME COLUMN minute TO minute_of_day;
ALTER TABLE engineer RENAME COLUMN pace TO frequency_weeks;

ALTER TABLE prompt RENAME COLUMN pace TO frequency_weeks;
ALTER TABLE prompt RENAME COLUMN pace_chosen TO chosen_frequency_weeks;
ALTER TABLE prompt RENAME COLUMN offers_less TO offers_less_often;

ALTER TABLE member RENAME COLUMN asked_at TO fetched_at;
ALTER TABLE team_insider RENAME TO team_allowed_member;
ALTER TABLE administrator_export RENAME COLUMN way TO method;

ALTER TABLE evidence RENAME COLUMN form TO view_id;
ALTER TABLE evidence_opening RENAME TO evidence_access_log;
DROP INDEX evidence_opening_by_author;
CREATE INDEX evidence_access_log_by_author ON evidence_access_log (workspace, author, opened_at);

ALTER TABLE digest RENAME COLUMN wrong TO channel_problems;
ALTER TABLE digest_post RENAME COLUMN is_begun TO posting_started;

-- SQLite changes a check only by copying the table. No other table refers to this one, and it has no triggers.
CREATE TABLE delivery_of_any_kind (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace      TEXT NOT NULL,
    kind           TEXT NOT NULL,                       -- the code lists the kinds: a new one needs no migration
    subject_id     INTEGER NOT NULL,                    -- the row that it is about; of 'introduction', which one it is
    recipient      TEXT NOT NULL,                       -- of 'digest', the manager who is asked if the outcome is unknown
    key            TEXT NOT NULL UNIQUE,                -- random; it travels with the message and finds it again
    state          TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'doubtful', 'sent', 'dead', 'dropped')),
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        INTEGER NOT NULL,                    -- milliseconds UTC: when to look at it again; of 'sending', the end of its lease
    first_tried_at INTEGER,                             -- milliseconds UTC
    channel        TEXT,                                -- where the message is, once it is sent
    ts             TEXT,
    is_stale       INTEGER NOT NULL DEFAULT 0 CHECK (is_stale IN (0, 1)),  -- sent, and what it shows has changed since
    reason         TEXT,                                -- why it waits or ended: a code of Slack's, or one of ours
    created_at     INTEGER NOT NULL,                    -- milliseconds UTC
    UNIQUE (workspace, kind, recipient, subject_id)
) STRICT;

INSERT INTO delivery_of_any_kind
    SELECT id, workspace, kind, subject, recipient, key, state, attempts, next_at, first_tried_at, channel, ts, is_stale, reason, created_at
    FROM delivery;
-- Ids are never used again, even those of rows that are gone.
DELETE FROM sqlite_sequence WHERE name = 'delivery_of_any_kind';
INSERT INTO sqlite_sequence (name, seq) SELECT 'delivery_of_any_kind', seq FROM sqlite_sequence WHERE name = 'delivery';
DROP TABLE delivery;
ALTER TABLE delivery_of_any_kind RENAME TO delivery;
CREATE INDEX delivery_by_time ON delivery (next_at) WHERE state IN ('ready', 'sending', 'doubtful') OR is_stale = 1;
CREATE INDEX delivery_by_subject ON delivery (kind, subject_id);
