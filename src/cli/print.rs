//! What commands print: results to standard output, problems to standard error.

#![expect(clippy::print_stderr, reason = "this is the home of printing")]

use std::io::Write;

/// A result.
pub(super) fn result(text: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever reads us may have stopped reading, like `head`; that is no fault.
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// A question, to be answered on the same line.
pub(super) fn question(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}");
    let _ = out.flush();
}

/// A problem.
pub(super) fn problem(text: &str) {
    eprintln!("{text}");
}
