-- A person's newest entries are found without reading all of them.

CREATE INDEX evidence_by_day ON evidence (workspace, author, happened_on, id);
