//! Message, modal and Home: what views build and slack sends.

pub mod limits;

use serde::Serialize;
use slack_morphism::prelude::SlackBlock;

/// A message's text and blocks; where it goes and who sees it is said when it is sent.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// What notifications and screen readers say.
    pub text: String,
    /// What is shown.
    pub blocks: Vec<SlackBlock>,
}

/// A modal for reading, with nothing to submit.
#[derive(Clone, Debug)]
pub struct Modal {
    /// At most 24 characters.
    pub title: String,
    /// What is shown.
    pub blocks: Vec<SlackBlock>,
}

/// One person's App Home.
#[derive(Clone, Debug)]
pub struct Home {
    /// What is shown.
    pub blocks: Vec<SlackBlock>,
}
