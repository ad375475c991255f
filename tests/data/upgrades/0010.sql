UPDATE team SET digest_since = 1780000000000;
INSERT INTO team_insider VALUES (1, 'ULEA');
INSERT INTO digest VALUES (1, 'T1', 1, 'Payments', '2026-W23', 'C1', 1780000000000, 'posted', '[]');
INSERT INTO digest_audience VALUES (1, 'UPRIYA');
INSERT INTO digest_post VALUES (1, 1, 0, 1);
INSERT INTO digest_entry VALUES (1, 1, 'UANA', 0, 1780000000000, 1), (2, 1, 'UANA', 1, 1780000000000, NULL);
INSERT INTO evidence_opening VALUES (1, 'T1', 'UANA', 'UPRIYA', 1, 1780000000000);
INSERT INTO delivery VALUES
    (4, 'T1', 'digest', 1, 'UPRIYA', 'k4', 'sent', 1, 1780000000000, 1780000000000, 'C1', '1.2', 0, NULL, 1780000000000);
