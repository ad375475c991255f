//! Settings from the environment, flags and files: read in one way, and checked together before anything starts.

mod backups;
mod characters;
mod command_names;
mod database;
mod listen;
mod log_filter;
mod network;
mod options;
mod problems;
mod quota;
mod redaction;
mod retention;
mod secrets;
mod setting;
mod slack;
mod tokens;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use url::{Host, Url};

use crate::domain::commands::Commands;
use crate::domain::evidence::Quota;
use crate::domain::ids::MemberId;
use crate::secret::Secret;
pub use backups::{BackupOptions, Backups, directory as backup_directory};
pub use command_names::CommandNameOptions;
pub use database::{DatabaseUrlOptions, database_url, database_url_again};
pub use listen::ListenAddress;
pub use log_filter::{FILTER_HELP, LogFilter, LogFilterOptions};
pub use network::{Network, Proxy, Roots};
pub use options::{FRAMEWORK_DIR, Options};
pub use problems::{Problem, Problems};
pub use quota::QuotaOptions;
pub use retention::Retention;
pub use secrets::{Credentials, PerSecret, Reread, SecretFileOptions, SecretFiles, Secrets};
pub use setting::{Setting, SettingReader};
pub use slack::{SLACK_DOMAIN, SlackDomain, SlackEndpoint, SlackOptions};

/// After this long without a word, a Socket Mode connection counts as dead. Slack and the bot send pings more
/// often than that.
pub const SOCKET_SILENCE: Duration = Duration::from_secs(30);

/// The settings, checked.
#[derive(Debug)]
pub struct Config {
    pub slack_bot_token: Secret,
    pub credentials: Credentials,
    pub secret_files: SecretFiles,
    pub socket_silence: Duration,
    pub slack: SlackEndpoint,
    /// Checked when it is opened. The address of a server can hold a password.
    pub database_url: Secret,
    pub database_url_file: Option<PathBuf>,
    /// Port 0 takes a free one.
    pub listen: ListenAddress,
    /// Checked when it is read.
    pub framework_dir: PathBuf,
    pub optional: OptionalSettings,
}

/// The settings that can be left out. One that can't be used counts as left out.
#[derive(Debug)]
pub struct OptionalSettings {
    /// Where metrics are served, if they are; port 0 takes a free one.
    pub metrics_listen: Option<ListenAddress>,
    /// The time between two messages that the bot sends by itself.
    pub send_every: Duration,
    /// Who sets up teams beside the workspace's admins.
    pub admins: Vec<MemberId>,
    pub retention: Retention,
    pub quota: Quota,
    pub backups: Backups,
    pub commands: Commands,
}

/// The settings that can be used, even if others can't.
#[derive(Debug)]
pub struct Usable {
    pub slack_bot_token: Option<Secret>,
    pub credentials: Credentials,
    /// Whether no credential is set, not even wrongly.
    pub has_no_credentials: bool,
    pub secret_files: SecretFiles,
    pub slack: Option<SlackEndpoint>,
    pub database_url: Option<Secret>,
    pub database_url_file: Option<PathBuf>,
    pub listen: Option<ListenAddress>,
    pub framework_dir: Option<PathBuf>,
    pub optional: OptionalSettings,
}

impl OptionalSettings {
    fn read(options: &Options, reader: &mut SettingReader) -> Self {
        let per_second = reader.number("BEARINGS_MESSAGES_PER_SECOND", &options.messages_per_second, 1..=50);
        Self {
            metrics_listen: metrics_listen(&options.metrics_listen, reader),
            send_every: Duration::from_secs(1) / per_second.unwrap_or(options::MESSAGES_PER_SECOND),
            backups: Backups::read(&options.backups, reader),
            admins: member_ids(&options.admins, reader),
            retention: Retention::read(&options.keep_days, reader),
            quota: quota::quota(&options.quota, reader),
            commands: options.names.read(reader),
        }
    }
}

impl Usable {
    /// Reads everything, and notes the problems.
    pub fn read(options: &Options) -> (Self, Vec<Problem>) {
        let reader = &mut SettingReader::default();
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
            database_url: reader.unless_refused(|reader| database_url(&options.database_url, reader)),
            database_url_file: options.database_url.named_file(),
            framework_dir: reader.unless_refused(|reader| framework_dir(&options.framework_dir, reader)),
            optional: OptionalSettings::read(options, reader),
        };
        usable.optional.backups.check(reader);
        (usable, std::mem::take(&mut reader.problems))
    }

    /// All settings; `None` if one of those that the bot needs can't be used.
    fn complete(self) -> Option<Config> {
        Some(Config {
            slack_bot_token: self.slack_bot_token?,
            credentials: self.credentials,
            secret_files: self.secret_files,
            socket_silence: SOCKET_SILENCE,
            slack: self.slack?,
            database_url: self.database_url?,
            database_url_file: self.database_url_file,
            listen: self.listen?,
            framework_dir: self.framework_dir?,
            optional: self.optional,
        })
    }
}

impl Config {
    /// Checks everything and reports all problems at once.
    pub fn check(options: &Options) -> Result<Self, Problems> {
        let (usable, problems) = Usable::read(options);
        usable.complete().filter(|_| problems.is_empty()).ok_or(Problems(problems))
    }
}

/// Reads the way to Slack and the bot token, for commands that answer no requests.
pub fn slack_access(
    given: &Secrets,
    token_file: &Setting,
    slack: &SlackOptions,
) -> Result<(SlackEndpoint, Secret), Problems> {
    let mut reader = SettingReader::default();
    let files = SecretFileOptions { bot_token: token_file.clone(), ..SecretFileOptions::default() };
    let files = SecretFiles::read(&files, &mut reader);
    let token = secrets::bot_token(given, &files, &mut reader);
    SlackEndpoint::read(slack, &mut reader).zip(token).ok_or(Problems(reader.problems))
}

/// Reads one setting that needs no others.
pub fn read<W, T>(written: &W, read: impl FnOnce(&W, &mut SettingReader) -> T) -> Result<T, Problems> {
    let mut reader = SettingReader::default();
    let value = read(written, &mut reader);
    reader.finish().map(|()| value)
}

/// `BEARINGS_FRAMEWORK_DIR`; checked when it is read.
pub fn framework_dir(written: &Setting, reader: &mut SettingReader) -> PathBuf {
    reader.path("BEARINGS_FRAMEWORK_DIR", written).unwrap_or_else(|| FRAMEWORK_DIR.into())
}

/// `BEARINGS_METRICS_LISTEN`; without it, no metrics are served.
pub fn metrics_listen(written: &Setting, reader: &mut SettingReader) -> Option<ListenAddress> {
    listen("BEARINGS_METRICS_LISTEN", written, None, reader)
}

fn listen(
    name: &'static str,
    written: &Setting,
    otherwise: Option<&str>,
    reader: &mut SettingReader,
) -> Option<ListenAddress> {
    let text = reader.unless_refused(|reader| reader.word(name, written))?;
    let text = text.as_deref().or(otherwise)?;
    reader.accept(ListenAddress::parse(name, text, IpAddr::V4(Ipv4Addr::LOCALHOST)))
}

/// `BEARINGS_ADMINS`: Slack ids, separated by commas.
pub fn member_ids(written: &Setting, reader: &mut SettingReader) -> Vec<MemberId> {
    let text = reader.line("BEARINGS_ADMINS", written).unwrap_or_default();
    reader.accept(ids(&text)).unwrap_or_default()
}

fn ids(text: &str) -> Result<Vec<MemberId>, Problem> {
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    ids.map(|id| {
        let how = "copy each member ID (it begins with U or W) from the person's profile in Slack";
        let what = || format!("holds {}, which isn't a Slack id", redaction::shown(id));
        MemberId::parse_typed(id).ok_or_else(|| Problem::new("BEARINGS_ADMINS", what(), how))
    })
    .collect()
}

/// Whether an address leads to this machine only.
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
