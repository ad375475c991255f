INSERT OR REPLACE INTO slack_event (name, state) VALUES ('channel_shared', 'missing'), ('user_change', 'received');
