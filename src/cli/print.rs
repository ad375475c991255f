//! Printing: results go to standard output, problems to standard error.

#![expect(clippy::print_stderr, reason = "this is the home of printing")]

use std::io::Write;

use serde_json::Value;

use crate::text::Terminal;

/// Prints a result.
pub(super) fn result(text: impl Into<Terminal>) {
    let mut out = std::io::stdout().lock();
    // The reader may have stopped reading, as `head` does. That's not an error.
    let _ = writeln!(out, "{}", text.into());
    let _ = out.flush();
}

/// Prints a result as JSON.
pub(super) fn data(value: &Value) {
    result(Terminal::json(value));
}

/// Prints a question, to be answered on the same line.
pub(super) fn question(text: impl Into<Terminal>) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{}", text.into());
    let _ = out.flush();
}

/// Prints a problem.
pub(super) fn problem(text: impl Into<Terminal>) {
    eprintln!("{}", text.into());
}
