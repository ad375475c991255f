-- Events that Slack has delivered: it repeats what it believes we missed, for up to a day.

CREATE TABLE inbox_event (
    workspace   TEXT NOT NULL,
    event       TEXT NOT NULL,                          -- Slack's event_id
    received_at INTEGER NOT NULL,                       -- milliseconds UTC
    PRIMARY KEY (workspace, event)
) STRICT;

CREATE INDEX inbox_event_by_age ON inbox_event (received_at);
