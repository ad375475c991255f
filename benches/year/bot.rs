//! The bot in a process of its own, with a clock that is moved from outside.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use bearings::app;
use bearings::clock::Clock;
use bearings::config::{Config, Options, Secrets, SlackOptions};
use bearings::secret::Secret;
use chrono::{DateTime, Utc};

use crate::workspace::{SECRET, TOKEN, Workspace};

/// The argument that makes this program the bot.
pub const SERVE: &str = "serve";
const READY: &str = "ready ";
const DONE: &str = "done";

pub struct Bot {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    pub address: String,
}

/// How many descriptors.
#[derive(Clone, Copy)]
pub struct Open {
    /// Files, pipes and what the runtime wakes up by.
    pub files: usize,
    /// To Slack and from it, those that wait for their next use included: as many as were once needed together. Slack
    /// itself is spoken to over HTTP/2 and gets one; the local one speaks HTTP/1.
    pub connections: usize,
}

impl Bot {
    pub fn start(workspace: &Workspace) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .arg(SERVE)
            .env("SLACK_API_URL", format!("{}/api", workspace.address))
            .env("DATABASE_URL", format!("sqlite://{}", workspace.database.display()))
            .env("BEARINGS_FRAMEWORK_DIR", workspace.framework.as_os_str())
            .env("NOW", workspace.slack.clock().now().timestamp_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the bot");
        let (to, from) = (child.stdin.take().expect("its ear"), child.stdout.take().expect("its mouth"));
        let mut bot = Self { child, to, from: BufReader::new(from), address: String::new() };
        let said = bot.says();
        said.strip_prefix(READY).expect("an address").clone_into(&mut bot.address);
        bot
    }

    /// Moves its clock, and waits until it has done what is due then.
    pub fn does_what_is_due(&mut self, now: DateTime<Utc>) {
        writeln!(self.to, "{}", now.timestamp_millis()).expect("the bot listens");
        assert_eq!(self.says(), DONE, "the bot is there");
    }

    /// Its resident memory in kilobytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// What it has open.
    pub fn open(&self) -> Open {
        let all = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("Linux");
        // Whatever was closed meanwhile is not open.
        let all = all.filter_map(|one| std::fs::read_link(one.ok()?.path()).ok());
        let is_socket = |path: &PathBuf| path.to_string_lossy().starts_with("socket:");
        let (connections, files): (Vec<_>, Vec<_>) = all.partition(is_socket);
        Open { files: files.len(), connections: connections.len() }
    }

    pub fn stop(self) {
        let Self { mut child, to, .. } = self;
        drop(to);
        assert!(child.wait().expect("an end").success(), "the bot ends well");
    }

    fn says(&mut self) -> String {
        let mut said = String::new();
        self.from.read_line(&mut said).expect("the bot speaks");
        said.trim_end().to_owned()
    }
}

/// As `bearings serve`, until nobody moves the clock any more.
pub async fn serve() {
    let said = |name: &str| std::env::var(name).expect("a setting");
    let _logging = bearings::telemetry::start(Some("warn"), bearings::telemetry::Format::Human);
    let now = DateTime::from_timestamp_millis(said("NOW").parse().expect("milliseconds")).expect("an instant");
    let clock = Clock::still(now);
    let config = Config::check(&Options {
        secrets: Secrets {
            bot_token: Some(Secret::from(TOKEN)),
            signing_secret: Some(Secret::from(SECRET)),
            ..Secrets::default()
        },
        slack: SlackOptions { api_url: said("SLACK_API_URL").into(), ..SlackOptions::default() },
        database_url: said("DATABASE_URL").into(),
        listen: "127.0.0.1:0".into(),
        framework_dir: said("BEARINGS_FRAMEWORK_DIR").into(),
        ..Options::default()
    });
    // Faster than anybody may set it: what is measured is not Slack's patience.
    let config = Config { send_every: Duration::from_millis(1), ..config.expect("good settings") };
    let running = app::start(config, clock.clone()).await.expect("a start");
    println!("{READY}http://{}", running.address);
    // Reading lines waits: not on a thread that answers.
    let (line, mut lines) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for said in std::io::stdin().lines().map_while(Result::ok) {
            if line.blocking_send(said).is_err() {
                return;
            }
        }
    });
    while let Some(said) = lines.recv().await {
        let then = DateTime::from_timestamp_millis(said.parse().expect("milliseconds")).expect("an instant");
        clock.advance(then - clock.now());
        running.run_due_now().await;
        println!("{DONE}");
    }
    running.stop().await;
}
