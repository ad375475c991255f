//! `bearings deliveries …`: shows pending and failed deliveries and acts on them, also while the bot runs.

mod describe;

use std::sync::Arc;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::database::DatabaseOptions;
use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::clock::Clock;
use crate::domain::delivery::{AdminAction, DeliveryId, DeliveryState, DeliverySummary};
use crate::services::deliveries::Deliveries;
use crate::services::outbox::{AdminUpdateError, admin_update};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum DeliveriesCommand {
    /// List messages that are waiting or could not be delivered
    List {
        #[command(flatten)]
        database: DatabaseOptions,
        /// List only deliveries in these states, including sent and dropped ones
        #[arg(long = "state", value_name = "STATE", value_delimiter = ',', value_parser = states())]
        states: Vec<DeliveryState>,
        /// Print JSON instead of text
        #[arg(long)]
        json: bool,
    },
    /// Show everything about one delivery, except its text
    Show {
        #[command(flatten)]
        delivery: DeliveryOptions,
        /// Print JSON instead of text
        #[arg(long)]
        json: bool,
    },
    /// Retry one at once, after checking whether it has already arrived
    Retry {
        #[command(flatten)]
        delivery: DeliveryOptions,
    },
    /// Give up one for good
    Drop {
        #[command(flatten)]
        delivery: DeliveryOptions,
        /// Agree that its message may have arrived already
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct DeliveryOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The delivery's id in the list
    id: i64,
}

impl DeliveriesCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::List { database, states, json } => {
                let states = if states.is_empty() { DeliveryState::OPEN.to_vec() } else { states };
                let list = async |store: &Arc<Store>| Ok(Deliveries::new(store.clone()).list(&states).await?);
                let listed = block_on(database.with(list))?;
                print::json_or_text(
                    json,
                    || listed.iter().map(describe::json).collect(),
                    || describe::table(&listed, &states),
                );
            }
            Self::Show { delivery, json } => {
                let listed = block_on(delivery.database.with(async |store| delivery.find(store).await))?;
                print::json_or_text(json, || describe::json(&listed), || describe::sentences(&listed));
            }
            Self::Retry { delivery } => delivery.admin_update(AdminAction::Retry)?,
            Self::Drop { delivery, yes } => delivery.admin_update(AdminAction::Drop { knowing: yes })?,
        }
        Ok(())
    }
}

impl DeliveryOptions {
    async fn find(&self, store: &Arc<Store>) -> Result<DeliverySummary, CommandError> {
        let found = Deliveries::new(store.clone()).find(DeliveryId(self.id)).await?;
        found.ok_or_else(|| self.unknown())
    }

    fn admin_update(&self, action: AdminAction) -> CommandResult {
        let now = Clock::system().now();
        block_on(self.database.with(async |store| {
            let listed = self.find(store).await?;
            let updated = admin_update(store, listed.id, action, now).await;
            let allowed = updated.map_err(|error| match error {
                AdminUpdateError::NotThere => self.unknown(),
                AdminUpdateError::Refused(why) => {
                    CommandError::findings(format!("Delivery {} is unchanged: {why}.", self.id))
                }
                AdminUpdateError::Store(error) => error.into(),
            })?;
            print::result(describe::result(self.id, listed.kind, allowed));
            Ok(())
        }))
    }

    fn unknown(&self) -> CommandError {
        CommandError::findings(format!(
            "There is no delivery {}. To see them all, run: bearings deliveries list",
            self.id
        ))
    }
}

fn states() -> impl TypedValueParser<Value = DeliveryState> {
    PossibleValuesParser::new(DeliveryState::ALL.map(DeliveryState::name)).try_map(|name| {
        let named = DeliveryState::ALL.into_iter().find(|state| state.name() == name);
        named.ok_or("no such state")
    })
}
