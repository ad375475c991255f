//! Logs: one line a request, to standard error, for people or programs; `RUST_LOG` says how much. Metrics: `numbers`.

mod filter;
pub mod numbers;

use std::io::{self, BufWriter, Stderr, Write, stderr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use tracing_subscriber::filter::{FilterExt, LevelFilter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

use crate::text::LogLine;

/// How long a line waits at most to be written with others: writing each by itself takes as long as verifying and
/// answering a request.
const WAITING: Duration = Duration::from_millis(100);

/// How a log line looks; what it says is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people to read
    #[default]
    Human,
    /// A JSON object on each line, for programs
    Json,
}

/// Logging that has started. When dropped, it writes the lines that still wait.
#[derive(Debug)]
pub struct Logging {
    lines: Lines,
    filter: reload::Handle<EnvFilter, Registry>,
}

/// A filter that can't be used, and what to write instead.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFilter(String);

#[derive(Clone, Debug)]
struct Lines(Arc<Mutex<BufWriter<Stderr>>>, Format);

pub fn check_filter(filter: &str) -> Result<(), BadFilter> {
    filter::read(filter).map(drop).map_err(BadFilter)
}

/// Starts logging. If the filter can't be used, it warns and uses the default. Errors are logged with any filter.
#[must_use]
pub fn start(filter: Option<&str>, format: Format) -> Logging {
    let read = filter.map_or_else(|| Ok(filter::default_filter()), filter::read);
    let (first, problem) = match read {
        Ok(filter) => (filter, None),
        Err(problem) => (filter::default_filter(), Some(problem)),
    };
    let (wanted, handle) = reload::Layer::new(first);
    let lines = Lines(Arc::new(Mutex::new(BufWriter::new(stderr()))), format);
    let writer = lines.clone();
    let layer = fmt::layer().with_writer(move || writer.clone()).with_target(false);
    let layer = match format {
        Format::Human => layer.with_ansi(has_colours()).boxed(),
        Format::Json => layer.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(wanted.or(LevelFilter::ERROR))).init();
    lines.clone().write_in_time();
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG can't be used; using the default: {problem}");
    }
    Logging { lines, filter: handle }
}

/// `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM=dumb` decide, as usual; otherwise, whether it is a terminal.
fn has_colours() -> bool {
    AutoStream::choice(&stderr()) != ColorChoice::Never
}

impl Logging {
    /// Changes how much is logged; `None` is the default. After an error, the previous filter stays.
    pub fn change(&self, filter: Option<&str>) -> Result<(), BadFilter> {
        let filter = filter.map_or_else(|| Ok(filter::default_filter()), filter::read).map_err(BadFilter)?;
        self.filter.reload(filter).map_err(|error| BadFilter(error.to_string()))
    }
}

impl Lines {
    fn buffer(&self) -> MutexGuard<'_, BufWriter<Stderr>> {
        // A panic between two writes leaves a buffer of whole lines.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the waiting lines at intervals, until the process ends or standard error fails.
    fn write_in_time(mut self) {
        thread::spawn(move || {
            while self.flush().is_ok() {
                thread::sleep(WAITING);
            }
        });
    }
}

impl Write for Lines {
    /// The subscriber writes each line in one call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let escaped = match self.1 {
            Format::Human => LogLine::human(&text),
            Format::Json => LogLine::json(&text),
        };
        self.buffer().write_all(escaped.as_str().as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.buffer().flush()
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        // The process is ending: a failure of standard error can't be reported anywhere.
        let _ = self.lines.flush();
    }
}
