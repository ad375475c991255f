-- What each engineer decided when the bot introduced itself, and what they like.

CREATE TABLE engineer (
    workspace    TEXT NOT NULL,
    engineer     TEXT NOT NULL,
    introduction TEXT NOT NULL CHECK (introduction IN ('asked', 'started', 'later', 'never')),
    times        INTEGER NOT NULL CHECK (times >= 1),   -- how often they were asked
    decided_at   INTEGER,                               -- milliseconds UTC: when they last said what they want
    shares_up_to INTEGER NOT NULL DEFAULT 0,            -- new entries begin as their managers' to see whose tenure is not newer than this
    zone         TEXT,                                  -- the IANA zone they chose; where it is empty, the one Slack has
    PRIMARY KEY (workspace, engineer)
) STRICT;
