//! A Slack workspace on this machine: it speaks Slack's HTTP protocols both ways, and has a page that works like Slack.
//!
//! The `World` is what is true in the workspace. The app reaches it through `web_api`; people reach it through
//! [`Person`], whether they use the `page` or are in a test; and what people do reaches the app through `wire`, signed.
//! Nothing here knows the app except by its manifest and its address.

mod blocks;
mod controls;
mod fault_injection;
mod guard;
mod json;
mod link;
mod manifest;
mod mrkdwn;
mod offers;
mod page;
mod person;
mod profiles;
mod web_api;
mod wire;
mod workspace_ops;
mod world;
mod zones;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::{Router, middleware};
use tokio::sync::watch;

pub use self::fault_injection::Posted;
pub use self::link::{Connections, Stall};
pub use self::manifest::ManifestError;
pub use self::person::{CannotDo, Person};
pub use self::web_api::{Calls, Cursor, Fault};
use self::web_api::{Faults, Ledger, RateBuckets};
use self::wire::Wire;
use self::world::World;
use crate::clock::Clock;
use crate::domain::ids::{MemberId, WorkspaceId};

/// What a workspace starts with: the installed app, and the time.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// The text of `manifest.yml`; commands, scopes and events come from it.
    pub manifest: &'a str,
    /// The only token that the Web API takes.
    pub bot_token: &'a str,
    /// Signs every request to the app.
    pub signing_secret: &'a str,
    /// The workspace's time; the page's buttons move it, and with it all of its clones.
    pub clock: Clock,
}

/// The workspace. Clones share it.
#[derive(Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

struct Shared {
    world: Mutex<World>,
    /// Counts changes, so that others can wait for the next.
    changes: watch::Sender<u64>,
    clock: Clock,
    token: RwLock<String>,
    base: RwLock<String>,
    wire: Wire,
    pace: Mutex<RateBuckets>,
    faults: Mutex<Faults>,
    ledger: Mutex<Ledger>,
}

impl Sandbox {
    /// Opens the workspace with its five people in it and the app installed.
    ///
    /// # Errors
    /// When Slack would refuse the manifest.
    pub fn new(setup: Setup<'_>) -> Result<Self, ManifestError> {
        let app = manifest::install(setup.manifest)?;
        let shared = Shared {
            world: Mutex::new(World::new(app, setup.clock.clone())),
            changes: watch::Sender::new(0),
            clock: setup.clock,
            token: RwLock::new(setup.bot_token.to_owned()),
            base: RwLock::new(String::new()),
            wire: Wire::new(setup.signing_secret),
            pace: Mutex::new(RateBuckets::default()),
            faults: Mutex::new(Faults::default()),
            ledger: Mutex::new(Ledger::default()),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Serves the page at `/`, the Web API at `/api/{method}`, response URLs at `/hooks/{id}`, uploads at `/upload/{id}`,
    /// and Socket Mode at `/link/`.
    pub fn router(&self) -> Router {
        let routes = web_api::router(self).merge(link::router(self)).merge(page::router(self));
        routes.layer(middleware::from_fn_with_state(self.clone(), guard::guard))
    }

    /// Says where `router` is served, without a trailing slash: response URLs and permalinks begin with it. Below a
    /// domain name, it uses further hosts named `hooks.` and `files.`, as Slack does.
    pub fn listening_at(&self, base: &str) {
        base.trim_end_matches('/').clone_into(&mut self.shared.base.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Says where the app listens; it gets its requests under `/slack/…` there.
    pub fn connect(&self, bot_base: &str) {
        self.shared.wire.connect(bot_base);
    }

    /// A person of the workspace by first name (`"ana"`) or id; with an unknown name every action fails.
    #[must_use]
    pub fn person(&self, name: &str) -> Person {
        Person::new(self.clone(), name)
    }

    /// The workspace's id.
    #[must_use]
    pub fn workspace() -> WorkspaceId {
        WorkspaceId::new(world::TEAM)
    }

    /// The id of a person by first name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<MemberId> {
        self.read(|world| world.find_member(name).map(|member| member.id.clone()))
    }

    /// Everything so far that a strict Slack would refuse and a test should fail on.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.read(|world| world.complaints.clone())
    }

    /// The workspace's time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.shared.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let outcome = act(&mut self.shared.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.shared.changes.send_modify(|count| *count += 1);
        outcome
    }

    fn complain(&self, what: impl Into<String>) {
        self.change(|world| world.complain(what));
    }

    /// The base URL of a Slack service with its own host, such as `hooks`.
    fn base_of(&self, host: &str) -> String {
        below(&self.base(), host)
    }

    fn base(&self) -> String {
        self.shared.base.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Adds a host below the base's domain; an address of this machine has none and stays as it is.
fn below(base: &str, host: &str) -> String {
    match base.split_once("://") {
        Some((scheme, name)) if name.parse::<SocketAddr>().is_err() && !name.starts_with("localhost") => {
            format!("{scheme}://{host}.{name}")
        }
        _ => base.to_owned(),
    }
}

#[cfg(test)]
mod testing;
