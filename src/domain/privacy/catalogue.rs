//! How the catalogue describes what a table holds.

use crate::domain::privacy::Kept;

/// One table of the database, or some columns of it.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub table: &'static str,
    /// All columns that this describes.
    pub columns: &'static [&'static str],
    /// Whom they are about.
    pub about: About,
}

/// Whom something is about.
#[derive(Clone, Copy, Debug)]
pub enum About {
    /// Nobody: this is what it is.
    Nobody(&'static str),
    Person(Stays),
}

/// What is kept about a person.
#[derive(Clone, Copy, Debug)]
pub struct Stays {
    /// What it is.
    pub what: &'static str,
    pub why: &'static str,
    /// Who can see it, beside whoever can read the machine's disk.
    pub seen_by: &'static str,
    /// For how long.
    pub until: Until,
    /// What becomes of it when the person has everything erased.
    pub erasing: Erasing,
    /// Under which name it stands in the person's export.
    pub export: &'static str,
}

/// For how long something is kept.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// As the settings say of this kind.
    Kind(Kept),
    /// As the settings say of this kind, and longer where this is true.
    Longer(Kept, &'static str),
    /// As long as this is true.
    Event(&'static str),
}

/// What becomes of something when the person has everything erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// It is gone.
    Gone,
    /// It stays, and why.
    Stays(&'static str),
}
