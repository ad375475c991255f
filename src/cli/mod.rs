//! The command line: one file for each command.

mod backup;
mod check;
mod database;
mod deliveries;
#[cfg(feature = "demo")]
mod demo;
mod doctor;
mod lookup;
mod manifest;
mod people;
mod print;
mod privacy_report;
mod restore;
mod serve;
mod suggest;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A Slack bot for engineering progression frameworks: a compass, not a GPS.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the bot for your Slack workspace
    Serve(Box<serve::Serve>),
    /// Runs the bot with a local Slack workspace in the browser; no account needed
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    /// Answers in the terminal what `/framework …` answers in Slack
    Lookup(lookup::Lookup),
    /// Suggests the behaviours that everyday words show
    Suggest(suggest::Suggest),
    /// Checks everything that the bot needs, and says what to do about what is not right
    Doctor(doctor::Doctor),
    /// Prints the Slack app's manifest, or compares one with what the code needs
    Manifest(manifest::Manifest),
    /// Works with the roster: who is in which team, and who manages whom
    People {
        #[command(subcommand)]
        command: people::Command,
    },
    /// Says what is kept about people, why, who sees it, for how long, and where it goes
    PrivacyReport(privacy_report::PrivacyReport),
    /// Shows what could not be sent to people, and puts it right
    Deliveries {
        #[command(subcommand)]
        command: deliveries::Command,
    },
    /// Copies the database into a file that is checked, also while the bot runs
    Backup(backup::Backup),
    /// Puts a backup in the database's place
    Restore(restore::Restore),
    /// Checks a backup, or the database, from its first page to its last
    Verify(verify::Verify),
    /// Works with the framework files
    Framework {
        #[command(subcommand)]
        command: Framework,
    },
}

#[derive(Debug, Subcommand)]
enum Framework {
    /// Checks the framework files and says what to mend
    Check(check::Check),
}

/// How a command ends: well, or with what to tell the person and the exit code.
type Outcome = Result<(), Failure>;

/// What a person is told when a command cannot do its work.
#[derive(Debug)]
struct Failure {
    says: String,
    /// 1 for faults in what was checked, 2 for what has to be set up first.
    code: u8,
}

impl Failure {
    /// Something has to be set up first.
    fn setup(reason: impl std::fmt::Display) -> Self {
        Self { says: reason.to_string(), code: 2 }
    }

    /// What was checked has faults.
    fn findings(reason: impl std::fmt::Display) -> Self {
        Self { says: reason.to_string(), code: 1 }
    }
}

/// Parses the arguments and runs the command.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        #[cfg(feature = "demo")]
        Command::Demo(demo) => demo.run(),
        Command::Lookup(lookup) => lookup.run(),
        Command::Suggest(suggest) => suggest.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Manifest(manifest) => manifest.run(),
        Command::People { command } => command.run(),
        Command::PrivacyReport(report) => report.run(),
        Command::Deliveries { command } => command.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Verify(verify) => verify.run(),
        Command::Framework { command: Framework::Check(check) } => check.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { says, code }) => {
            print::problem(&says);
            ExitCode::from(code)
        }
    }
}

/// The runtime for commands that wait on something.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Runtime::new().map_err(Failure::setup)
}

/// Listens from now on, and ends when the process is asked to end, by Ctrl-C or by SIGTERM. Called before anybody is told that
/// the bot is there: whoever hears so may ask at once.
fn asked_to_end() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())
    };
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
        // Without the handler there is nothing to wait for but the end.
        let _ = interrupt.await;
    }
}
