//! SQLite: one file, which one connection writes and a few read. Opening it, checking it, copying it and putting it
//! back; what a person's rows mean is not known here.

mod address;
pub mod backup;
mod connect;
mod file;
mod file_system;
mod inspect;
mod lock;
mod migrations;
mod open;
mod open_error;
mod recovery;
mod repair;
pub mod restore;
mod schema;
mod sequence;

pub use address::file_of;
pub use file::SqliteFile;
pub use file_system::FileSystem;
pub use inspect::{Inspection, Schema, inspect, open_to_read};
pub(in crate::store) use open::{open_beside, open_with};
pub use open::{refuse_foreign, remove};
pub use open_error::OpenError;
pub(crate) use open_error::what_to_do;
pub(in crate::store) use sequence::number_after;
