//! Every setting, unparsed, and its default.

use crate::config::{
    BackupOptions, CommandNameOptions, DatabaseUrlOptions, QuotaOptions, SecretFileOptions, Secrets, Setting,
    SlackOptions,
};

/// Every setting of the bot, each by flag or by environment variable. A secret has no flag of its own, because a command line
/// can be read by everybody on the machine; its file has.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// Not a flag: read from the environment only.
    #[arg(skip)]
    pub secrets: Secrets,

    #[command(flatten)]
    pub secret_files: SecretFileOptions,

    #[command(flatten)]
    pub slack: SlackOptions,

    #[command(flatten)]
    pub database_url: DatabaseUrlOptions,

    /// Address and port for requests from Slack
    #[arg(long, env = "BEARINGS_LISTEN", default_value = LISTEN, value_name = "ADDRESS")]
    pub listen: Setting,

    /// Address and port for Prometheus metrics; without it, there are none
    #[arg(long, env = "BEARINGS_METRICS_LISTEN", default_value = "", value_name = "ADDRESS")]
    pub metrics_listen: Setting,

    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    pub framework_dir: Setting,

    /// Most messages a second that Bearings sends on its own
    #[arg(long, env = "BEARINGS_MESSAGES_PER_SECOND", default_value = "4", value_name = "NUMBER")]
    pub messages_per_second: Setting,

    /// Slack ids of people who can set up teams, besides the workspace's admins, separated by commas
    #[arg(long, env = "BEARINGS_ADMINS", default_value = "", value_name = "IDS")]
    pub admins: Setting,

    /// How many days to keep each kind of data about people, such as prompts=200, evidence=forever
    #[arg(long, env = "BEARINGS_KEEP_DAYS", default_value = "", value_name = "KINDS")]
    pub keep_days: Setting,

    #[command(flatten)]
    pub quota: QuotaOptions,

    #[command(flatten)]
    pub backups: BackupOptions,

    #[command(flatten)]
    pub names: CommandNameOptions,
}

impl Options {
    /// Adds what no flag can set: the secrets, and what the environment says about the way to Slack.
    #[must_use]
    pub fn with_environment(self) -> Self {
        Self { secrets: Secrets::from_env(), slack: self.slack.with_environment(), ..self }
    }
}

/// The default number of messages a second: Slack takes several hundred a minute.
pub(super) const MESSAGES_PER_SECOND: u32 = 4;
/// The default address for Slack's requests.
pub(super) const LISTEN: &str = "127.0.0.1:3000";
/// The default directory of the framework files.
pub const FRAMEWORK_DIR: &str = "framework";
