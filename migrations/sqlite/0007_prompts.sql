-- The weekly prompt: one slot for each engineer and week, asked or skipped.

ALTER TABLE engineer ADD COLUMN since INTEGER;              -- milliseconds UTC: since when they may be asked
ALTER TABLE engineer ADD COLUMN weekday INTEGER CHECK (weekday BETWEEN 1 AND 5);        -- their own day, ISO; else their team's
ALTER TABLE engineer ADD COLUMN minute INTEGER CHECK (minute BETWEEN 0 AND 1439);       -- their own time of that day
ALTER TABLE engineer ADD COLUMN pace INTEGER NOT NULL DEFAULT 1 CHECK (pace IN (1, 2, 4));  -- every so many weeks
ALTER TABLE engineer ADD COLUMN paused_until INTEGER;       -- milliseconds UTC

ALTER TABLE member ADD COLUMN is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1));
ALTER TABLE member ADD COLUMN is_deactivated INTEGER NOT NULL DEFAULT 0 CHECK (is_deactivated IN (0, 1));
ALTER TABLE member ADD COLUMN is_away INTEGER NOT NULL DEFAULT 0 CHECK (is_away IN (0, 1));  -- out of the office, by their status
ALTER TABLE member ADD COLUMN away_until INTEGER;           -- milliseconds UTC: when that status ends, if it does

CREATE TABLE prompt (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace   TEXT NOT NULL,
    engineer    TEXT NOT NULL,
    week        TEXT NOT NULL CHECK (length(week) = 8),     -- ISO, like 2026-W23
    state       TEXT NOT NULL CHECK (state IN ('asked', 'answered', 'nothing', 'snoozed', 'paused', 'expired', 'replaced', 'skipped')),
    state_until INTEGER,                                    -- milliseconds UTC: of 'snoozed' and 'paused'
    reason      TEXT,                                       -- of 'skipped'
    asked_at    INTEGER,                                    -- milliseconds UTC: when it was last asked; of 'skipped', never
    send_until  INTEGER,                                    -- milliseconds UTC: from then on it is not sent any more
    pace        INTEGER NOT NULL CHECK (pace IN (1, 2, 4)), -- at which it was asked
    offers_less INTEGER NOT NULL DEFAULT 0 CHECK (offers_less IN (0, 1)),  -- it asks "Less often?"
    pace_chosen INTEGER CHECK (pace_chosen IN (1, 2, 4)),   -- what was answered to that
    created_at  INTEGER NOT NULL,                           -- milliseconds UTC
    UNIQUE (workspace, engineer, week)
) STRICT;

CREATE INDEX prompt_open ON prompt (asked_at) WHERE state IN ('asked', 'snoozed');

-- What it offers, in the wording and version of its week.
CREATE TABLE prompt_behaviour (
    prompt_id  INTEGER NOT NULL REFERENCES prompt (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    behaviour  TEXT NOT NULL,
    PRIMARY KEY (prompt_id, position),
    FOREIGN KEY (version_id, behaviour) REFERENCES framework_behaviour (version_id, behaviour)
) STRICT, WITHOUT ROWID;

-- What was saved from it. An entry that is erased takes its answer along.
CREATE TABLE prompt_answer (
    prompt_id   INTEGER NOT NULL REFERENCES prompt (id) ON DELETE CASCADE,
    behaviour   TEXT NOT NULL,
    evidence_id INTEGER NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    answered_at INTEGER NOT NULL,                           -- milliseconds UTC
    PRIMARY KEY (prompt_id, behaviour)
) STRICT, WITHOUT ROWID;

CREATE INDEX prompt_answer_by_entry ON prompt_answer (evidence_id);
