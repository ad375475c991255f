//! What the bot can do: one transaction each, no network.

pub mod frameworks;
pub mod inbox;
