//! What is wrong with settings, and how to get them right.

use std::fmt;

/// One setting that is missing or malformed.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub(super) name: &'static str,
    pub(super) what: String,
    pub(super) how: &'static str,
}

impl Problem {
    /// The setting.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What is wrong with it, without what is secret.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// How to get it right.
    #[must_use]
    pub fn how(&self) -> &'static str {
        self.how
    }
}

/// Everything that keeps the settings from being used.
#[derive(Debug, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, Problem { name, what, how }) in self.0.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{name} {what}: {how}")?;
        }
        Ok(())
    }
}
