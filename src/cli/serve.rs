//! `bearings serve`: runs the bot for a real workspace.

use std::pin::pin;
use std::task::Poll;

use futures_util::stream::{self, Stream, StreamExt};
use sd_notify::NotifyState;

use crate::app;
use crate::cli::log::LogOptions;
use crate::cli::{CommandError, CommandResult, asked_to_end, block_on, print};
use crate::clock::Clock;
use crate::config::{Config, Options, Problems};
use crate::http::{READYZ, metrics};

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    log: LogOptions,
}

impl Serve {
    pub(super) fn run(mut self) -> CommandResult {
        self.options = self.options.with_environment();
        let (log, config) = Problems::both(self.log.start(), Config::check(&self.options))?;
        let connects = config.credentials.app_token.is_some();
        block_on(async {
            let mut end = pin!(asked_to_end());
            let mut reloads = asked_to_reload();
            let mut running = app::start(config, Clock::system()).await?;
            print::result(format!("Bearings answers on http://{}", running.address));
            if let Some(address) = running.metrics {
                print::result(format!("Metrics are on http://{address}{}", metrics::PATH));
            }
            if connects {
                print::result(format!("It connects to Slack by Socket Mode; {READYZ} says whether it's ready"));
            }
            tell_service_manager(&[NotifyState::Ready]);
            let broken = loop {
                tokio::select! {
                    () = &mut end => break None,
                    why = running.broken() => break Some(why),
                    Some(()) = reloads.next() => {}
                }
                tell_service_manager(&reloading());
                tokio::select! {
                    () = &mut end => break None,
                    () = running.reload() => self.log.read_again(&log),
                }
                tell_service_manager(&[NotifyState::Ready]);
            };
            tell_service_manager(&[NotifyState::Stopping]);
            running.stop().await;
            broken.map_or(Ok(()), |why| Err(CommandError::setup(why)))
        })
    }
}

/// An item for each SIGHUP, which asks to read the reloadable settings again instead of ending the process.
fn asked_to_reload() -> impl Stream<Item = ()> + Unpin {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hangup = signal(SignalKind::hangup()).ok();
        stream::poll_fn(move |context| hangup.as_mut().map_or(Poll::Pending, |hangup| hangup.poll_recv(context)))
    }
    #[cfg(not(unix))]
    stream::pending()
}

/// What systemd is told about a reload. The timestamp tells it which of its requests this answers.
fn reloading() -> Vec<NotifyState<'static>> {
    [Some(NotifyState::Reloading), NotifyState::monotonic_usec_now().ok()].into_iter().flatten().collect()
}

/// Notifies systemd, if it started us and expects that.
fn tell_service_manager(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "can't notify the service manager");
    }
}
