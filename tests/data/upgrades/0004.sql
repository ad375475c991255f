INSERT INTO team (id, workspace, name, track, zone, prompt_weekday, prompt_minute, digest_weekday, digest_minute, digest_channel)
    VALUES (1, 'T1', 'Payments', 'backend', 'Europe/Lisbon', 4, 930, 5, 600, 'C1');
INSERT INTO team_manager VALUES (1, 'UPRIYA');
UPDATE roster_engineer SET team_id = 1, sub_level = 'B' WHERE engineer = 'UANA';
