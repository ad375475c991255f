//! `bearings serve`: the bot for a real workspace.

use sd_notify::NotifyState;

use crate::app;
use crate::cli::log::LogOptions;
use crate::cli::{Failure, Outcome, asked_to_end, print, runtime};
use crate::clock::Clock;
use crate::config::{Config, Options, Problems};

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    log: LogOptions,
}

impl Serve {
    pub(super) fn run(mut self) -> Outcome {
        self.options = self.options.with_environment();
        let (_log, config) = Problems::both(self.log.start(), Config::check(&self.options)).map_err(Failure::setup)?;
        let connects = config.ways.app_token.is_some();
        runtime()?.block_on(async {
            let end = asked_to_end();
            let running = app::start(config, Clock::system()).await.map_err(Failure::setup)?;
            print::result(format!("Bearings answers on http://{}", running.address));
            if let Some(metrics) = running.metrics {
                print::result(format!("Metrics are on http://{metrics}/metrics"));
            }
            if connects {
                print::result("It connects to Slack by Socket Mode; /readyz says whether it can work");
            }
            tell_service_manager(NotifyState::Ready);
            let broken = tokio::select! {
                () = end => None,
                why = running.broken() => Some(why),
            };
            tell_service_manager(NotifyState::Stopping);
            running.stop().await;
            broken.map_or(Ok(()), |why| Err(Failure::setup(why)))
        })
    }
}

/// Tells systemd, where it has started us and waits to hear.
fn tell_service_manager(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager cannot be told how we are");
    }
}
