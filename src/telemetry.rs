//! Logs: one line a request, to standard error, for people to read. `RUST_LOG` says how much.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// What is logged when `RUST_LOG` says nothing: what we did, and what others warn of.
const DEFAULT_FILTER: &str = "warn,bearings=info";

/// Starts logging. A filter that cannot be read is said and replaced by the default.
pub fn start(filter: Option<&str>) {
    let (filter, problem) = match filter.map(EnvFilter::try_new) {
        Some(Ok(filter)) => (filter, None),
        Some(Err(error)) => (EnvFilter::new(DEFAULT_FILTER), Some(error)),
        None => (EnvFilter::new(DEFAULT_FILTER), None),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    if let Some(error) = problem {
        tracing::warn!(%error, "RUST_LOG cannot be read, the default is used");
    }
}
