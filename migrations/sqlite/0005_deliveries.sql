-- What the bot owes Slack. A row is an intent and no message: it is drawn from what is true when it is sent, so nothing
-- that anybody wrote is kept here.

CREATE TABLE delivery (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace      TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('introduction', 'prompt')),
    subject        INTEGER NOT NULL,                    -- the row that it is about; 0 where a recipient has only one
    recipient      TEXT NOT NULL,
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

-- Whatever there is something to do about.
CREATE INDEX delivery_by_time ON delivery (next_at) WHERE state IN ('ready', 'sending', 'doubtful') OR is_stale = 1;

-- The DM with each member, so that Slack is asked for it once.
CREATE TABLE member_dm (
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    channel   TEXT NOT NULL,
    PRIMARY KEY (workspace, member)
) STRICT, WITHOUT ROWID;
