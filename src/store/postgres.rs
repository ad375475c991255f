//! PostgreSQL: a server that others look after. Connecting, migrating, and saying what is wrong with it.

mod address;
mod connect;
mod examine;
mod server_error;

pub use address::is_address;
pub(super) use connect::{Server, inspect, open, open_to_read};
pub use examine::{ServerInspection, ServerSchema};
pub use server_error::ServerError;
