CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
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
CREATE TABLE framework_served (
    track      TEXT PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES framework_version (id)
) STRICT;
CREATE TABLE inbox_event (
    workspace   TEXT NOT NULL,
    event       TEXT NOT NULL,                          -- Slack's event_id
    received_at INTEGER NOT NULL,                       -- milliseconds UTC
    PRIMARY KEY (workspace, event)
) STRICT;
CREATE TABLE member (
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    zone      TEXT NOT NULL,                            -- IANA name
    asked_at  INTEGER NOT NULL, is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)), is_deactivated INTEGER NOT NULL DEFAULT 0 CHECK (is_deactivated IN (0, 1)), is_away INTEGER NOT NULL DEFAULT 0 CHECK (is_away IN (0, 1)), away_until INTEGER, deactivated_at INTEGER,                         -- milliseconds UTC
    PRIMARY KEY (workspace, member)
) STRICT;
CREATE TABLE roster_engineer (
    workspace TEXT NOT NULL,
    engineer  TEXT NOT NULL,
    track     TEXT,
    level     INTEGER CHECK (level >= 1), team_id INTEGER REFERENCES team (id), sub_level TEXT CHECK (sub_level IN ('A', 'B', 'C', 'D', 'E')),
    PRIMARY KEY (workspace, engineer)
) STRICT;
CREATE TABLE roster_manager (
    tenure    INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace TEXT NOT NULL,
    engineer  TEXT NOT NULL,
    manager   TEXT NOT NULL,
    UNIQUE (workspace, engineer, manager)
) STRICT;
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
    deleted_at  INTEGER, shared_at INTEGER,                                -- milliseconds UTC; erased some minutes after
    UNIQUE (workspace, author, form)
) STRICT;
CREATE TABLE evidence_behaviour (
    evidence_id INTEGER NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    version_id  INTEGER NOT NULL,
    behaviour   TEXT NOT NULL,
    PRIMARY KEY (evidence_id, position),
    FOREIGN KEY (version_id, behaviour) REFERENCES framework_behaviour (version_id, behaviour)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_share (
    evidence_id INTEGER NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    manager     TEXT NOT NULL,
    tenure      INTEGER NOT NULL,
    shared_at   INTEGER NOT NULL,                       -- milliseconds UTC
    PRIMARY KEY (evidence_id, manager)
) STRICT, WITHOUT ROWID;
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
    digest_channel TEXT, digest_since INTEGER,
    UNIQUE (workspace, name)
) STRICT;
CREATE TABLE team_manager (
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    manager TEXT NOT NULL,
    PRIMARY KEY (team_id, manager)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_dm (
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    channel   TEXT NOT NULL,
    PRIMARY KEY (workspace, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE engineer (
    workspace    TEXT NOT NULL,
    engineer     TEXT NOT NULL,
    introduction TEXT NOT NULL CHECK (introduction IN ('asked', 'started', 'later', 'never')),
    times        INTEGER NOT NULL CHECK (times >= 1),   -- how often they were asked
    decided_at   INTEGER,                               -- milliseconds UTC: when they last said what they want
    shares_up_to INTEGER NOT NULL DEFAULT 0,            -- new entries begin as their managers' to see whose tenure is not newer than this
    zone         TEXT, since INTEGER, weekday INTEGER CHECK (weekday BETWEEN 1 AND 5), minute INTEGER CHECK (minute BETWEEN 0 AND 1439), pace INTEGER NOT NULL DEFAULT 1 CHECK (pace IN (1, 2, 4)), paused_until INTEGER, date_language TEXT NOT NULL DEFAULT 'en'
    CHECK (date_language IN ('en', 'de', 'es', 'fr', 'pt', 'pl', 'nl', 'it', 'iso')),                                  -- the IANA zone they chose; where it is empty, the one Slack has
    PRIMARY KEY (workspace, engineer)
) STRICT;
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
CREATE TABLE prompt_behaviour (
    prompt_id  INTEGER NOT NULL REFERENCES prompt (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    behaviour  TEXT NOT NULL,
    PRIMARY KEY (prompt_id, position),
    FOREIGN KEY (version_id, behaviour) REFERENCES framework_behaviour (version_id, behaviour)
) STRICT, WITHOUT ROWID;
CREATE TABLE prompt_answer (
    prompt_id   INTEGER NOT NULL REFERENCES prompt (id) ON DELETE CASCADE,
    behaviour   TEXT NOT NULL,
    evidence_id INTEGER NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    answered_at INTEGER NOT NULL,                           -- milliseconds UTC
    PRIMARY KEY (prompt_id, behaviour)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_hold (
    workspace  TEXT NOT NULL,
    method     TEXT NOT NULL CHECK (method IN ('post', 'find', 'edit')),
    held_until INTEGER NOT NULL,                        -- milliseconds UTC
    PRIMARY KEY (workspace, method)
) STRICT, WITHOUT ROWID;
CREATE TABLE team_insider (
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    member  TEXT NOT NULL,
    PRIMARY KEY (team_id, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE digest (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace  TEXT NOT NULL,
    team_id    INTEGER NOT NULL,                            -- the team may be gone since: what was posted can still be withdrawn
    team       TEXT NOT NULL,                               -- its name when this began
    week       TEXT NOT NULL CHECK (length(week) = 8),      -- ISO, like 2026-W23, in the team's zone
    channel    TEXT NOT NULL,
    due_at     INTEGER NOT NULL,                            -- milliseconds UTC
    state      TEXT NOT NULL CHECK (state IN ('open', 'posting', 'withheld', 'doubtful', 'posted', 'dropped')),
    wrong      TEXT NOT NULL DEFAULT '[]',                  -- JSON list: what was wrong with the channel
    UNIQUE (team_id, week)
) STRICT;
CREATE TABLE digest_audience (
    digest_id INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    member    TEXT NOT NULL,
    PRIMARY KEY (digest_id, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE digest_post (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    is_begun  INTEGER NOT NULL DEFAULT 0 CHECK (is_begun IN (0, 1)), attempts INTEGER NOT NULL DEFAULT 0,  -- it may stand there: nothing in it is held back any more
    UNIQUE (digest_id, position)
) STRICT;
CREATE TABLE digest_entry (
    evidence_id  INTEGER PRIMARY KEY,
    digest_id    INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    author       TEXT NOT NULL,
    is_held      INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),
    previewed_at INTEGER,                                   -- milliseconds UTC: since when its author can look at it
    post_id      INTEGER REFERENCES digest_post (id)
) STRICT;
CREATE TABLE evidence_opening (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace TEXT NOT NULL,
    author    TEXT NOT NULL,
    reader    TEXT NOT NULL,
    entries   INTEGER NOT NULL CHECK (entries >= 1),
    opened_at INTEGER NOT NULL                              -- milliseconds UTC
) STRICT;
CREATE TABLE "delivery" (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace      TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('introduction', 'prompt', 'preview', 'digest', 'digest_trouble')),
    subject        INTEGER NOT NULL,                    -- the row that it is about; 0 where a recipient has only one
    recipient      TEXT NOT NULL,                       -- of 'digest', the manager who is asked when nobody knows what became of it
    key            TEXT NOT NULL UNIQUE,                -- random; it travels with the message and finds it again
    state          TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'doubtful', 'sent', 'dead', 'dropped')),
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        INTEGER NOT NULL,                    -- milliseconds UTC: when to look at it again; of 'sending', the end of its lease
    first_tried_at INTEGER,                             -- milliseconds UTC
    channel        TEXT,                                -- where it stands, once it is sent
    ts             TEXT,
    is_stale       INTEGER NOT NULL DEFAULT 0 CHECK (is_stale IN (0, 1)),  -- sent, and what it shows has changed since
    reason         TEXT,                                -- why it waits or ended: a code of Slack's, or one of ours
    created_at     INTEGER NOT NULL,                    -- milliseconds UTC
    UNIQUE (workspace, kind, recipient, subject)
) STRICT;
CREATE TABLE administrator_export (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    way       TEXT NOT NULL CHECK (way IN ('dm', 'file')),
    made_at   INTEGER NOT NULL                              -- milliseconds UTC
) STRICT;
CREATE TABLE erasure (
    workspace TEXT NOT NULL,
    member    TEXT NOT NULL,
    channel   TEXT,                                         -- their DM, if it was known
    erased_at INTEGER NOT NULL,                             -- milliseconds UTC
    PRIMARY KEY (workspace, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_event_by_age ON inbox_event (received_at);
CREATE INDEX evidence_by_day ON evidence (workspace, author, happened_on, id, deleted_at);
CREATE INDEX evidence_by_deletion ON evidence (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX roster_engineer_by_team ON roster_engineer (team_id);
CREATE INDEX prompt_open ON prompt (asked_at) WHERE state IN ('asked', 'snoozed');
CREATE INDEX prompt_answer_by_entry ON prompt_answer (evidence_id);
CREATE INDEX evidence_by_share ON evidence (workspace, author, shared_at) WHERE shared_at IS NOT NULL;
CREATE INDEX roster_manager_by_manager ON roster_manager (workspace, manager);
CREATE INDEX digest_by_time ON digest (due_at) WHERE state NOT IN ('posted', 'dropped');
CREATE INDEX digest_entry_by_digest ON digest_entry (digest_id);
CREATE INDEX digest_entry_by_post ON digest_entry (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX evidence_opening_by_author ON evidence_opening (workspace, author, opened_at);
CREATE INDEX delivery_by_time ON delivery (next_at) WHERE state IN ('ready', 'sending', 'doubtful') OR is_stale = 1;
CREATE INDEX delivery_by_subject ON delivery (kind, subject);
CREATE INDEX administrator_export_by_member ON administrator_export (workspace, member, made_at);
CREATE INDEX digest_entry_by_author ON digest_entry (author);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'35B19849C92A4C00F7853E9CA987C380CB66F691E563B4ECA9A468205D3CF28AF1E1643A0CFBEF937BE40733D1A4CC94', 'framework', 4542346, '2026-11-30 10:59:29', 1, 1);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'E9B2260E5AD073EDE1442C7A5DCE584A1EEB974F8E028FE677C0F0B4D5AA5DF106C592E8D7489F50236B54909A30ECEF', 'digests', 7912821, '2026-11-30 10:59:29', 1, 10);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'4DC63FE00D734D80256DCE213367C7D25750814D17F118F12A81291FF113EED4CC1BFE568170EF6C774AE3652CDA984F', 'personal data', 3713669, '2026-11-30 10:59:29', 1, 11);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'95545F407FF7334BBF3C3A01BF06343DF9AE06EC89889245961FB4E8D93DC2C41258C1C98ABE76D71D870FF93A2F1C1E', 'doubts', 2993575, '2026-11-30 10:59:29', 1, 12);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'D23EA5F0EE6EE656E87C4FBF8AD7C950B262D23A1CD5DEE18D06F9AAE5ACD9D82017B55D403AC575043F3504EE70C84E', 'inbox', 1453478, '2026-11-30 10:59:29', 1, 2);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'55A754E00CEA2F4A04A6558339F319F2F79472910C7C4EFE615398B79535496673D8D248B80E05C842313ABEB0C2FF14', 'evidence', 4250434, '2026-11-30 10:59:29', 1, 3);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'575649E1C1031CF1571B438BF9E73B6F3E091337B02108C1A61C3C4795881ECF370B411F200F7B13A29D03C2D7D3ED88', 'teams', 4121589, '2026-11-30 10:59:29', 1, 4);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'16828921052CDE4D8290B97F95E6831C57B394866ECAAC8E57E9F25F735AFCF308AEF97075314D5482AE464B177C2A4D', 'deliveries', 2500717, '2026-11-30 10:59:29', 1, 5);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'6F35B094AB60B758C1050A567E0061B6D0439E55F5F552A24B24F8DC49679DBBFC8393D5F8C4B808C6BEEB9047FB4333', 'introductions', 1998565, '2026-11-30 10:59:29', 1, 6);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'47D6C0BDA9B25A83C8DFF509F47522BA5F543EBCDBA5F87CE08E996928D7BEEC5C5C318CE121C510E82EC86239392D57', 'prompts', 8431797, '2026-11-30 10:59:29', 1, 7);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'F7F2A686F1CA0A293118DA76A069853D5A315CB318DB40488923D6A1A14B48F41EF43ABF30B9CFD6363BEFFCBD840A29', 'date language', 2507746, '2026-11-30 10:59:29', 1, 8);
INSERT INTO _sqlx_migrations (checksum, description, execution_time, installed_on, success, version) VALUES (X'B2062EFCB2F155E0A0AA9CB9392B44E62A78D61605AE5E7A2F78E2D0FEB4E005AF009A5E7F918761DA7D03EF9D67BC90', 'holds', 2638548, '2026-11-30 10:59:29', 1, 9);
INSERT INTO administrator_export (id, made_at, member, way, workspace) VALUES (1, 1780000000000, 'UANA', 'dm', 'T1');
INSERT INTO delivery (attempts, channel, created_at, first_tried_at, id, is_stale, key, kind, next_at, reason, recipient, state, subject, ts, workspace) VALUES (1, 'D1', 1780000000000, 1780000000000, 1, 1, 'k1', 'introduction', 1780000000000, NULL, 'UANA', 'sent', 0, '1.1', 'T1');
INSERT INTO delivery (attempts, channel, created_at, first_tried_at, id, is_stale, key, kind, next_at, reason, recipient, state, subject, ts, workspace) VALUES (3, NULL, 1780000000000, 1780000000000, 2, 0, 'k2', 'introduction', 1780000000000, 'user_disabled', 'UBEN', 'dead', 0, NULL, 'T1');
INSERT INTO delivery (attempts, channel, created_at, first_tried_at, id, is_stale, key, kind, next_at, reason, recipient, state, subject, ts, workspace) VALUES (0, NULL, 1780000000000, NULL, 3, 0, 'k3', 'prompt', 4102444800000, NULL, 'UANA', 'ready', 1, NULL, 'T1');
INSERT INTO delivery (attempts, channel, created_at, first_tried_at, id, is_stale, key, kind, next_at, reason, recipient, state, subject, ts, workspace) VALUES (1, 'C1', 1780000000000, 1780000000000, 4, 0, 'k4', 'digest', 1780000000000, NULL, 'UPRIYA', 'sent', 1, '1.2', 'T1');
INSERT INTO delivery_hold (held_until, method, workspace) VALUES (4102444800000, 'post', 'T1');
INSERT INTO digest (channel, due_at, id, state, team, team_id, week, workspace, wrong) VALUES ('C1', 1780000000000, 1, 'posted', 'Payments', 1, '2026-W23', 'T1', '[]');
INSERT INTO digest_audience (digest_id, member) VALUES (1, 'UPRIYA');
INSERT INTO digest_entry (author, digest_id, evidence_id, is_held, post_id, previewed_at) VALUES ('UANA', 1, 1, 0, 1, 1780000000000);
INSERT INTO digest_entry (author, digest_id, evidence_id, is_held, post_id, previewed_at) VALUES ('UANA', 1, 2, 1, NULL, 1780000000000);
INSERT INTO digest_post (attempts, digest_id, id, is_begun, position) VALUES (2, 1, 1, 1, 0);
INSERT INTO engineer (date_language, decided_at, engineer, introduction, minute, pace, paused_until, shares_up_to, since, times, weekday, workspace, zone) VALUES ('pl', 1780000000000, 'UANA', 'started', 600, 2, 4102444800000, 2, 1780000000000, 1, 2, 'T1', 'Europe/Berlin');
INSERT INTO engineer (date_language, decided_at, engineer, introduction, minute, pace, paused_until, shares_up_to, since, times, weekday, workspace, zone) VALUES ('en', 1780000000000, 'UBEN', 'never', NULL, 1, NULL, 0, NULL, 2, NULL, 'T1', NULL);
INSERT INTO erasure (channel, erased_at, member, workspace) VALUES ('D9', 1780000000000, 'UGONE', 'T1');
INSERT INTO evidence (author, created_at, deleted_at, form, happened_on, id, shared_at, text_id, workspace) VALUES ('UANA', 1780000000000, NULL, 'V1', '2026-06-03', 1, 1780000000000, 1, 'T1');
INSERT INTO evidence (author, created_at, deleted_at, form, happened_on, id, shared_at, text_id, workspace) VALUES ('UANA', 1780000001000, NULL, 'V2', '2026-06-04', 2, NULL, 3, 'T1');
INSERT INTO evidence (author, created_at, deleted_at, form, happened_on, id, shared_at, text_id, workspace) VALUES ('UANA', 1780000002000, 1780000003000, 'V3', '2026-06-05', 3, NULL, 4, 'T1');
INSERT INTO evidence_behaviour (behaviour, evidence_id, position, version_id) VALUES ('writes-tests', 1, 0, 1);
INSERT INTO evidence_behaviour (behaviour, evidence_id, position, version_id) VALUES ('reviews', 1, 1, 1);
INSERT INTO evidence_opening (author, entries, id, opened_at, reader, workspace) VALUES ('UANA', 1, 1, 1780000000000, 'UPRIYA', 'T1');
INSERT INTO evidence_share (evidence_id, manager, shared_at, tenure) VALUES (1, 'UPRIYA', 1780000000000, 2);
INSERT INTO evidence_text (id, link, quote, words) VALUES (1, 'https://example.com/1', NULL, 'mended the ledger');
INSERT INTO evidence_text (id, link, quote, words) VALUES (2, NULL, NULL, '      ');
INSERT INTO evidence_text (id, link, quote, words) VALUES (3, NULL, 'somebody said so', 'it''s “quoted” 🧭');
INSERT INTO evidence_text (id, link, quote, words) VALUES (4, NULL, NULL, 'gone in a moment');
INSERT INTO framework_behaviour (behaviour, examples, keywords, level, position, text, theme, version_id) VALUES ('writes-tests', '["For a bug"]', '["test"]', 1, 0, 'Writes tests', 'mastery', 1);
INSERT INTO framework_behaviour (behaviour, examples, keywords, level, position, text, theme, version_id) VALUES ('reviews', '[]', '[]', 2, 0, 'Reviews others', 'mastery', 1);
INSERT INTO framework_level (level, version_id) VALUES (1, 1);
INSERT INTO framework_level (level, version_id) VALUES (2, 1);
INSERT INTO framework_served (track, version_id) VALUES ('backend', 1);
INSERT INTO framework_theme (aliases, emoji, meaning, name, position, theme, version_id) VALUES ('["tech"]', ':hammer:', 'Knows the craft', 'Mastery', 0, 'mastery', 1);
INSERT INTO framework_version (aliases, id, introduction, name, revision, stored_at, track, version) VALUES ('["be"]', 1, '["A compass."]', 'Backend', 1, 1780000000000, 'backend', '1.0.0');
INSERT INTO inbox_event (event, received_at, workspace) VALUES ('Ev1', 1780000000000, 'T1');
INSERT INTO member (asked_at, away_until, deactivated_at, is_admin, is_away, is_deactivated, member, workspace, zone) VALUES (1780000000000, 4102444800000, 1780000000000, 1, 1, 0, 'UANA', 'T1', 'Europe/Lisbon');
INSERT INTO member_dm (channel, member, workspace) VALUES ('D1', 'UANA', 'T1');
INSERT INTO prompt (asked_at, created_at, engineer, id, offers_less, pace, pace_chosen, reason, send_until, state, state_until, week, workspace) VALUES (1780000000000, 1780000000000, 'UANA', 1, 0, 1, NULL, NULL, NULL, 'answered', NULL, '2026-W23', 'T1');
INSERT INTO prompt (asked_at, created_at, engineer, id, offers_less, pace, pace_chosen, reason, send_until, state, state_until, week, workspace) VALUES (NULL, 1780000000000, 'UANA', 2, 0, 1, NULL, 'missed', NULL, 'skipped', NULL, '2026-W24', 'T1');
INSERT INTO prompt_answer (answered_at, behaviour, evidence_id, prompt_id) VALUES (1780000000000, 'writes-tests', 1, 1);
INSERT INTO prompt_behaviour (behaviour, position, prompt_id, version_id) VALUES ('writes-tests', 0, 1, 1);
INSERT INTO roster_engineer (engineer, level, sub_level, team_id, track, workspace) VALUES ('UANA', 2, 'B', 1, 'backend', 'T1');
INSERT INTO roster_engineer (engineer, level, sub_level, team_id, track, workspace) VALUES ('UBEN', NULL, NULL, NULL, NULL, 'T1');
INSERT INTO roster_manager (engineer, manager, tenure, workspace) VALUES ('UANA', 'UPRIYA', 2, 'T1');
INSERT INTO team (digest_channel, digest_minute, digest_since, digest_weekday, id, name, prompt_minute, prompt_weekday, track, workspace, zone) VALUES ('C1', 600, 1780000000000, 5, 1, 'Payments', 930, 4, 'backend', 'T1', 'Europe/Lisbon');
INSERT INTO team_insider (member, team_id) VALUES ('ULEA', 1);
INSERT INTO team_manager (manager, team_id) VALUES ('UPRIYA', 1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES ('roster_manager', 2);
INSERT INTO sqlite_sequence VALUES ('evidence_text', 4);
INSERT INTO sqlite_sequence VALUES ('evidence', 3);
INSERT INTO sqlite_sequence VALUES ('team', 1);
INSERT INTO sqlite_sequence VALUES ('prompt', 2);
INSERT INTO sqlite_sequence VALUES ('delivery', 4);
INSERT INTO sqlite_sequence VALUES ('digest', 1);
INSERT INTO sqlite_sequence VALUES ('digest_post', 1);
INSERT INTO sqlite_sequence VALUES ('evidence_opening', 1);
INSERT INTO sqlite_sequence VALUES ('administrator_export', 1);
