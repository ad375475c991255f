-- The framework by version: what was served when, to the letter, so that what people wrote keeps the wording it answered.

CREATE TABLE framework_version (
    id        INTEGER PRIMARY KEY,
    track     TEXT NOT NULL,
    revision  INTEGER NOT NULL CHECK (revision >= 1),   -- counts the stored versions of a track
    version   TEXT NOT NULL,                            -- as the file says it
    name      TEXT NOT NULL,
    aliases   TEXT NOT NULL,                            -- JSON list
    introduction TEXT NOT NULL,                         -- JSON list of paragraphs
    stored_at INTEGER NOT NULL,                         -- milliseconds UTC
    UNIQUE (track, revision)
) STRICT;

CREATE TABLE framework_theme (
    version_id INTEGER NOT NULL REFERENCES framework_version (id),
    position   INTEGER NOT NULL,
    theme      TEXT NOT NULL,
    name       TEXT NOT NULL,
    aliases    TEXT NOT NULL,                           -- JSON list
    emoji      TEXT NOT NULL,
    meaning    TEXT NOT NULL,
    PRIMARY KEY (version_id, theme),
    UNIQUE (version_id, position)
) STRICT;

CREATE TABLE framework_level (
    version_id INTEGER NOT NULL REFERENCES framework_version (id),
    level      INTEGER NOT NULL CHECK (level >= 1),
    PRIMARY KEY (version_id, level)
) STRICT;

CREATE TABLE framework_behaviour (
    version_id INTEGER NOT NULL,
    behaviour  TEXT NOT NULL,
    level      INTEGER NOT NULL,
    theme      TEXT NOT NULL,
    position   INTEGER NOT NULL,                        -- within its cell
    text       TEXT NOT NULL,
    examples   TEXT NOT NULL,                           -- JSON list
    keywords   TEXT NOT NULL,                           -- JSON list
    PRIMARY KEY (version_id, behaviour),
    UNIQUE (version_id, level, theme, position),
    FOREIGN KEY (version_id, level) REFERENCES framework_level (version_id, level),
    FOREIGN KEY (version_id, theme) REFERENCES framework_theme (version_id, theme)
) STRICT;

-- Which tracks are served now, and in which version: the one that the files held when they were last good.
CREATE TABLE framework_served (
    track      TEXT PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES framework_version (id)
) STRICT;
