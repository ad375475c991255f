//! Message, modal and Home: what views build and slack sends.

pub mod limits;

use serde::Serialize;
use slack_morphism::prelude::{SlackBlock, SlackBlockOptionGroup, SlackBlockPlainTextOnly};

/// A message's text and blocks; where it goes and who sees it is said when it is sent.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// What notifications and screen readers say.
    pub text: String,
    /// What is shown.
    pub blocks: Vec<SlackBlock>,
}

/// A modal: for reading, or with a form to submit.
#[derive(Clone, Debug)]
pub struct Modal {
    /// At most 24 characters.
    pub title: String,
    /// What is shown.
    pub blocks: Vec<SlackBlock>,
    /// What its button to leave says.
    pub close: &'static str,
    /// Its form, if it has one.
    pub form: Option<Form>,
}

/// What makes a modal one to submit.
#[derive(Clone, Debug)]
pub struct Form {
    /// Tells forms apart.
    pub callback_id: &'static str,
    /// What it carries for us, up to 3,000 characters.
    pub metadata: String,
    /// What its button says.
    pub submit: &'static str,
}

impl Modal {
    /// A modal with nothing to submit.
    pub fn to_read(title: impl Into<String>, blocks: Vec<SlackBlock>) -> Self {
        Self { title: title.into(), blocks, close: "Close", form: None }
    }
}

/// What a menu offers, in groups that have names.
#[derive(Clone, Debug, Serialize)]
pub struct Options {
    /// At most a hundred, and a hundred options each.
    pub option_groups: Vec<SlackBlockOptionGroup<SlackBlockPlainTextOnly>>,
}

/// One person's App Home.
#[derive(Clone, Debug)]
pub struct Home {
    /// What is shown.
    pub blocks: Vec<SlackBlock>,
}
