INSERT INTO member (workspace, member, zone, asked_at) VALUES ('T1', 'UANA', 'Europe/Lisbon', 1780000000000);
INSERT INTO roster_engineer (workspace, engineer, track, level) VALUES ('T1', 'UANA', 'backend', 2), ('T1', 'UBEN', NULL, NULL);
INSERT INTO roster_manager (workspace, engineer, manager) VALUES ('T1', 'UANA', 'UKIM');
DELETE FROM roster_manager;
INSERT INTO roster_manager (workspace, engineer, manager) VALUES ('T1', 'UANA', 'UPRIYA');
INSERT INTO evidence_text VALUES (1, 'mended the ledger', 'https://example.com/1', NULL), (2, '      ', NULL, NULL),
    (3, 'it''s “quoted” 🧭', NULL, 'somebody said so'), (4, 'gone in a moment', NULL, NULL);
INSERT INTO evidence (id, workspace, author, form, text_id, happened_on, created_at, deleted_at) VALUES
    (1, 'T1', 'UANA', 'V1', 1, '2026-06-03', 1780000000000, NULL), (2, 'T1', 'UANA', 'V2', 3, '2026-06-04', 1780000001000, NULL),
    (3, 'T1', 'UANA', 'V3', 4, '2026-06-05', 1780000002000, 1780000003000);
INSERT INTO evidence_behaviour VALUES (1, 0, 1, 'writes-tests'), (1, 1, 1, 'reviews');
INSERT INTO evidence_share VALUES (1, 'UPRIYA', 2, 1780000000000);
