-- Teams, and which engineer is in which.

CREATE TABLE team (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace      TEXT NOT NULL,
    name           TEXT NOT NULL,
    track          TEXT,
    zone           TEXT NOT NULL,                       -- IANA name, for members whose own is not known
    prompt_weekday INTEGER NOT NULL DEFAULT 4 CHECK (prompt_weekday BETWEEN 1 AND 7),     -- ISO: Monday is 1
    prompt_minute  INTEGER NOT NULL DEFAULT 930 CHECK (prompt_minute BETWEEN 0 AND 1439), -- of the day, in a member's zone
    digest_weekday INTEGER CHECK (digest_weekday BETWEEN 1 AND 7),
    digest_minute  INTEGER CHECK (digest_minute BETWEEN 0 AND 1439),
    digest_channel TEXT,
    UNIQUE (workspace, name)
) STRICT;

-- One or two for each team. Who may read what an engineer shares is said by roster_manager alone.
CREATE TABLE team_manager (
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    manager TEXT NOT NULL,
    PRIMARY KEY (team_id, manager)
) STRICT, WITHOUT ROWID;

ALTER TABLE roster_engineer ADD COLUMN team_id INTEGER REFERENCES team (id);
ALTER TABLE roster_engineer ADD COLUMN sub_level TEXT CHECK (sub_level IN ('A', 'B', 'C', 'D', 'E'));

CREATE INDEX roster_engineer_by_team ON roster_engineer (team_id);
