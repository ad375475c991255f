-- What becomes of a digest once it is posted: who else comes to read its channel.
ALTER TABLE digest ADD COLUMN apps TEXT;            -- JSON list: the other apps in its channel that its authors were told of; of earlier digests, unknown
ALTER TABLE digest ADD COLUMN posted_at INTEGER;    -- milliseconds UTC
ALTER TABLE digest ADD COLUMN hidden_at INTEGER;    -- milliseconds UTC: since then its messages show nothing, for what is in "wrong"

-- What stands in a channel.
CREATE INDEX digest_by_channel ON digest (workspace, channel, posted_at, due_at) WHERE state NOT IN ('open', 'dropped');
CREATE INDEX digest_audience_by_member ON digest_audience (member);
