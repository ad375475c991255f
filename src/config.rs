//! What the environment, flags and files say: read in one way, and checked all at once before anything starts.

mod backups;
mod characters;
mod listen;
mod log_filter;
mod names;
mod network;
mod options;
mod problems;
mod quota;
mod retention;
mod secrets;
mod setting;
mod slack;
mod tokens;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use url::{Host, Url};

use crate::domain::evidence::Quota;
use crate::domain::ids::MemberId;
use crate::secret::Secret;
pub use backups::{BackupOptions, Backups, directory as backup_directory};
pub use listen::ListenAddress;
pub use log_filter::{LogFilter, LogFilterOptions};
pub use names::{NameOptions, Names};
pub use network::{Network, Proxy, Roots};
pub use options::{DATABASE_URL, FRAMEWORK_DIR, Options, SecretFileOptions};
pub use problems::{Problem, Problems};
pub use quota::QuotaOptions;
pub use retention::Retention;
pub use secrets::{Credentials, Reread, SecretFiles, Secrets};
pub use setting::{Reader, Setting};
pub use slack::{SLACK_DOMAIN, SlackDomain, SlackEndpoint, SlackOptions};

/// After this long without a word, a Socket Mode connection counts as dead. Slack and the bot ask for a sign of life
/// more often.
pub const SOCKET_SILENCE: Duration = Duration::from_secs(30);

/// The settings, checked.
#[derive(Debug)]
pub struct Config {
    /// Proves to Slack who the bot is.
    pub slack_bot_token: Secret,
    /// How Slack reaches the bot.
    pub credentials: Credentials,
    /// The files that secrets came from, to be read again.
    pub secret_files: SecretFiles,
    /// How long a Socket Mode connection may be silent.
    pub socket_silence: Duration,
    /// Where Slack is, and the way there.
    pub slack: SlackEndpoint,
    /// Checked when it is opened.
    pub database_url: String,
    /// Port 0 takes a free one.
    pub listen: ListenAddress,
    /// Where metrics are served, if they are; port 0 takes a free one.
    pub metrics_listen: Option<ListenAddress>,
    /// Checked when it is read.
    pub framework_dir: PathBuf,
    /// The time between two messages that the bot sends by itself.
    pub send_every: Duration,
    /// Slack ids.
    pub admins: Vec<MemberId>,
    /// How long personal data is kept.
    pub retention: Retention,
    /// How much evidence one person may store.
    pub quota: Quota,
    pub backups: Backups,
    /// The names of the slash commands.
    pub names: Names,
}

/// The settings that can be used, even if others can't.
#[derive(Debug)]
pub struct Usable {
    /// Proves to Slack who the bot is.
    pub slack_bot_token: Option<Secret>,
    /// How Slack reaches the bot.
    pub credentials: Credentials,
    /// Whether neither of them is set, not even wrongly.
    pub has_no_credentials: bool,
    /// The files that secrets came from.
    pub secret_files: SecretFiles,
    /// Where Slack is, and the way there.
    pub slack: Option<SlackEndpoint>,
    /// Checked when it is opened.
    pub database_url: Option<String>,
    /// Where Slack's requests arrive.
    pub listen: Option<ListenAddress>,
    /// Where metrics are served.
    pub metrics_listen: Option<ListenAddress>,
    /// Checked when it is read.
    pub framework_dir: Option<PathBuf>,
    /// Messages that the bot sends by itself.
    pub messages_per_second: u16,
    /// Slack ids.
    pub admins: Vec<MemberId>,
    /// How long personal data is kept.
    pub retention: Retention,
    /// How much evidence one person may store.
    pub quota: Quota,
    pub backups: Backups,
    /// The names of the slash commands.
    pub names: Names,
}

impl Usable {
    /// Reads everything, and notes the problems.
    #[must_use]
    pub fn read(options: &Options) -> (Self, Vec<Problem>) {
        let reader = &mut Reader::default();
        let secret_files = SecretFiles::read(&options.secret_files, reader);
        let slack_bot_token = secrets::bot_token(&options.secrets, &secret_files, reader);
        let (credentials, has_no_credentials) = Credentials::read(&options.secrets, &secret_files, reader);
        let usable = Self {
            slack_bot_token,
            credentials,
            has_no_credentials,
            secret_files,
            slack: SlackEndpoint::read(&options.slack, reader),
            listen: listen("BEARINGS_LISTEN", &options.listen, Some(options::LISTEN), reader),
            metrics_listen: metrics_listen(&options.metrics_listen, reader),
            database_url: usable(reader, |reader| database_url(&options.database_url, reader)),
            framework_dir: usable(reader, |reader| framework_dir(&options.framework_dir, reader)),
            messages_per_second: reader
                .number("BEARINGS_MESSAGES_PER_SECOND", &options.messages_per_second, 1..=50)
                .unwrap_or(options::MESSAGES_PER_SECOND),
            backups: Backups::read(&options.backups, reader),
            admins: member_ids(&options.admins, reader),
            retention: Retention::read(&options.keep_days, reader),
            quota: quota::quota(&options.quota, reader),
            names: Names::read(&options.names, reader),
        };
        usable.backups.check(reader);
        (usable, std::mem::take(&mut reader.problems))
    }
}

impl Config {
    /// Checks everything and reports all problems at once.
    ///
    /// # Errors
    /// Every setting that can't be used, with its fix.
    pub fn check(options: &Options) -> Result<Self, Problems> {
        match Usable::read(options) {
            (
                Usable {
                    slack_bot_token: Some(slack_bot_token),
                    credentials,
                    has_no_credentials: false,
                    secret_files,
                    slack: Some(slack),
                    database_url: Some(database_url),
                    listen: Some(listen),
                    metrics_listen,
                    framework_dir: Some(framework_dir),
                    messages_per_second,
                    admins,
                    retention,
                    quota,
                    backups,
                    names,
                },
                problems,
            ) if problems.is_empty() => Ok(Self {
                slack_bot_token,
                credentials,
                secret_files,
                socket_silence: SOCKET_SILENCE,
                slack,
                database_url,
                listen,
                metrics_listen,
                framework_dir,
                send_every: Duration::from_secs(1) / u32::from(messages_per_second.max(1)),
                admins,
                retention,
                quota,
                backups,
                names,
            }),
            (_, problems) => Err(Problems(problems)),
        }
    }
}

/// What calls to Slack need, for commands that answer no requests.
#[derive(Debug)]
pub struct SlackAccess {
    /// Proves to Slack who the bot is.
    pub slack_bot_token: Secret,
    /// Where Slack is, and the way there.
    pub slack: SlackEndpoint,
}

impl SlackAccess {
    /// Reads both.
    ///
    /// # Errors
    /// Every setting that can't be used, with its fix.
    pub fn read(given: &Secrets, token_file: &Setting, slack: &SlackOptions) -> Result<Self, Problems> {
        let mut reader = Reader::default();
        let files = SecretFileOptions { bot_token: token_file.clone(), ..SecretFileOptions::default() };
        let files = SecretFiles::read(&files, &mut reader);
        let token = secrets::bot_token(given, &files, &mut reader);
        match (token, SlackEndpoint::read(slack, &mut reader)) {
            (Some(slack_bot_token), Some(slack)) => Ok(Self { slack_bot_token, slack }),
            _ => Err(Problems(reader.problems)),
        }
    }
}

/// The value, unless reading it left a problem.
fn usable<T>(reader: &mut Reader, read: impl FnOnce(&mut Reader) -> T) -> Option<T> {
    let before = reader.problems.len();
    let value = read(reader);
    (reader.problems.len() == before).then_some(value)
}

/// Reads one setting that needs no others.
///
/// # Errors
/// Why it can't be used.
pub fn read<T>(written: &Setting, read: impl FnOnce(&Setting, &mut Reader) -> T) -> Result<T, Problems> {
    let mut reader = Reader::default();
    let value = read(written, &mut reader);
    reader.finish().map(|()| value)
}

/// `DATABASE_URL`; checked when it is opened.
#[must_use]
pub fn database_url(written: &Setting, reader: &mut Reader) -> String {
    reader.text("DATABASE_URL", written).unwrap_or_else(|| DATABASE_URL.to_owned())
}

/// `BEARINGS_FRAMEWORK_DIR`; checked when it is read.
#[must_use]
pub fn framework_dir(written: &Setting, reader: &mut Reader) -> PathBuf {
    reader.path("BEARINGS_FRAMEWORK_DIR", written).unwrap_or_else(|| FRAMEWORK_DIR.into())
}

/// `BEARINGS_METRICS_LISTEN`; without it, no metrics are served.
#[must_use]
pub fn metrics_listen(written: &Setting, reader: &mut Reader) -> Option<ListenAddress> {
    listen("BEARINGS_METRICS_LISTEN", written, None, reader)
}

fn listen(
    name: &'static str,
    written: &Setting,
    otherwise: Option<&str>,
    reader: &mut Reader,
) -> Option<ListenAddress> {
    let text = usable(reader, |reader| reader.word(name, written))?;
    let text = text.as_deref().or(otherwise)?;
    reader.accept(ListenAddress::parse(name, text, IpAddr::V4(Ipv4Addr::LOCALHOST)))
}

/// `BEARINGS_ADMINS`: Slack ids, separated by commas.
#[must_use]
pub fn member_ids(written: &Setting, reader: &mut Reader) -> Vec<MemberId> {
    let text = reader.line("BEARINGS_ADMINS", written).unwrap_or_default();
    reader.accept(ids(&text)).unwrap_or_default()
}

fn ids(text: &str) -> Result<Vec<MemberId>, Problem> {
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    ids.map(|id| {
        MemberId::parse_typed(id).ok_or_else(|| Problem {
            name: "BEARINGS_ADMINS",
            what: format!("holds {}, which is no Slack id", setting::shown(id)),
            how: "copy each member ID (it begins with U or W) from the person's profile in Slack",
        })
    })
    .collect()
}

/// Whether an address leads to this machine only.
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
