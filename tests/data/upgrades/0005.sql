INSERT INTO delivery VALUES
    (1, 'T1', 'introduction', 0, 'UANA', 'k1', 'sent', 1, 1780000000000, 1780000000000, 'D1', '1.1', 1, NULL, 1780000000000),
    (2, 'T1', 'introduction', 0, 'UBEN', 'k2', 'dead', 3, 1780000000000, 1780000000000, NULL, NULL, 0, 'user_disabled', 1780000000000),
    (3, 'T1', 'prompt', 1, 'UANA', 'k3', 'ready', 0, 4102444800000, NULL, NULL, NULL, 0, NULL, 1780000000000);
INSERT INTO member_dm VALUES ('T1', 'UANA', 'D1');
