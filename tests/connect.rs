//! Follows README without a Slack account: from its line about the local Slack to the first command that `bearings
//! serve` answers, over HTTP and over Socket Mode.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use reqwest::Client;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// A terminal in the repository, with `bearings` on its path, and what it prints.
struct Terminal {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Terminal {
    fn types(line: &str, database: &Path) -> Self {
        let directory = Path::new(env!("CARGO_BIN_EXE_bearings")).parent().unwrap();
        let mut child = Command::new("sh")
            // `exec` makes a kill of the shell end the command.
            .args(["-c", &format!("exec env {line}")])
            .current_dir(REPOSITORY)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", directory.display()))
            .env("DATABASE_URL", format!("sqlite://{}", database.display()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Reads up to the next line that contains these words.
    fn prints(&mut self, words: &str) -> String {
        let mut said = self.lines.by_ref().map_while(Result::ok);
        let found = said.find(|line| line.contains(words));
        assert!(found.is_some(), "it does not say “{words}”");
        found.unwrap().trim().to_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address where nothing listens.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The address in this line.
fn address_in(line: &str) -> &str {
    line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().trim_end_matches('.')
}

/// Follows README, beginning with this line of it.
async fn first_answer(line: &str) {
    let readme = std::fs::read_to_string(Path::new(REPOSITORY).join("README.md")).unwrap();
    assert!(readme.contains(&format!("`{line}`")), "README does not say {line}");
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("bearings.db");
    let mut slack = Terminal::types(&format!("{line} --port 0 --beside {}", free()), &database);
    let page = address_in(&slack.prints("A Slack workspace is running at")).to_owned();
    let mut bot = Terminal::types(&slack.prints("bearings serve"), &database);
    let address = address_in(&bot.prints("Bearings answers on")).to_owned();
    while !reqwest::get(format!("{address}/readyz")).await.is_ok_and(|answer| answer.status().is_success()) {
        tokio::task::yield_now().await;
    }
    let said = Client::new()
        .post(format!("{page}/ana/general/say"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("text=%2Fframework+level+3+mastery")
        .send()
        .await
        .unwrap();
    assert!(said.status().is_success(), "{}", said.status());
    let seen = reqwest::get(format!("{page}/ana/general")).await.unwrap().text().await.unwrap();
    assert!(seen.contains("Uses appropriate design patterns"), "{line}: {seen}");
    let mut doctor = Terminal::types(&slack.prints("bearings doctor"), &database);
    // A trial needs no backups.
    assert_eq!(doctor.prints("warning."), "1 warning.", "{line}");
    assert!(doctor.child.wait().unwrap().success(), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn readme_leads_to_the_first_answered_command_over_socket_mode() {
    first_answer("bearings demo --slack-only --socket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readme_leads_to_the_first_answered_command_over_http() {
    first_answer("bearings demo --slack-only").await;
}
