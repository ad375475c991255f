//! Logs: one line a request, to standard error, for people or for programs. `RUST_LOG` says how much. And `numbers`.

pub mod numbers;

use std::io::{self, BufWriter, IsTerminal, Stderr, Write, stderr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing_subscriber::EnvFilter;

use crate::text::LogLine;

/// What is logged when `RUST_LOG` says nothing: what we did, and what others warn of.
const DEFAULT_FILTER: &str = "warn,bearings=info";
/// A line waits at most this long for others to be written with it: writing each by itself takes as long as verifying
/// and answering a request.
const WAITING: Duration = Duration::from_millis(100);

/// How a line of the log looks; what it says is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people to read
    #[default]
    Human,
    /// A JSON object on each line, for programs
    Json,
}

/// Logging that has started. Dropped, it writes what still waits.
#[derive(Debug)]
pub struct Logging(Lines);

/// Lines on their way to standard error.
#[derive(Clone, Debug)]
struct Lines(Arc<Mutex<BufWriter<Stderr>>>, Format);

/// Starts logging. A filter that cannot be read is said and replaced by the default.
#[must_use]
pub fn start(filter: Option<&str>, format: Format) -> Logging {
    let (filter, problem) = match filter.map(EnvFilter::try_new) {
        Some(Ok(filter)) => (filter, None),
        Some(Err(error)) => (EnvFilter::new(DEFAULT_FILTER), Some(error)),
        None => (EnvFilter::new(DEFAULT_FILTER), None),
    };
    let lines = Lines(Arc::new(Mutex::new(BufWriter::new(stderr()))), format);
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone()).with_target(false);
    match format {
        Format::Human => subscriber.with_ansi(stderr().is_terminal()).init(),
        Format::Json => {
            subscriber.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
        }
    }
    lines.clone().write_in_time();
    if let Some(error) = problem {
        tracing::warn!(%error, "RUST_LOG cannot be read, the default is used");
    }
    Logging(lines)
}

impl Lines {
    fn buffer(&self) -> MutexGuard<'_, BufWriter<Stderr>> {
        // A panic between two writes leaves a buffer of whole lines.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what waits, again and again, as long as the process lives.
    fn write_in_time(mut self) {
        thread::spawn(move || {
            while self.flush().is_ok() {
                thread::sleep(WAITING);
            }
        });
    }
}

impl Write for Lines {
    /// The subscriber writes each line at once.
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
        // Nobody is left to be told that nobody listens.
        let _ = self.0.flush();
    }
}
