INSERT INTO framework_version VALUES (1, 'backend', 1, '1.0.0', 'Backend', '["be"]', '["A compass."]', 1780000000000);
INSERT INTO framework_theme VALUES (1, 0, 'mastery', 'Mastery', '["tech"]', ':hammer:', 'Knows the craft');
INSERT INTO framework_level VALUES (1, 1), (1, 2);
INSERT INTO framework_behaviour VALUES (1, 'writes-tests', 1, 'mastery', 0, 'Writes tests', '["For a bug"]', '["test"]');
INSERT INTO framework_behaviour VALUES (1, 'reviews', 2, 'mastery', 0, 'Reviews others', '[]', '[]');
INSERT INTO framework_served VALUES ('backend', 1);
