//! What the environment and the flags say, checked all at once before anything starts.

mod backups;
mod names;
mod network;
mod options;
mod problems;
mod retention;
mod secrets;
mod slack;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::{Host, Url};

use crate::secret::Secret;
pub use backups::{BACKUPS_KEPT, Backups};
pub use names::Names;
pub use network::{Network, Proxy, Roots};
pub use options::{DATABASE_URL, FRAMEWORK_DIR, Options};
pub use problems::{Problem, Problems};
pub use retention::{Kind as Kept, Retention};
pub use secrets::Ways;
use secrets::{BOT_TOKEN, secret};
pub use slack::{SLACK_DOMAIN, SlackDomain, SlackEndpoint};

/// Nothing is heard over a connection of Socket Mode for so long: then it is none. Slack and the bot ask for a sign of life
/// more often.
pub const SOCKET_SILENCE: Duration = Duration::from_secs(30);

/// The secrets as the environment holds them, unchecked.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    /// `SLACK_BOT_TOKEN`
    pub bot_token: Option<Secret>,
    /// `SLACK_APP_TOKEN`
    pub app_token: Option<Secret>,
    /// `SLACK_SIGNING_SECRET`
    pub signing_secret: Option<Secret>,
}

impl Secrets {
    /// Reads them from the environment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the home of the environment")]
    pub fn from_env() -> Self {
        let secret = |name| std::env::var(name).ok().filter(|value| !value.is_empty()).map(Secret::from);
        Self {
            bot_token: secret("SLACK_BOT_TOKEN"),
            app_token: secret("SLACK_APP_TOKEN"),
            signing_secret: secret("SLACK_SIGNING_SECRET"),
        }
    }
}

/// The settings, checked.
#[derive(Debug)]
pub struct Config {
    /// Proves to Slack who we are.
    pub slack_bot_token: Secret,
    /// How Slack reaches us.
    pub ways: Ways,
    /// How long a connection of Socket Mode may be silent.
    pub socket_silence: Duration,
    /// Where Slack is, and the way there.
    pub slack: SlackEndpoint,
    /// Checked when it is opened.
    pub database_url: String,
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where metrics are served, if they are; port 0 takes a free one.
    pub metrics_listen: Option<SocketAddr>,
    /// Checked when it is read.
    pub framework_dir: PathBuf,
    /// So much time passes between two messages that the bot sends by itself.
    pub send_every: Duration,
    /// Slack ids.
    pub admins: Vec<String>,
    /// How long what is kept of people stays.
    pub retention: Retention,
    /// Copies of the database.
    pub backups: Backups,
    /// What the slash commands are called.
    pub names: Names,
}

/// What calls to Slack need, for commands that answer no requests.
#[derive(Debug)]
pub struct SlackAccess {
    /// Proves to Slack who we are.
    pub slack_bot_token: Secret,
    /// Where Slack is, and the way there.
    pub slack: SlackEndpoint,
}

impl SlackAccess {
    /// Checks both and says all that is wrong at once.
    ///
    /// # Errors
    /// Every setting that cannot be used, with how to get it.
    pub fn check(
        token: Option<Secret>,
        token_file: Option<PathBuf>,
        endpoint: Result<SlackEndpoint, Vec<Problem>>,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let token = secret(&BOT_TOKEN, token, token_file, &mut problems);
        let endpoint = endpoint.map_err(|wrong| problems.extend(wrong)).ok();
        match (token, endpoint) {
            (Some(slack_bot_token), Some(slack)) => Ok(Self { slack_bot_token, slack }),
            _ => Err(Problems(problems)),
        }
    }
}

impl Config {
    /// Checks everything and says all that is wrong at once.
    ///
    /// # Errors
    /// Every setting that cannot be used, with how to get it.
    pub fn check(options: Options) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let slack = options.endpoint().map_err(|wrong| problems.extend(wrong)).ok();
        let Options {
            secrets,
            slack_bot_token_file,
            slack_app_token_file,
            slack_signing_secret_file,
            database_url,
            listen,
            metrics_listen,
            framework_dir,
            messages_per_second,
            admins,
            keep_days,
            backups,
            names,
            ..
        } = options;
        let slack_bot_token = secret(&BOT_TOKEN, secrets.bot_token, slack_bot_token_file, &mut problems);
        let ways = Ways::check(
            (secrets.app_token, slack_app_token_file),
            (secrets.signing_secret, slack_signing_secret_file),
            &mut problems,
        );
        let listen =
            address("BEARINGS_LISTEN", &listen, "write an address and a port, such as 127.0.0.1:3000", &mut problems);
        let metrics_listen = metrics_listen.filter(|text| !text.is_empty()).map(|text| {
            let how = "write an address and a port, such as 127.0.0.1:9400, or leave it out";
            address("BEARINGS_METRICS_LISTEN", &text, how, &mut problems)
        });
        backups.check(&mut problems);
        let admins = member_ids(&admins).map_err(|problem| problems.push(problem)).ok();
        let retention = Retention::parse(&keep_days).unwrap_or_else(|problem| {
            problems.push(problem);
            Retention::default()
        });
        problems.extend(names.problems());
        match (slack_bot_token, slack, listen, admins) {
            _ if !problems.is_empty() => Err(Problems(problems)),
            (Some(slack_bot_token), Some(slack), Some(listen), Some(admins)) => {
                let send_every = Duration::from_secs(1) / u32::from(messages_per_second.max(1));
                Ok(Self {
                    slack_bot_token,
                    ways,
                    socket_silence: SOCKET_SILENCE,
                    slack,
                    database_url,
                    listen,
                    metrics_listen: metrics_listen.flatten(),
                    framework_dir,
                    send_every,
                    admins,
                    retention,
                    backups,
                    names,
                })
            }
            _ => Err(Problems(problems)),
        }
    }
}

fn address(name: &'static str, text: &str, how: &'static str, problems: &mut Vec<Problem>) -> Option<SocketAddr> {
    let what = |_| problems.push(Problem { name, what: format!("is “{text}”, which is no address"), how });
    text.parse().map_err(what).ok()
}

/// Slack ids between commas.
///
/// # Errors
/// When one of them is none.
pub fn member_ids(text: &str) -> Result<Vec<String>, Problem> {
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let is_id = |id: &str| id.starts_with(['U', 'W']) && id.len() > 2 && id.chars().all(|c| c.is_ascii_alphanumeric());
    ids.map(|id| {
        is_id(id).then(|| id.to_owned()).ok_or_else(|| Problem {
            name: "BEARINGS_ADMINS",
            what: format!("holds “{id}”, which is no Slack id"),
            how: "copy each member ID (it begins with U or W) from the person's profile in Slack",
        })
    })
    .collect()
}

/// Whether an address leads to this machine and nowhere else.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests;
