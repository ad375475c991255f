-- What people pressed and submitted in the last minutes, as far as it changed something: a request that is sent again is known.
-- Nothing here says who did what.

CREATE TABLE inbox_interaction (
    fingerprint BLOB PRIMARY KEY,                       -- SHA-256 over Slack's ids of the person, the form or message, and the moment
    sent_at     INTEGER,                                -- milliseconds UTC, as Slack signed it; over Socket Mode nothing is signed
    noted_at    INTEGER NOT NULL                        -- milliseconds UTC
) STRICT, WITHOUT ROWID;
