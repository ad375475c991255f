INSERT INTO engineer (workspace, engineer, introduction, times, decided_at, shares_up_to, zone) VALUES
    ('T1', 'UANA', 'started', 1, 1780000000000, 2, 'Europe/Berlin'), ('T1', 'UBEN', 'never', 2, 1780000000000, 0, NULL);
