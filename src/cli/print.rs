//! The terminal: results go to standard output, problems to standard error, answers come from standard input.

#![expect(clippy::print_stderr, reason = "this is the home of printing")]

use std::io::{BufRead, IsTerminal, Write};

use serde_json::Value;

use crate::cli::CommandError;
use crate::text::Terminal;

pub(super) fn result(text: impl Into<Terminal>) {
    let mut out = std::io::stdout().lock();
    // The reader may have stopped reading, as `head` does. That's not an error.
    let _ = writeln!(out, "{}", text.into());
    let _ = out.flush();
}

/// Prints a line. At a terminal it takes the place of the one before, unless that one was final; elsewhere only final
/// lines are printed.
pub(super) fn line_again(text: &str, is_final: bool) {
    const TO_ITS_BEGINNING: &str = "\r\u{1b}[K";
    let mut out = std::io::stdout().lock();
    let text = Terminal::lines(text);
    let _ = match (out.is_terminal(), is_final) {
        (true, true) => writeln!(out, "{TO_ITS_BEGINNING}{text}"),
        (true, false) => write!(out, "{TO_ITS_BEGINNING}{text}"),
        (false, true) => writeln!(out, "{text}"),
        (false, false) => Ok(()),
    };
    let _ = out.flush();
}

/// Prints a result as JSON if `as_json` says so, and as text otherwise.
pub(super) fn json_or_text(as_json: bool, json: impl FnOnce() -> Value, text: impl FnOnce() -> String) {
    result(if as_json { Terminal::json(&json()) } else { text().into() });
}

/// Prints a question, and reads the answer from the same line. Without a terminal, it fails with this text.
pub(super) fn ask(question: impl Into<Terminal>, without_terminal: &str) -> Result<String, CommandError> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(CommandError::setup(without_terminal));
    }
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{}", question.into());
    let _ = out.flush();
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

pub(super) fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(super) fn problem(text: impl Into<Terminal>) {
    eprintln!("{}", text.into());
}
