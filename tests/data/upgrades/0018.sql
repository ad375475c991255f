INSERT INTO evidence_access_log VALUES (2, 'T1', 'UANA', 'UPRIYA', 3, 1780000000000);
INSERT INTO team_allowed_member VALUES (1, 'UMAX');
INSERT INTO delivery VALUES
    (5, 'T1', 'kind of a later version', 1, 'UANA', 'k5', 'dropped', 1, 1780000000000, NULL, NULL, NULL, 0, NULL, 1780000000000);
