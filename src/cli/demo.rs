//! `bearings demo`: runs the bot together with a local Slack workspace.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::app;
use crate::cli::{CommandError, CommandResult, asked_to_end, block_on, log, print};
use crate::clock::Clock;
use crate::config::{
    self, Config, FRAMEWORK_DIR, LogFilterOptions, Options, PerSecret, Problems, Secrets, Setting, SlackOptions,
};
use crate::domain::cadence::{self, MessagingTime, Zone};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId};
use crate::domain::roster::{Roster, TeamName};
use crate::sandbox::{Sandbox, Setup};
use crate::secret::{ExposeSecret, Secret};
use crate::services::installation::Installations;
use crate::services::roster;
use crate::slack::SOCKET_SCOPE;
use crate::store::{self, ServerSchema};
use crate::telemetry::Format;

/// The manifest of the app that the workspace installs.
const MANIFEST: &str = include_str!("../../manifest.yml");
/// The default listen address of `bearings serve`.
const SERVE_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

/// The workspace's engineers with their levels, and their manager.
const ENGINEERS: &[(&str, LevelNumber)] =
    &[("ana", LevelNumber(3)), ("ben", LevelNumber(2)), ("kenji", LevelNumber(4))];
const MANAGER: &str = "priya";
/// Their team, and its manager's time zone.
const TEAM: &str = "Payments";
const MANAGER_ZONE: &str = "Europe/London";
/// The time zone of Ana: a newcomer to the demo starts as her.
const ANAS_ZONE: &str = "Europe/Lisbon";
/// The demo starts with at least this much of the working day left.
const MIN_WORKING_TIME_LEFT: TimeDelta = TimeDelta::hours(1);

/// The secrets that the workspace and the bot share.
type LocalSecrets = PerSecret<String>;

/// Random secrets for each workspace, because any program or web page on the machine could use those of the source code.
fn random_secrets() -> LocalSecrets {
    let random = || Uuid::new_v4().simple().to_string();
    LocalSecrets {
        bot_token: format!("xoxb-local-{}", random()),
        app_token: format!("xapp-local-{}", random()),
        signing_secret: random(),
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Port of the workspace's page
    #[arg(long, default_value_t = 8300)]
    port: u16,
    /// File that keeps Bearings' data between demos
    #[arg(long, default_value = "bearings-demo.db", value_name = "FILE")]
    database: PathBuf,
    /// Use the database at this address instead, such as one on a PostgreSQL server
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "database", value_name = "URL")]
    database_url: Setting,
    /// Start over with an empty database; one on a server must be empty already
    #[arg(long)]
    fresh: bool,
    /// Connect Bearings to the workspace by Socket Mode instead of HTTP
    #[arg(long)]
    socket: bool,
    /// Open only the workspace; you start Bearings yourself
    #[arg(long)]
    slack_only: bool,
    /// Where the Bearings that you start listens
    #[arg(long, default_value_t = SERVE_ADDRESS, requires = "slack_only", value_name = "ADDRESS")]
    beside: SocketAddr,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: Setting,
    /// How much to log, such as info or bearings=debug
    #[arg(long, env = "RUST_LOG", value_name = "FILTER", default_value = "warn")]
    log: Setting,
}

impl Demo {
    pub(super) fn run(self) -> CommandResult {
        let log = LogFilterOptions { filter: self.log.clone(), ..LogFilterOptions::default() };
        let _log = log::start(&log, Some("warn"), Format::Human);
        block_on(self.play())
    }

    async fn play(self) -> CommandResult {
        let end = asked_to_end();
        let listener = self.listen().await?;
        let page = format!("http://{}", listener.local_addr()?);
        let database_url = self.database_url()?;
        if self.fresh {
            clear(database_url.expose_secret()).await?;
        }
        let clock = Clock::system();
        // A separate bot uses the machine's clock.
        if !self.slack_only {
            clock.advance(until_at_work(clock.now()));
        }
        let secrets = random_secrets();
        let sandbox = self.sandbox(&clock, &secrets)?;
        let bot = if self.slack_only {
            None
        } else {
            let config = self.config(&page, &secrets, &database_url)?;
            assign_team(&sandbox, config.database_url.expose_secret()).await?;
            Some(app::start(config, clock).await?)
        };
        sandbox.listening_at(&page);
        sandbox.connect(&format!("http://{}", bot.as_ref().map_or(self.beside, |bot| bot.address)));
        let router = sandbox.router();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        print::result(match &bot {
            Some(_) => format!(
                "Bearings is running in a Slack workspace on this machine. Open\n\n    {page}\n\nand type  /framework \
                 level 3 mastery\n\nTo stop it, press Ctrl-C. The next demo continues with {}.",
                self.database_name(&database_url)
            ),
            None => self.how_to_start_bot(&page, &secrets),
        });
        end.await;
        serving.abort();
        if let Some(bot) = bot {
            bot.stop().await;
        }
        Ok(())
    }

    /// Without an address, it is a file.
    fn database_url(&self) -> Result<Secret, Problems> {
        let url = config::read(&self.database_url, |url, reader| reader.text("--database-url", url))?;
        Ok(Secret::from(url.unwrap_or_else(|| format!("sqlite://{}", self.database.display()))))
    }

    fn database_name(&self, database_url: &Secret) -> String {
        match store::file_of(database_url.expose_secret()) {
            Ok(_) if self.database_url == Setting::default() => self.database.display().to_string(),
            Ok(file) => file.display().to_string(),
            Err(_) => "this database".to_owned(),
        }
    }

    fn sandbox(&self, clock: &Clock, secrets: &LocalSecrets) -> Result<Sandbox, CommandError> {
        let LocalSecrets { bot_token, app_token, signing_secret } = secrets;
        let setup = Setup { manifest: MANIFEST, bot_token, signing_secret, clock: clock.clone() };
        let sandbox = Sandbox::new(setup)?;
        sandbox.makes_app_token(app_token, &[SOCKET_SCOPE]);
        if self.socket {
            sandbox.switches_socket_mode_on();
        }
        Ok(sandbox)
    }

    fn how_to_start_bot(&self, page: &str, secrets: &LocalSecrets) -> String {
        let way = if self.socket {
            format!("SLACK_APP_TOKEN={}", secrets.app_token)
        } else {
            format!("SLACK_SIGNING_SECRET={}", secrets.signing_secret)
        };
        let listens =
            if self.beside == SERVE_ADDRESS { String::new() } else { format!(" BEARINGS_LISTEN={}", self.beside) };
        let settings = format!("SLACK_API_URL={page}/api SLACK_BOT_TOKEN={} {way}{listens}", secrets.bot_token);
        format!(
            "A Slack workspace is running at {page}. Start Bearings in another terminal:\n\n    {settings} bearings \
             serve\n\nand check that everything works:\n\n    {settings} bearings doctor\n\nTo stop the workspace, \
             press Ctrl-C.",
        )
    }

    async fn listen(&self) -> Result<TcpListener, CommandError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        TcpListener::bind(address).await.map_err(|error| {
            let (port, other) = (self.port, self.port.checked_add(1).unwrap_or(8300));
            CommandError::setup(match error.kind() {
                ErrorKind::AddrInUse => format!(
                    "Port {port} is in use. Choose another one: bearings demo --port \
                    {other}"
                ),
                _ => format!("Port {port} can't be used ({error}). Choose another one with --port"),
            })
        })
    }

    fn config(&self, page: &str, secrets: &LocalSecrets, database_url: &Secret) -> Result<Config, Problems> {
        let secret = |text: &str| Some(Secret::from(text));
        let (app_token, signing_secret) =
            if self.socket { (secret(&secrets.app_token), None) } else { (None, secret(&secrets.signing_secret)) };
        let secrets = Secrets { bot_token: secret(&secrets.bot_token), app_token, signing_secret };
        Config::check(&Options {
            secrets,
            slack: SlackOptions { api_url: format!("{page}/api").into(), ..SlackOptions::default() },
            database_url: database_url.expose_secret().into(),
            listen: "127.0.0.1:0".into(),
            framework_dir: self.framework_dir.clone(),
            ..Options::default()
        })
    }
}

/// How far to advance the clock so that people can be messaged for a while: zero during working hours, otherwise to one
/// hour after the next working day starts.
fn until_at_work(now: DateTime<Utc>) -> TimeDelta {
    let zone = Zone::of(ANAS_ZONE, "UTC");
    match (cadence::messaging_time(&zone, now), cadence::messaging_time(&zone, now + MIN_WORKING_TIME_LEFT)) {
        (MessagingTime::Now, MessagingTime::Now) => TimeDelta::zero(),
        (MessagingTime::From(morning), _) | (_, MessagingTime::From(morning)) => morning + MIN_WORKING_TIME_LEFT - now,
    }
}

/// Removes a database file. Nothing is removed from a server, where a database with tables can be a real one.
async fn clear(database_url: &str) -> CommandResult {
    if !store::is_server_address(database_url) {
        let file = store::file_of(database_url)?;
        store::refuse_foreign(&file).await?;
        return Ok(store::remove(&file)?);
    }
    match store::inspect_server(database_url).await?.schema {
        ServerSchema::Empty => Ok(()),
        ServerSchema::Older | ServerSchema::Ours => Err(CommandError::setup(
            "--fresh deletes nothing from a database server: drop the database and create it again, or leave out \
             --fresh to keep using it",
        )),
    }
}

async fn assign_team(sandbox: &Sandbox, database_url: &str) -> CommandResult {
    let store = Arc::new(store::open(database_url).await?);
    if let Some(stored) = Installations::new(store.clone()).stored().await?
        && stored.workspace != Sandbox::workspace()
    {
        return Err(CommandError::setup(format!(
            "the database belongs to {}, not to a demo: name another one with --database or --database-url",
            stored.workspace
        )));
    }
    let (team, track) = (TeamName::parse(TEAM)?, TrackId::new("backend"));
    let with_team = |mut roster: Roster| {
        roster.set_team(&team, sandbox.member(MANAGER).into_iter().collect());
        for (engineer, level) in ENGINEERS {
            let Some(member) = sandbox.member(engineer) else { continue };
            roster.assign_to_team(&member, &team);
            if let Some(engineer) = roster.engineers.get_mut(&member) {
                (engineer.track, engineer.level) = (Some(track.clone()), Some(*level));
            }
        }
        roster
    };
    let zone_of = |_: &MemberId| Some(MANAGER_ZONE.to_owned());
    roster::update(&store, &Sandbox::workspace(), &zone_of, with_team).await?;
    store.close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_begins_while_ana_is_at_work() {
        let cases = [
            ("2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z"),
            ("2026-11-24T16:59:00Z", "2026-11-24T16:59:00Z"),
            ("2026-11-24T17:00:00Z", "2026-11-25T10:00:00Z"),
            ("2026-11-24T23:00:00Z", "2026-11-25T10:00:00Z"),
            ("2026-11-24T03:00:00Z", "2026-11-24T10:00:00Z"),
            ("2026-11-24T08:30:00Z", "2026-11-24T10:00:00Z"),
            ("2026-06-05T17:00:00Z", "2026-06-08T09:00:00Z"),
            ("2026-06-06T12:00:00Z", "2026-06-08T09:00:00Z"),
        ];
        for (now, expected) in cases {
            let now: DateTime<Utc> = now.parse().unwrap();
            assert_eq!(now + until_at_work(now), expected.parse::<DateTime<Utc>>().unwrap(), "{now}");
        }
    }
}
