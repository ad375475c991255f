//! The pure rules: no async, SQL, Slack or clock. Values and `now` go in, values come out.

pub mod backup;
pub mod cadence;
pub mod commands;
pub mod dates;
pub mod delivery;
pub mod digest;
pub mod evidence;
pub mod framework;
pub mod ids;
pub mod installation;
pub mod introduction;
pub mod link;
pub mod lookup;
pub mod member;
pub mod needs;
pub mod normalization;
pub mod person;
pub mod privacy;
pub mod prompt;
pub mod reply;
pub mod roster;
pub mod search;
pub mod settings;
pub mod subcommand;
pub mod suggest;
