-- People as far as evidence needs them, and their evidence.

-- What Slack says of a member, as it was last asked.
CREATE TABLE member (
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    zone      TEXT NOT NULL,                            -- IANA name
    asked_at  INTEGER NOT NULL,                         -- milliseconds UTC
    PRIMARY KEY (workspace, member)
) STRICT;

CREATE TABLE roster_engineer (
    workspace TEXT NOT NULL,
    engineer  TEXT NOT NULL,
    track     TEXT,
    level     INTEGER CHECK (level >= 1),
    PRIMARY KEY (workspace, engineer)
) STRICT;

-- One row for each unbroken time in which somebody is somebody's manager. Its id is never used again, so that a share
-- given in one such time means nothing in the next.
CREATE TABLE roster_manager (
    tenure    INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace TEXT NOT NULL,
    engineer  TEXT NOT NULL,
    manager   TEXT NOT NULL,
    UNIQUE (workspace, engineer, manager)
) STRICT;

-- What people wrote, apart from all else so that it can be erased for good: rows are only ever added at the end, and an
-- erased text is overwritten in its place by blanks of the same length. SQLite then never moves a row of this table to
-- another page, which is the one way in which a deleted text could outlive its deletion inside the file.
CREATE TABLE evidence_text (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    words TEXT NOT NULL,
    link  TEXT,
    quote TEXT
) STRICT;

CREATE TABLE evidence (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace   TEXT NOT NULL,
    author      TEXT NOT NULL,
    form        TEXT NOT NULL,                          -- Slack's id of the modal that it was written in
    text_id     INTEGER NOT NULL UNIQUE REFERENCES evidence_text (id),
    happened_on TEXT NOT NULL CHECK (length(happened_on) = 10),  -- the author's day, YYYY-MM-DD
    created_at  INTEGER NOT NULL,                       -- milliseconds UTC
    deleted_at  INTEGER,                                -- milliseconds UTC; erased some minutes after
    UNIQUE (workspace, author, form)
) STRICT;

-- A person's newest entries, and which of theirs are deleted, are found without reading any of the rest.
CREATE INDEX evidence_by_day ON evidence (workspace, author, happened_on, id, deleted_at);

CREATE INDEX evidence_by_deletion ON evidence (deleted_at) WHERE deleted_at IS NOT NULL;

-- What an entry shows, in the wording and version that it answered.
CREATE TABLE evidence_behaviour (
    evidence_id INTEGER NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    version_id  INTEGER NOT NULL,
    behaviour   TEXT NOT NULL,
    PRIMARY KEY (evidence_id, position),
    FOREIGN KEY (version_id, behaviour) REFERENCES framework_behaviour (version_id, behaviour)
) STRICT, WITHOUT ROWID;

-- Whom the author lets see it. The tenure is that of the roster when it was shared; the row there may be gone since.
CREATE TABLE evidence_share (
    evidence_id INTEGER NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    manager     TEXT NOT NULL,
    tenure      INTEGER NOT NULL,
    shared_at   INTEGER NOT NULL,                       -- milliseconds UTC
    PRIMARY KEY (evidence_id, manager)
) STRICT, WITHOUT ROWID;
