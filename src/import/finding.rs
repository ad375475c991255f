//! A fault in a file: what it is, where, and how to fix it.

use std::fmt;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub file: PathBuf,
    /// Counted from 1, where the fault has a line.
    pub line: Option<usize>,
    /// In characters, from 1, where lines are long enough to need one.
    pub column: Option<usize>,
    pub what: String,
    pub fix: String,
}

/// Everything that one reading found, in the order of files and lines.
#[derive(Debug, Default, thiserror::Error)]
pub struct Findings {
    faults: Vec<Finding>,
    /// Oddities that may be intended.
    notes: Vec<Finding>,
}

impl Findings {
    pub(super) fn add(&mut self, file: &Path, line: Option<usize>, what: impl Into<String>, fix: impl Into<String>) {
        self.faults.push(Finding { file: file.to_owned(), line, column: None, what: what.into(), fix: fix.into() });
    }

    pub(super) fn add_at(&mut self, file: &Path, at: (usize, usize), what: impl Into<String>, fix: impl Into<String>) {
        let (line, column) = (Some(at.0), Some(at.1));
        self.faults.push(Finding { file: file.to_owned(), line, column, what: what.into(), fix: fix.into() });
    }

    pub(super) fn note(&mut self, file: &Path, line: Option<usize>, what: impl Into<String>, fix: impl Into<String>) {
        self.notes.push(Finding { file: file.to_owned(), line, column: None, what: what.into(), fix: fix.into() });
    }

    pub(super) fn count(&self) -> usize {
        self.faults.len()
    }

    pub(super) fn into_result<T>(self, value: T) -> Result<T, Self> {
        self.into_noted(value).map(|(value, _)| value)
    }

    /// The value and its notes, unless there is a fault.
    pub(super) fn into_noted<T>(mut self, value: T) -> Result<(T, Vec<Finding>), Self> {
        for found in [&mut self.faults, &mut self.notes] {
            found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        }
        if self.faults.is_empty() { Ok((value, self.notes)) } else { Err(self) }
    }

    /// The faults, without the notes.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.faults.iter()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        if let Some(column) = self.column {
            write!(f, "{column}:")?;
        }
        write!(f, " {}: {}", self.what, self.fix)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.faults.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}
