//! The command line: one file for each command.

mod backup;
mod database;
mod deliveries;
#[cfg(feature = "demo")]
mod demo;
mod doctor;
mod framework;
mod log;
mod lookup;
mod manifest;
mod migrate_to;
mod people;
mod print;
mod privacy_report;
mod restore;
mod serve;
mod suggest;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// A Slack bot for engineering progression frameworks: a compass, not a GPS.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<CliCommand>,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Run Bearings for your Slack workspace
    Serve(Box<serve::Serve>),
    /// Try Bearings in a local Slack workspace in your browser; no account needed
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    /// Look up the framework in the terminal, as `/framework` does in Slack
    Lookup(lookup::Lookup),
    /// Suggest behaviours for a description in everyday words
    Suggest(suggest::Suggest),
    /// Check everything Bearings needs, and say how to fix what's wrong
    Doctor(Box<doctor::Doctor>),
    /// Print the Slack app's manifest, or check one against what Bearings needs
    Manifest(manifest::ManifestOptions),
    /// Manage the roster: teams, engineers and managers
    #[command(subcommand)]
    People(people::PeopleCommand),
    /// Report what is kept about people, why, for how long, who sees it and where it goes
    PrivacyReport(privacy_report::PrivacyReport),
    /// Show and fix messages that could not be delivered
    #[command(subcommand)]
    Deliveries(deliveries::DeliveriesCommand),
    /// Back up the database into a checked file, even while Bearings runs
    Backup(backup::Backup),
    /// Replace the database with a backup
    Restore(restore::Restore),
    /// Check every page of a backup or of the database
    Verify(verify::Verify),
    /// Copy everything into another database: from a file to PostgreSQL, or back
    MigrateTo(migrate_to::MigrateTo),
    /// Work with the framework files
    #[command(subcommand)]
    Framework(framework::FrameworkCommand),
}

/// What `bearings` without a command prints.
const WITHOUT_COMMAND: &str = "\
Bearings brings your engineering progression framework to Slack. It's a compass, not a GPS.

  bearings demo                    try it in your browser, without a Slack account
  bearings lookup level 3 mastery  see what is expected at a level
  bearings doctor                  check your setup
  bearings serve                   run it for your Slack workspace

For all commands, run: bearings --help";

/// How a command ends: successfully, or with a message and an exit code.
type CommandResult = Result<(), CommandError>;

/// The message and exit code of a command that failed.
#[derive(Debug)]
struct CommandError {
    message: String,
    exit_code: u8,
}

impl CommandError {
    /// A problem with the setup.
    fn setup(reason: impl std::fmt::Display) -> Self {
        Self { message: reason.to_string(), exit_code: 2 }
    }

    /// Faults in what was checked.
    fn findings(reason: impl std::fmt::Display) -> Self {
        Self { message: reason.to_string(), exit_code: 1 }
    }
}

impl<E: std::error::Error> From<E> for CommandError {
    fn from(error: E) -> Self {
        Self::setup(error)
    }
}

/// Parses the arguments and runs the command.
pub fn run() -> ExitCode {
    let parsed = Cli::from_arg_matches(&with_plain_help(Cli::command()).get_matches());
    let Some(command) = parsed.unwrap_or_else(|error| error.exit()).command else {
        print::problem(WITHOUT_COMMAND);
        return ExitCode::from(2);
    };
    let result = match command {
        CliCommand::Serve(serve) => serve.run(),
        #[cfg(feature = "demo")]
        CliCommand::Demo(demo) => demo.run(),
        CliCommand::Lookup(lookup) => lookup.run(),
        CliCommand::Suggest(suggest) => suggest.run(),
        CliCommand::Doctor(doctor) => doctor.run(),
        CliCommand::Manifest(manifest) => manifest.run(),
        CliCommand::People(command) => command.run(),
        CliCommand::PrivacyReport(report) => report.run(),
        CliCommand::Deliveries(command) => command.run(),
        CliCommand::Backup(backup) => backup.run(),
        CliCommand::Restore(restore) => restore.run(),
        CliCommand::Verify(verify) => verify.run(),
        CliCommand::MigrateTo(migrate) => migrate.run(),
        CliCommand::Framework(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(CommandError { message, exit_code }) => {
            print::problem(&message);
            ExitCode::from(exit_code)
        }
    }
}

/// Makes help show the names of environment variables but not their values, which may contain a password, and no default
/// of a setting that is unset by default. Backticks are for rustdoc only.
fn with_plain_help(command: clap::Command) -> clap::Command {
    let plain = |help: &clap::builder::StyledStr| help.to_string().replace('`', "");
    let argument = |argument: clap::Arg| {
        let is_unset = argument.get_default_values().iter().any(|value| value.is_empty());
        let help = argument.get_help().map(plain).unwrap_or_default();
        argument.hide_env_values(true).hide_default_value(is_unset).help(help)
    };
    let about = command.get_about().map(plain).unwrap_or_default();
    command.about(about).mut_args(argument).mut_subcommands(with_plain_help)
}

fn block_on<T>(work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    tokio::runtime::Runtime::new()?.block_on(work)
}

/// Listens from now on, and resolves when Ctrl-C or SIGTERM asks the process to end. Call it before announcing that the
/// bot is up, because a signal may follow at once.
fn asked_to_end() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        // Without a SIGTERM handler, only Ctrl-C is left to wait for.
        let _ = interrupt.await;
    }
}

#[cfg(test)]
mod tests {
    use std::any::TypeId;
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::Setting;

    /// Every variable that a command and its subcommands read, with the command's name.
    fn variables(command: &clap::Command) -> Vec<(String, String)> {
        let own = command.get_arguments().filter_map(|argument| argument.get_env());
        let own = own.map(|name| (command.get_name().to_owned(), name.to_str().unwrap().to_owned()));
        own.chain(command.get_subcommands().flat_map(variables)).collect()
    }

    fn settings_of(command: &clap::Command, wrong: &mut Vec<String>) {
        for argument in command.get_arguments().filter(|argument| argument.get_env().is_some()) {
            if argument.get_value_parser().type_id() != TypeId::of::<Setting>() {
                wrong.push(format!("{} of {}", argument.get_id(), command.get_name()));
            }
        }
        command.get_subcommands().for_each(|command| settings_of(command, wrong));
    }

    #[test]
    fn every_variable_of_every_command_is_read_as_a_setting() {
        let mut wrong = Vec::new();
        settings_of(&Cli::command(), &mut wrong);
        assert_eq!(wrong, Vec::<String>::new(), "make these a config::Setting, which a config::SettingReader reads");
    }

    #[test]
    fn the_example_and_readme_name_every_setting_and_no_others() {
        // These have no flag.
        let secrets = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"];
        let of_every_program = ["HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"];
        let flagless = secrets.into_iter().chain(of_every_program).map(str::to_owned);
        let known: BTreeSet<String> =
            variables(&Cli::command()).into_iter().map(|(_, name)| name).chain(flagless).collect();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
        let example: BTreeSet<String> = text(".env.example")
            .lines()
            .filter_map(|line| line.trim_start_matches("# ").split_once('='))
            .map(|(name, _)| name.to_owned())
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        assert_eq!(example, known, ".env.example");
        let readme: BTreeSet<String> = text(".deploy/README.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(name, _)| name.to_owned())
            .filter(|name| name.contains('_') && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        assert_eq!(readme, known, ".deploy/README.md");
    }

    #[test]
    fn help_shows_no_value_of_a_variable() {
        fn shows(command: &clap::Command) -> bool {
            let shown = |argument: &clap::Arg| argument.get_env().is_some() && !argument.is_hide_env_values_set();
            command.get_arguments().any(shown) || command.get_subcommands().any(shows)
        }
        assert!(!shows(&with_plain_help(Cli::command())));
    }
}
