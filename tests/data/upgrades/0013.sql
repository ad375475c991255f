INSERT INTO installation (workspace, team, enterprise, is_org_wide, bot_user) VALUES ('T1', 'T1', 'E1', 0, 'UBOT');
INSERT INTO installation_sister (workspace, team) VALUES ('T1', 'T2');
UPDATE member SET is_guest = 1 WHERE member = (SELECT MIN(member) FROM member);
