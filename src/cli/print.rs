//! What commands print: results to standard output, problems to standard error.

#![expect(clippy::print_stderr, reason = "this is the home of printing")]

use std::io::Write;

use serde_json::Value;

use crate::text::Terminal;

/// A result.
pub(super) fn result(text: impl Into<Terminal>) {
    let mut out = std::io::stdout().lock();
    // Whoever reads us may have stopped reading, like `head`; that is no fault.
    let _ = writeln!(out, "{}", text.into());
    let _ = out.flush();
}

/// A result for programs.
pub(super) fn data(value: &Value) {
    result(Terminal::json(value));
}

/// A question, to be answered on the same line.
pub(super) fn question(text: impl Into<Terminal>) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{}", text.into());
    let _ = out.flush();
}

/// A problem.
pub(super) fn problem(text: impl Into<Terminal>) {
    eprintln!("{}", text.into());
}
