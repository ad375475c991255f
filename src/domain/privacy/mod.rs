//! What is kept about people, as they, their works council and the law may ask.

mod catalogue;
mod export;
mod tables;

pub use catalogue::{About, Erasing, Record, Stays, Until};
pub use export::{Export, Item, Section, Way, written};
pub use tables::catalogue;
