//! The bot's process while it runs, as shipped or with its clock ahead.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command};

use bearings::app;
use bearings::clock::Clock;
use bearings::config::{Config, Options, Secrets, SlackOptions};
use bearings::secret::Secret;
use bearings::telemetry;
use chrono::TimeDelta;
use tokio::signal::unix::{SignalKind, signal};

/// What the bot prints before its address once it can be reached.
pub const READY: &str = "Bearings answers on ";
/// What it prints before the address of its metrics, if it serves them.
const METRICS: &str = "Metrics are on ";
/// The variable that says by how many milliseconds the clock is ahead.
pub const AHEAD: &str = "AHEAD";

/// Serves like `bearings serve` with metrics, with the clock ahead; returns at once if [`AHEAD`] isn't set.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it is the process of a test, and told by it what it is"
)]
pub async fn serve_ahead() {
    let Ok(ahead) = std::env::var(AHEAD) else { return };
    let said = |name: &str| std::env::var(name).unwrap();
    let _logging = telemetry::start(Some("warn"), telemetry::Format::Human);
    let secret = |name: &str| std::env::var(name).ok().map(Secret::from);
    let clock = Clock::system();
    clock.advance(TimeDelta::milliseconds(ahead.parse().unwrap()));
    let config = Config::check(&Options {
        secrets: Secrets {
            bot_token: secret("SLACK_BOT_TOKEN"),
            app_token: secret("SLACK_APP_TOKEN"),
            signing_secret: secret("SLACK_SIGNING_SECRET"),
        },
        slack: SlackOptions { api_url: said("SLACK_API_URL").into(), ..SlackOptions::default() },
        database_url: said("DATABASE_URL").into(),
        listen: said("BEARINGS_LISTEN").into(),
        framework_dir: said("BEARINGS_FRAMEWORK_DIR").into(),
        messages_per_second: said("BEARINGS_MESSAGES_PER_SECOND").into(),
        metrics_listen: "127.0.0.1:0".into(),
        ..Options::default()
    });
    let mut asked_to_end = signal(SignalKind::terminate()).unwrap();
    let running = app::start(config.unwrap(), clock).await.unwrap();
    println!("{READY}http://{}", running.address);
    println!("{METRICS}http://{}/metrics", running.metrics.unwrap());
    asked_to_end.recv().await;
    running.stop().await;
}

/// The bot in a process of its own, which is killed when this goes out of scope.
pub struct Process {
    pub address: String,
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    pub fn new(child: Child, stdout: BufReader<ChildStdout>, address: String) -> Self {
        Self { address, child, stdout }
    }

    /// Its resident memory in kilobytes, as Linux counts it.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Its peak resident memory in kilobytes.
    pub fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How many files and connections it has open.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The address of its metrics, from the next line that it prints.
    pub fn metrics(&mut self) -> String {
        let mut said = String::new();
        self.stdout.read_line(&mut said).unwrap();
        said.trim_end().strip_prefix(METRICS).unwrap().to_owned()
    }

    /// Waits until it ends by itself, and returns its exit code.
    pub fn ends(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Kills it with SIGKILL, and returns when it's gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGHUP, which makes it read again what can change.
    pub fn reload(&self) {
        let asked = Command::new("sh").args(["-c", "kill -HUP \"$0\"", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
    }

    /// Stops it with SIGTERM, and waits until it has ended.
    pub fn stop(mut self) {
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success() && self.child.wait().unwrap().success(), "it does not end well");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
