//! Problems with settings, and how to fix them.

use std::fmt;

/// One setting that is missing or malformed.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub name: &'static str,
    /// What is wrong, without anything secret.
    pub what: String,
    pub how: &'static str,
}

/// Said of a required setting that is missing.
pub(super) const NOT_SET: &str = "is not set";

impl Problem {
    pub fn is_not_set(&self) -> bool {
        self.what == NOT_SET
    }

    /// A problem with this setting; both texts continue after its name.
    pub fn new(name: &'static str, what: impl Into<String>, how: &'static str) -> Self {
        Self { name, what: what.into(), how }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.name, self.what, self.how)
    }
}

/// All problems that keep the settings from being used.
#[derive(Debug, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Combines two readings: both of their values, or all of their problems.
    pub fn both<A, B>(first: Result<A, Self>, second: Result<B, Self>) -> Result<(A, B), Self> {
        match (first, second) {
            (Ok(first), Ok(second)) => Ok((first, second)),
            (first, second) => {
                let problems = [first.err(), second.err()].into_iter().flatten().flat_map(|Self(problems)| problems);
                Err(Self(problems.collect()))
            }
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}
