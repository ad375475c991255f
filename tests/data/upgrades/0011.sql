UPDATE member SET deactivated_at = 1780000000000;
INSERT INTO administrator_export VALUES (1, 'T1', 'UANA', 'dm', 1780000000000);
INSERT INTO erasure VALUES ('T1', 'UGONE', 'D9', 1780000000000);
