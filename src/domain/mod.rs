//! The rules, pure: no async, SQL, Slack or clock. Values and `now` go in, values come out.

pub mod framework;
pub mod ids;
pub mod lookup;
pub mod search;
