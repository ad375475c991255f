-- Which installation of the app this database belongs to, once Slack has said so: known again after a restart, before Slack answers.

CREATE TABLE installation (
    workspace    TEXT PRIMARY KEY,                          -- the key of all other rows; it stays when the installation is widened
    team         TEXT NOT NULL,                             -- as auth.test names it
    enterprise   TEXT,                                      -- the organisation, where there is one
    is_org_wide  INTEGER NOT NULL CHECK (is_org_wide IN (0, 1)),
    bot_user     TEXT                                       -- the app's own user
) STRICT;

-- Other workspaces of the organisation, as far as Slack has named them: their people belong here too.
CREATE TABLE installation_sister (
    workspace TEXT NOT NULL REFERENCES installation (workspace) ON DELETE CASCADE,
    team      TEXT NOT NULL,
    PRIMARY KEY (workspace, team)
) STRICT, WITHOUT ROWID;

-- Guests are nobody's admins, whatever else is said of them.
ALTER TABLE member ADD COLUMN is_guest INTEGER NOT NULL DEFAULT 0 CHECK (is_guest IN (0, 1));
