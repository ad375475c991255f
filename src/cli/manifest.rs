//! `bearings manifest`: prints the Slack app's manifest, or compares one with what the code needs.

use std::path::{Path, PathBuf};

use crate::bot::manifest::{ManifestTransport, differences, manifest};
use crate::cli::{CommandError, CommandResult, print};
use crate::config::{CommandNameOptions, SLACK_DOMAIN, Setting, SettingReader, SlackDomain};
use crate::domain::commands::Commands;
use crate::import;

#[derive(Debug, clap::Args)]
pub(super) struct ManifestOptions {
    /// Your public https address, for Slack to call; without it, Bearings connects to Slack (Socket Mode)
    #[arg(long, value_name = "URL")]
    http: Option<String>,
    /// Slack's domain, such as slack-gov.com
    #[arg(long, env = "BEARINGS_SLACK_DOMAIN", default_value = SLACK_DOMAIN, value_name = "DOMAIN")]
    slack_domain: Setting,
    #[command(flatten)]
    names: CommandNameOptions,
    /// Compare this file with what Bearings needs, and print the differences
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "manifest.yml")]
    check: Option<PathBuf>,
}

impl ManifestOptions {
    pub(super) fn run(self) -> CommandResult {
        let mut reader = SettingReader::default();
        let commands = self.names.read(&mut reader);
        let domain = reader.word("BEARINGS_SLACK_DOMAIN", &self.slack_domain).unwrap_or_default();
        reader.finish()?;
        let way = self.http.as_deref().map(ManifestTransport::http).transpose()?;
        if let Some(file) = self.check {
            return check(&file, &commands, way.as_ref());
        }
        let way = way.unwrap_or(ManifestTransport::SocketMode);
        let domain = SlackDomain::check(&domain).map_err(CommandError::setup)?;
        let text = import::manifest::write(&manifest(&commands, &way), &domain)?;
        print::result(text.trim_end());
        Ok(())
    }
}

fn check(file: &Path, commands: &Commands, way: Option<&ManifestTransport>) -> CommandResult {
    let there = import::manifest::read(file)?;
    let (way, said) = differences(&there, commands, way)?;
    let file = file.display();
    if said.is_empty() {
        let way = match way {
            ManifestTransport::SocketMode => "in Socket Mode".to_owned(),
            ManifestTransport::Http(base) => format!("over HTTP at {base}"),
        };
        print::result(format!("{file} has everything Bearings needs {way}."));
        return Ok(());
    }
    let lines = said.iter().map(|difference| format!("{file}: {difference}"));
    Err(CommandError::findings(lines.collect::<Vec<_>>().join("\n")))
}
