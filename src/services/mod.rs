//! What the bot can do: one transaction each, no network.

pub mod evidence;
pub mod frameworks;
pub mod inbox;
mod marks;
pub mod members;
pub mod roster;
