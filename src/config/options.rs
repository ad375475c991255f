//! Every setting as it is written down, unchecked, and what it is when nobody writes it down.

use std::path::PathBuf;

use crate::config::{Backups, Names, Network, Problem, SLACK_DOMAIN, Secrets, SlackEndpoint};

/// Every setting, each by flag or by environment variable. A secret has no flag of its own, because a command line can
/// be read by everybody on the machine; its file has.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Not a flag: read from the environment only.
    #[arg(skip)]
    pub secrets: Secrets,

    /// File that holds the bot token, instead of `SLACK_BOT_TOKEN` [env: `SLACK_BOT_TOKEN_FILE`]
    #[arg(long, env = "SLACK_BOT_TOKEN_FILE", hide_env = true, value_name = "FILE")]
    pub slack_bot_token_file: Option<PathBuf>,

    /// File that holds the app-level token, instead of `SLACK_APP_TOKEN` [env: `SLACK_APP_TOKEN_FILE`]
    #[arg(long, env = "SLACK_APP_TOKEN_FILE", hide_env = true, value_name = "FILE")]
    pub slack_app_token_file: Option<PathBuf>,

    /// File that holds the signing secret, instead of `SLACK_SIGNING_SECRET` [env: `SLACK_SIGNING_SECRET_FILE`]
    #[arg(long, env = "SLACK_SIGNING_SECRET_FILE", hide_env = true, value_name = "FILE")]
    pub slack_signing_secret_file: Option<PathBuf>,

    /// Not a flag: what the environment says to every program about proxies and certificates.
    #[arg(skip)]
    pub network: Network,

    /// The domain that Slack is on, such as slack-gov.com
    #[arg(long, env = "BEARINGS_SLACK_DOMAIN", default_value = SLACK_DOMAIN, value_name = "DOMAIN")]
    pub slack_domain: String,

    /// Where Slack's Web API is, if it is not on that domain
    #[arg(long, env = "SLACK_API_URL", default_value = "", hide_default_value = true, value_name = "URL")]
    pub slack_api_url: String,

    /// The database file; it is made if it is not there
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    pub database_url: String,

    /// Address and port on which Slack's requests arrive
    #[arg(long, env = "BEARINGS_LISTEN", default_value = LISTEN, value_name = "ADDRESS")]
    pub listen: String,

    /// Address and port on which metrics are served, for Prometheus; without it they are not
    #[arg(long, env = "BEARINGS_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<String>,

    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    pub framework_dir: PathBuf,

    /// How many messages a second the bot sends by itself, at most
    #[arg(long, env = "BEARINGS_MESSAGES_PER_SECOND", default_value_t = MESSAGES_PER_SECOND, value_name = "NUMBER",
          value_parser = clap::value_parser!(u16).range(1..=50))]
    pub messages_per_second: u16,

    /// Slack ids of those who set up teams beside the workspace's admins, separated by commas
    #[arg(long, env = "BEARINGS_ADMINS", default_value = "", hide_default_value = true, value_name = "IDS")]
    pub admins: String,

    /// For how many days what is kept of people stays, by kind, such as prompts=200, evidence=forever
    #[arg(long, env = "BEARINGS_KEEP_DAYS", default_value = "", hide_default_value = true, value_name = "KINDS")]
    pub keep_days: String,

    /// Copies of the database.
    #[command(flatten)]
    pub backups: Backups,

    /// What the slash commands are called.
    #[command(flatten)]
    pub names: Names,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secrets: Secrets::default(),
            slack_bot_token_file: None,
            slack_app_token_file: None,
            slack_signing_secret_file: None,
            network: Network::default(),
            slack_domain: SLACK_DOMAIN.to_owned(),
            slack_api_url: String::new(),
            database_url: DATABASE_URL.to_owned(),
            listen: LISTEN.to_owned(),
            metrics_listen: None,
            framework_dir: FRAMEWORK_DIR.into(),
            messages_per_second: MESSAGES_PER_SECOND,
            admins: String::new(),
            keep_days: String::new(),
            backups: Backups::default(),
            names: Names::default(),
        }
    }
}

impl Options {
    /// Adds what no flag can say: the secrets, and what the environment says about the way to Slack.
    #[must_use]
    pub fn with_environment(self) -> Self {
        Self { secrets: Secrets::from_env(), network: Network::from_env(), ..self }
    }

    /// Where Slack is, and the way there.
    ///
    /// # Errors
    /// Every setting of it that cannot be used.
    pub fn endpoint(&self) -> Result<SlackEndpoint, Vec<Problem>> {
        SlackEndpoint::check(&self.slack_api_url, &self.slack_domain, &self.network)
    }
}

/// How many messages a second are sent when nobody says otherwise: Slack takes several hundred a minute.
const MESSAGES_PER_SECOND: u16 = 4;
/// Where Slack's requests arrive when nobody says otherwise.
const LISTEN: &str = "127.0.0.1:3000";
/// Where the database is when nobody says otherwise.
pub const DATABASE_URL: &str = "sqlite://bearings.db";
/// Where the framework files are when nobody says otherwise.
pub const FRAMEWORK_DIR: &str = "framework";
