//! The catalogue's format for describing a table.

use crate::domain::privacy::Kept;

/// One table of the database, or some of its columns.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub table: &'static str,
    /// The columns that this record describes.
    pub columns: &'static [&'static str],
    pub about: About,
}

#[derive(Clone, Copy, Debug)]
pub enum About {
    /// The text says what it is.
    NotPersonal(&'static str),
    Person(RetainedData),
}

/// Data that is stored about a person.
#[derive(Clone, Copy, Debug)]
pub struct RetainedData {
    pub what: &'static str,
    pub why: &'static str,
    /// People who can see it, besides those with access to the machine's disk.
    pub seen_by: &'static str,
    pub until: Until,
    pub erasing: Erasing,
    /// Its section in the person's export.
    pub export: &'static str,
}

/// How long something is kept.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    Kind(Kept),
    /// The retention setting of this kind, or longer if this condition holds.
    Longer(Kept, &'static str),
    /// As long as this condition holds.
    Event(&'static str),
}

/// What happens to data when the person erases everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    Gone,
    Stays(&'static str),
}
