UPDATE engineer SET since = 1780000000000, weekday = 2, minute = 600, pace = 2, paused_until = 4102444800000 WHERE engineer = 'UANA';
UPDATE member SET is_admin = 1, is_away = 1, away_until = 4102444800000 WHERE member = 'UANA';
INSERT INTO prompt (id, workspace, engineer, week, state, asked_at, pace, created_at)
    VALUES (1, 'T1', 'UANA', '2026-W23', 'answered', 1780000000000, 1, 1780000000000);
INSERT INTO prompt (id, workspace, engineer, week, state, reason, pace, created_at)
    VALUES (2, 'T1', 'UANA', '2026-W24', 'skipped', 'missed', 1, 1780000000000);
INSERT INTO prompt_behaviour VALUES (1, 0, 1, 'writes-tests');
INSERT INTO prompt_answer VALUES (1, 'writes-tests', 1, 1780000000000);
