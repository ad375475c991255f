UPDATE digest SET apps = '["U0JIRA"]', posted_at = 1780675200000, hidden_at = 1780678800000;
