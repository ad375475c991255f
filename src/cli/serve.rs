//! `bearings serve`: the bot for a real workspace.

use crate::app;
use crate::cli::{Failure, Outcome, asked_to_end, print, runtime};
use crate::clock::Clock;
use crate::config::{Config, Options, Secrets};
use crate::telemetry;

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    options: Options,
    /// How much to log, such as info or bearings=debug
    #[arg(long, env = "RUST_LOG", value_name = "FILTER")]
    log: Option<String>,
}

impl Serve {
    pub(super) fn run(mut self) -> Outcome {
        self.options.secrets = Secrets::from_env();
        let _logging = telemetry::start(self.log.as_deref());
        let config = Config::check(self.options).map_err(Failure::setup)?;
        runtime()?.block_on(async {
            let running = app::start(config, Clock::system()).await.map_err(Failure::setup)?;
            print::result(&format!("Bearings answers on http://{}", running.address));
            if let Some(metrics) = running.metrics {
                print::result(&format!("Metrics are on http://{metrics}/metrics"));
            }
            asked_to_end().await;
            running.stop().await;
            Ok(())
        })
    }
}
