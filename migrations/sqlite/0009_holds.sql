-- Until when Slack wants no more calls of a method: a restart is no reason to ask sooner.

CREATE TABLE delivery_hold (
    workspace  TEXT NOT NULL,
    method     TEXT NOT NULL CHECK (method IN ('post', 'find', 'edit')),
    held_until INTEGER NOT NULL,                        -- milliseconds UTC
    PRIMARY KEY (workspace, method)
) STRICT, WITHOUT ROWID;
