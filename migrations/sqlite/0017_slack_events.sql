-- Whether Slack sends each event, as far as that is known: it does not say which events an app asks for.

CREATE TABLE slack_event (
    name  TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('assumed', 'received', 'missing'))
) STRICT, WITHOUT ROWID;

-- An app that is in use already was made with the manifest of an earlier version, which asked for these.
INSERT INTO slack_event (name, state)
SELECT e.column1, 'assumed' FROM (VALUES ('app_home_opened'), ('message.im'), ('user_change')) e
WHERE EXISTS (SELECT 1 FROM member) OR EXISTS (SELECT 1 FROM team);
