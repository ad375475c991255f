-- How much a person has stored is counted by an index, without reading what they wrote.

ALTER TABLE evidence ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0);  -- of words, link and quote, in UTF-8
UPDATE evidence SET bytes = (
    SELECT octet_length(t.words) + COALESCE(octet_length(t.link), 0) + COALESCE(octet_length(t.quote), 0)
    FROM evidence_text t WHERE t.id = evidence.text_id
);
CREATE INDEX evidence_by_author ON evidence (workspace, author, created_at, bytes);
