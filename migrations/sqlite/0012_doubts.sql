-- Which attempt at a message a manager is asked about, so that an old question answers no newer doubt.
ALTER TABLE digest_post ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;   -- how often posting it began
UPDATE digest_post SET attempts = is_begun;
