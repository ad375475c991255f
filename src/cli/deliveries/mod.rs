//! `bearings deliveries …`: shows pending and failed deliveries and acts on them, also while the bot runs.

mod say;

use std::sync::Arc;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value;

use crate::cli::database::Database;
use crate::cli::{Failure, Outcome, print, runtime};
use crate::clock::Clock;
use crate::domain::delivery::{AdminAction, DeliveryId, State};
use crate::services::deliveries::{AdminUpdateError, Deliveries};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists what waits or could not be delivered
    List(List),
    /// Tells all about one delivery, and nothing that anybody wrote
    Show(Show),
    /// Has one tried at once; what may stand there already is looked for first
    Retry(Retry),
    /// Gives one up for good
    Drop(Drop),
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    source: Source,
    /// Only those in these states, also what is sent or given up
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = states())]
    state: Vec<State>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    #[command(flatten)]
    one: One,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Retry {
    #[command(flatten)]
    one: One,
}

#[derive(Debug, clap::Args)]
pub(super) struct Drop {
    #[command(flatten)]
    one: One,
    /// Also if its message may stand there already
    #[arg(long)]
    yes: bool,
}

/// Where deliveries are kept.
#[derive(Debug, clap::Args)]
struct Source {
    #[command(flatten)]
    database: Database,
}

/// One delivery.
#[derive(Debug, clap::Args)]
struct One {
    #[command(flatten)]
    source: Source,
    /// Its number in the list
    id: i64,
}

impl Command {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::List(list) => list.run(),
            Self::Show(show) => show.run(),
            Self::Retry(retry) => retry.one.admin_update(AdminAction::Retry),
            Self::Drop(drop) => drop.one.admin_update(AdminAction::Drop { knowing: drop.yes }),
        }
    }
}

impl List {
    fn run(self) -> Outcome {
        let states = if self.state.is_empty() { State::OPEN.to_vec() } else { self.state };
        let listed = self.source.with(async |deliveries| deliveries.list(&states).await.map_err(Failure::setup))?;
        if self.json {
            print::data(&listed.iter().map(say::data).collect::<Value>());
        } else {
            print::result(say::table(&listed, &states));
        }
        Ok(())
    }
}

impl Show {
    fn run(self) -> Outcome {
        let id = DeliveryId(self.one.id);
        let found = self.one.source.with(async |deliveries| deliveries.find(id).await.map_err(Failure::setup))?;
        let listed = found.ok_or_else(|| self.one.unknown())?;
        if self.json {
            print::data(&say::data(&listed));
        } else {
            print::result(say::sentences(&listed));
        }
        Ok(())
    }
}

impl One {
    fn admin_update(&self, action: AdminAction) -> Outcome {
        let now = Clock::system().now();
        let (kind, done) = self.source.with(async |deliveries| {
            let id = DeliveryId(self.id);
            let found = deliveries.find(id).await.map_err(Failure::setup)?.ok_or_else(|| self.unknown())?;
            let done = deliveries.admin_update(id, action, now).await.map_err(|error| match error {
                AdminUpdateError::NotThere => self.unknown(),
                AdminUpdateError::Refused(why) => {
                    Failure::findings(format!("Delivery {} stays as it is: {why}.", self.id))
                }
                AdminUpdateError::Store(error) => Failure::setup(error),
            })?;
            Ok((found.kind, done))
        })?;
        print::result(say::done(self.id, kind, done));
        Ok(())
    }

    fn unknown(&self) -> Failure {
        Failure::findings(format!("There is no delivery {}. See: bearings deliveries list", self.id))
    }
}

impl Source {
    /// Opens the database, works on it and closes it.
    fn with<T>(&self, work: impl AsyncFnOnce(&Deliveries) -> Result<T, Failure>) -> Result<T, Failure> {
        runtime()?.block_on(async {
            let store = Arc::new(self.database.open().await?);
            let done = work(&Deliveries::new(store.clone())).await;
            store.close().await;
            done
        })
    }
}

fn states() -> impl TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::name)).try_map(|name| {
        let named = State::ALL.into_iter().find(|state| state.name() == name);
        named.ok_or("no such state")
    })
}
