//! What a story's bot logs, as text, and what must and must not be in it at the story's end.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use super::{Story, is_on_postgres};

/// Everything that was logged, as text.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// A story's end: a strict Slack refused nothing, and the log holds no unexpected warning and nothing private.
impl Drop for Story {
    fn drop(&mut self) {
        self.serving.abort();
        if std::thread::panicking() {
            return;
        }
        let expected = |complaint: &String| self.expected_complaints.iter().any(|text| complaint.contains(text));
        let complaints = self.slack.complaints();
        let unexpected: Vec<&String> = complaints.iter().filter(|complaint| !expected(complaint)).collect();
        assert_eq!(unexpected, Vec::<&String>::new(), "a strict Slack would refuse this");
        for text in &self.expected_complaints {
            assert!(complaints.iter().any(|complaint| complaint.contains(text)), "Slack should complain: {text}");
        }
        let log = self.log.text();
        // PostgreSQL's driver passes on what the server remarks. And the bot of an earlier story on this thread may still
        // be at work when its database goes.
        let of_an_earlier_story = |line: &str| {
            (line.contains("test_") && line.contains("does not exist"))
                || ["sqlx::postgres::notice", "sqlx_core::pool", "terminating connection"]
                    .iter()
                    .any(|text| line.contains(text))
        };
        let alarming = |line: &&str| {
            (line.contains(" WARN ") || line.contains(" ERROR ")) && !(is_on_postgres() && of_an_earlier_story(line))
        };
        let unexpected: Vec<&str> = log
            .lines()
            .filter(alarming)
            .filter(|line| !self.expected_in_log.iter().chain(&self.tolerated_in_log).any(|text| line.contains(text)))
            .collect();
        assert_eq!(unexpected, Vec::<&str>::new(), "the log warns");
        for text in &self.expected_in_log {
            assert!(log.contains(text), "the log should say: {text}");
        }
        for words in &self.private {
            assert!(!log.contains(words), "the log holds what is private: {words}");
        }
    }
}
