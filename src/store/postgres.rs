//! PostgreSQL: a server that others look after. Connecting, migrating, and saying what is wrong with it.

mod address;
mod connect;
mod examine;
mod sequence;
mod server_error;
mod sessions;

pub use address::is_address;
pub(super) use connect::{Server, inspect, open, open_to_read, open_unfinished};
pub use examine::{ServerInspection, ServerSchema};
pub(super) use sequence::number_after;
pub use server_error::ServerError;
pub(super) use sessions::has_others;
