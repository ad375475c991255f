//! Assembles the bot and runs it: from checked settings to an address that answers, and to a graceful stop.

mod loops;
mod reload;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::app::loops::{check_channels, erase_dms, run_repeatedly, send, sync_directory};
use crate::app::reload::Reloader;
use crate::bot::Bot;
use crate::clock::Clock;
use crate::config::{Config, ListenAddress};
use crate::http::{self, RequestVerifier};
use crate::jobs::{ChannelChecker, DatabaseMaintenance, DirectorySync, DmEraser, Jobs, Sender};
use crate::secret::ExposeSecret;
use crate::services::Services;
use crate::services::backups::Backups;
use crate::services::frameworks::{self, CurrentLibrary, LoadError, LoadedFramework};
use crate::slack::{ConnectError, Signatures, WebApi};
use crate::socket::SocketMode;
use crate::store::{self, OpenError, Store};
use crate::telemetry::numbers;

/// How long a start waits for Slack to say which workspace the token belongs to.
const FIRST_CONFIRMATION_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a stop waits for open work before it drops it.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(8);

pub struct Running {
    pub address: SocketAddr,
    pub metrics: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    /// Aborted when this is dropped.
    loops: JoinSet<()>,
    bot: BotHandle,
    reloader: Reloader,
}

/// Why the bot did not start; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("can't listen on {address} ({why}): choose another address with {setting}")]
    Listen {
        address: ListenAddress,
        /// The name of the setting it comes from.
        setting: &'static str,
        why: std::io::Error,
    },
}

/// What a stop closes, in order.
struct BotHandle {
    bot: Bot,
    socket: Option<SocketMode>,
    jobs: Arc<Jobs>,
    sender: Arc<Sender>,
    directory_sync: Arc<DirectorySync>,
    checker: Arc<ChannelChecker>,
    dm_eraser: Arc<DmEraser>,
    maintenance: DatabaseMaintenance,
    store: Arc<Store>,
    clock: Clock,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("address", &self.address)
            .field("metrics", &self.metrics)
            .finish_non_exhaustive()
    }
}

/// Reads what Slack said to earlier runs. The bot can start without it.
async fn load_from_earlier_runs(services: &Services) {
    if let Err(error) = services.installations.load().await {
        tracing::error!(%error, "can't read the stored workspace: asking Slack");
    }
    if let Err(error) = services.events.load().await {
        tracing::error!(%error, "can't read which events Slack sends: this stays unknown until the next start");
    }
}

/// Opens the database, loads the framework, listens, and connects to Socket Mode if there's an app-level token.
pub async fn start(config: Config, clock: Clock) -> Result<Running, StartError> {
    let backups = config.optional.backups.directory.as_deref();
    let store = Arc::new(store::open_with(config.database_url.expose_secret(), backups).await?);
    let loaded = frameworks::load(&store, &config.framework_dir, clock.now()).await?;
    announce(&loaded);
    let slack = Arc::new(WebApi::new(&config.slack, &config.slack_bot_token)?.with_clock(clock.clone()));
    let services = Services::with_quota(&store, config.optional.quota);
    load_from_earlier_runs(&services).await;
    let current_library = Arc::new(CurrentLibrary::new(loaded.library.asked_by(config.optional.commands.clone())));
    let signatures = config.credentials.signing_secret.as_ref().map(|secret| Arc::new(Signatures::new(secret)));
    let shared = (services.clone(), clock.clone());
    let reloader = Reloader::new(&config, current_library.clone(), slack.clone(), signatures.clone(), shared);
    let jobs = Arc::new(Jobs::new(services.clone(), current_library.clone(), config.optional.retention.clone()));
    let sender =
        Sender::new(&services, current_library.clone(), slack.clone(), clock.clone(), config.optional.send_every);
    if let Err(error) = sender.take_up().await {
        tracing::error!(%error, "can't reclaim interrupted deliveries: their leases will expire");
    }
    let directory_sync = DirectorySync::new(&services, slack.clone(), clock.clone());
    let checker = ChannelChecker::new(&services, slack.clone(), clock.clone());
    let dm_eraser = DmEraser::new(&services, current_library.clone(), slack.clone(), clock.clone());
    let backups =
        Arc::new(Backups::new(store.clone(), config.optional.backups.directory, config.optional.backups.kept));
    let maintenance = DatabaseMaintenance::new(backups.clone(), clock.clone());
    let bot = Bot::new(current_library, services.clone(), slack.clone(), clock.clone(), config.optional.admins);
    bot.warn_of_missing_events();
    // The first request should find the workspace confirmed. If Slack is slow, `resolve` keeps asking in
    // the background.
    let _ = tokio::time::timeout(FIRST_CONFIRMATION_TIMEOUT, bot.installation().confirm()).await;
    let verifier = signatures.map(RequestVerifier::new);
    let socket = config
        .credentials
        .app_token
        .map(|token| SocketMode::new(bot.clone(), slack.with_token(&token), clock.clone(), config.socket_silence));
    let (listener, address) = listen(config.listen, "BEARINGS_LISTEN").await?;
    let measured = match config.optional.metrics_listen {
        Some(wanted) => {
            let (listener, address) = listen(wanted, "BEARINGS_METRICS_LISTEN").await?;
            Some((listener, address, numbers::record(clock.now())))
        }
        None => None,
    };
    let only_way = socket.as_ref().filter(|_| verifier.is_none()).map(SocketMode::live);
    let router = http::router(bot.clone(), verifier, only_way);
    socket.iter().for_each(SocketMode::start);
    let (stop, stopped) = oneshot::channel::<()>();
    // A dropped sender means the same as a message: stop.
    let stopped = async move { stopped.await.unwrap_or(()) };
    let answering = tokio::spawn(http::serve(listener, router, stopped));
    let bot = BotHandle { bot, socket, jobs, sender, directory_sync, checker, dm_eraser, maintenance, store, clock };
    let mut loops = bot.spawn_loops();
    let metrics = measured.map(|(listener, address, recorded)| {
        let router = http::metrics::router(recorded.clone(), services, backups, bot.clock.clone());
        loops.spawn(http::serve(listener, router, pending()));
        loops.spawn(run_repeatedly(bot.clock.clone(), async move |_| recorded.tidy()));
        address
    });
    Ok(Running { address, metrics, stop, server: answering, loops, bot, reloader })
}

impl BotHandle {
    /// Starts the background loops, which run without any request.
    fn spawn_loops(&self) -> JoinSet<()> {
        let Self { bot, jobs, sender, directory_sync, checker, dm_eraser, maintenance, clock, .. } = self;
        let (jobs, maintenance) = (jobs.clone(), maintenance.clone());
        let mut loops = JoinSet::new();
        loops.spawn(run_repeatedly(clock.clone(), async move |now| jobs.run_due(now).await));
        loops.spawn(run_repeatedly(clock.clone(), async move |_| maintenance.run().await));
        loops.spawn(send(clock.clone(), sender.clone()));
        let (resolving, refused) = (bot.installation().clone(), bot.installation().clone());
        loops.spawn(async move { resolving.resolve().await });
        loops.spawn(async move { refused.log_token_refusals().await });
        loops.spawn(sync_directory(clock.clone(), directory_sync.clone()));
        loops.spawn(check_channels(clock.clone(), checker.clone()));
        loops.spawn(erase_dms(clock.clone(), dm_eraser.clone()));
        loops
    }
}

/// Listens on the first of these addresses that works.
async fn listen(wanted: ListenAddress, setting: &'static str) -> Result<(TcpListener, SocketAddr), StartError> {
    let cannot_listen = |why| StartError::Listen { address: wanted.clone(), setting, why };
    let addresses = wanted.resolve().await.map_err(cannot_listen)?;
    let listener = TcpListener::bind(addresses.as_slice()).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    Ok((listener, address))
}

impl Running {
    /// Returns once the bot can't go on, with the reason and what to do. The caller then stops it.
    pub async fn broken(&self) -> String {
        self.bot.maintenance.broken().await
    }

    /// Reads the secret files and the framework again, and uses what changed. Faulty ones are only logged.
    pub async fn reload(&mut self) {
        self.reloader.reload(&self.bot.bot, self.bot.socket.as_ref()).await;
    }

    /// Runs what is due now, for a caller that moved the clock and doesn't want to wait.
    pub async fn run_due_now(&self) {
        self.bot.bot.installation().confirm().await;
        self.bot.directory_sync.sync_due().await;
        self.bot.jobs.run_due(self.bot.clock.now()).await;
        self.bot.checker.check_due().await;
        self.bot.sender.send_due().await;
        self.bot.dm_eraser.erase_due().await;
        self.bot.maintenance.run().await;
    }

    /// Takes no more requests, answers the open ones, finishes their background work, and closes the database.
    pub async fn stop(self) {
        let Self { stop, server, mut loops, bot: BotHandle { bot, socket, sender, store, .. }, .. } = self;
        // The server may have ended on its own.
        let _ = stop.send(());
        let drained = async {
            if let Some(socket) = socket {
                socket.stop().await;
            }
            let _ = server.await;
            bot.finish().await;
            sender.stop().await;
        };
        if tokio::time::timeout(DRAIN_TIMEOUT, drained).await.is_err() {
            tracing::warn!("some requests were still open at shutdown");
        }
        // The loops leave nothing half done, because each writes in transactions.
        loops.shutdown().await;
        if let Err(error) = sender.let_go().await {
            tracing::error!(%error, "can't release a delivery that was being sent: its lease will expire");
        }
        store.close().await;
    }
}

fn announce(loaded: &LoadedFramework) {
    for change in &loaded.changed {
        tracing::info!(track = change.track, "stored as a new version");
        if change.same_version {
            tracing::warn!(
                track = change.track,
                "the text changed but its version didn't: raise the version in the file"
            );
        }
    }
    for finding in loaded.findings.iter().flat_map(crate::import::Findings::iter) {
        tracing::error!(%finding, "the framework files are faulty; serving the last good version");
    }
}
