-- What people may ask of what is kept about them.

-- Since when Slack says that somebody left.
ALTER TABLE member ADD COLUMN deactivated_at INTEGER;       -- milliseconds UTC
UPDATE member SET deactivated_at = asked_at WHERE is_deactivated = 1;

-- Each time that an administrator exported somebody's data, as they can read.
CREATE TABLE administrator_export (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    way       TEXT NOT NULL CHECK (way IN ('dm', 'file')),
    made_at   INTEGER NOT NULL                              -- milliseconds UTC
) STRICT;

CREATE INDEX administrator_export_by_member ON administrator_export (workspace, member, made_at);

-- Everything of somebody is erased, and what the bot wrote to them in their DM is still to be deleted. The row goes when that
-- is done.
CREATE TABLE erasure (
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    channel   TEXT,                                         -- their DM, if it was known
    erased_at INTEGER NOT NULL,                             -- milliseconds UTC
    PRIMARY KEY (workspace, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX digest_entry_by_author ON digest_entry (author);
