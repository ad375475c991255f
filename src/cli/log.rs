//! Log options: the filter and the format.

use crate::config::{LogFilter, LogFilterOptions, Problem, Problems, Reader, Setting};
use crate::telemetry::{self, Format, Logging};

const FILTER_HOW: &str = "write a level, such as info, or parts with their levels, such as warn,bearings=debug";

#[derive(Debug, clap::Args)]
pub(super) struct LogOptions {
    #[command(flatten)]
    filter: LogFilterOptions,
    /// How a line of the log looks: human or json
    #[arg(long = "log-format", env = "BEARINGS_LOG_FORMAT", default_value = "human", value_name = "FORMAT")]
    format: Setting,
}

impl LogOptions {
    /// Starts logging. For an invalid filter, it warns and uses the default.
    pub(super) fn start(&self) -> Result<Logging, Problems> {
        let mut reader = Reader::default();
        let format = reader.choice::<Format>("BEARINGS_LOG_FORMAT", &self.format).unwrap_or_default();
        reader.finish()?;
        Ok(start(&self.filter, None, format))
    }

    /// Reads the filter again if it is in a file. For an invalid one, it warns and keeps the current filter.
    pub(super) fn read_again(&self, logging: &Logging) {
        let mut reader = Reader::default();
        let filter = LogFilter::read(&self.filter, &mut reader);
        if !filter.is_in_file() {
            return;
        }
        let changed = filter.current().map(|current| logging.change(current.as_deref()));
        match changed {
            Ok(Ok(())) => tracing::info!("the log filter was read again"),
            Ok(Err(problem)) => tracing::warn!(%problem, "RUST_LOG_FILE is not used, and as much is logged as before"),
            Err(problem) => tracing::warn!(%problem, "RUST_LOG_FILE is not used, and as much is logged as before"),
        }
    }

    /// The problems that keep the bot from starting.
    pub(super) fn faults(&self) -> Vec<Problem> {
        let mut reader = Reader::default();
        let _ = reader.choice::<Format>("BEARINGS_LOG_FORMAT", &self.format);
        reader.into_problems()
    }

    /// The problems that the bot only warns about.
    pub(super) fn warnings(&self) -> Vec<Problem> {
        let mut reader = Reader::default();
        let filter = LogFilter::read(&self.filter, &mut reader);
        let name = if filter.is_in_file() { "RUST_LOG_FILE" } else { "RUST_LOG" };
        let current = reader.accept(filter.current()).flatten();
        if let Some(Err(bad)) = current.as_deref().map(telemetry::check_filter) {
            reader.refuse(name, format!("is not used: {bad}"), FILTER_HOW);
        }
        reader.into_problems()
    }
}

/// Starts logging with this filter, or with `otherwise` if none is set.
pub(super) fn start(options: &LogFilterOptions, otherwise: Option<&str>, format: Format) -> Logging {
    let mut reader = Reader::default();
    let filter = LogFilter::read(options, &mut reader);
    let current = reader.accept(filter.current()).flatten();
    let logging = telemetry::start(current.as_deref().or(otherwise), format);
    for problem in reader.into_problems() {
        tracing::warn!("{problem}");
    }
    logging
}
