//! Log options: the filter and the format.

use crate::config::{self, FILTER_HELP, LogFilter, LogFilterOptions, Problem, Problems, Setting, SettingReader};
use crate::telemetry::{self, Format, Logging};

#[derive(Debug, clap::Args)]
pub(super) struct LogOptions {
    #[command(flatten)]
    filter: LogFilterOptions,
    /// Format of log lines: human or json
    #[arg(long = "log-format", env = "BEARINGS_LOG_FORMAT", default_value = "human", value_name = "FORMAT")]
    format: Setting,
}

impl LogOptions {
    /// Starts logging. For an invalid filter, it warns and uses the default.
    pub(super) fn start(&self) -> Result<Logging, Problems> {
        Ok(start(&self.filter, None, self.format()?))
    }

    fn format(&self) -> Result<Format, Problems> {
        config::read(&self.format, |written, reader| reader.choice("BEARINGS_LOG_FORMAT", written).unwrap_or_default())
    }

    /// Reads the filter again if it is in a file. For an invalid one, it warns and keeps the current filter.
    pub(super) fn read_again(&self, logging: &Logging) {
        let mut reader = SettingReader::default();
        let filter = LogFilter::read(&self.filter, &mut reader);
        if !filter.is_in_file() {
            return;
        }
        let current = filter.current().map_err(|problem| problem.to_string());
        match current.and_then(|current| logging.change(current.as_deref()).map_err(|bad| bad.to_string())) {
            Ok(()) => tracing::info!("reloaded the log filter"),
            Err(problem) => tracing::warn!(%problem, "RUST_LOG_FILE can't be used; the log filter is unchanged"),
        }
    }

    /// The problems that keep the bot from starting.
    pub(super) fn faults(&self) -> Vec<Problem> {
        self.format().err().map(|Problems(problems)| problems).unwrap_or_default()
    }

    /// The problems that the bot only warns about.
    pub(super) fn warnings(&self) -> Vec<Problem> {
        let mut reader = SettingReader::default();
        let filter = LogFilter::read(&self.filter, &mut reader);
        let name = if filter.is_in_file() { "RUST_LOG_FILE" } else { "RUST_LOG" };
        let current = reader.accept(filter.current()).flatten();
        if let Some(Err(bad)) = current.as_deref().map(telemetry::check_filter) {
            reader.refuse(name, format!("is ignored: {bad}"), FILTER_HELP);
        }
        reader.into_problems()
    }
}

/// Starts logging with this filter, or with `otherwise` if none is set.
pub(super) fn start(options: &LogFilterOptions, otherwise: Option<&str>, format: Format) -> Logging {
    let mut reader = SettingReader::default();
    let filter = LogFilter::read(options, &mut reader);
    let current = reader.accept(filter.current()).flatten();
    let logging = telemetry::start(current.as_deref().or(otherwise), format);
    for problem in reader.into_problems() {
        tracing::warn!("{problem}");
    }
    logging
}
