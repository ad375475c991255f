//! What is kept about people, as they, their works council and the law may ask.

mod catalogue;
mod copy;
mod export;
mod tables;

pub use catalogue::{About, Erasing, Record, Stays, Until};
pub use copy::CopyWriter;
pub use export::{Item, Section, Way, written};
pub use tables::catalogue;
