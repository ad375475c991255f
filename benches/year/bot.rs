//! The bot in a process of its own, with a clock that the parent process moves.

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

pub struct BotProcess {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    pub address: String,
}

/// The numbers of open file descriptors.
#[derive(Clone, Copy)]
pub struct OpenDescriptors {
    /// Files, pipes and what wakes the runtime up.
    pub files: usize,
    /// To Slack and from it, idle ones included: as many as were once needed at the same time. The real Slack speaks
    /// HTTP/2 and gets one; the local one speaks HTTP/1.
    pub connections: usize,
}

impl BotProcess {
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

    /// Moves the bot's clock, and waits until it has done what is due by then.
    pub fn does_what_is_due(&mut self, now: DateTime<Utc>) {
        writeln!(self.to, "{}", now.timestamp_millis()).expect("the bot listens");
        assert_eq!(self.says(), DONE, "the bot answers");
    }

    /// The bot's resident memory in kilobytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// The descriptors that the bot has open.
    pub fn open(&self) -> OpenDescriptors {
        let all = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("Linux");
        // A descriptor that was closed meanwhile isn't open.
        let all = all.filter_map(|one| std::fs::read_link(one.ok()?.path()).ok());
        let is_socket = |path: &PathBuf| path.to_string_lossy().starts_with("socket:");
        let (connections, files): (Vec<_>, Vec<_>) = all.partition(is_socket);
        OpenDescriptors { files: files.len(), connections: connections.len() }
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

/// Runs as `bearings serve` does, until the parent stops moving the clock.
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
    // Faster than any setting allows: what is measured isn't how long the bot waits for Slack's limits.
    let mut config = config.expect("good settings");
    config.optional.send_every = Duration::from_millis(1);
    let running = app::start(config, clock.clone()).await.expect("a start");
    println!("{READY}http://{}", running.address);
    // Reading lines blocks, so it gets a thread of its own.
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
