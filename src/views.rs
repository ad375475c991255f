//! All Block Kit: pure functions from domain values to what a user sees.

pub mod admin;
pub mod admission;
pub mod busy;
pub mod digest;
pub mod digest_preview;
pub mod digest_problem;
pub mod digest_settings;
pub mod evidence;
mod home;
pub mod introduction;
mod kit;
mod lookup;
pub mod manager;
pub mod my_data;
pub mod prompt;
pub mod settings;
mod spoken;
pub mod storage_failure;
mod text;

pub use home::{HomeView, home};
pub use lookup::{COMPASS, NOTHING, message, modal, not_shared, shared, shared_already};
pub use text::escape;
