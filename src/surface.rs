//! Message, modal and Home: what views build and slack sends.

pub mod limits;

use serde::Serialize;
use slack_morphism::prelude::{SlackBlock, SlackBlockOptionGroup, SlackBlockPlainTextOnly};

/// A message's text and blocks. Its destination and audience are set when it's sent.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// What notifications show and screen readers read out.
    pub text: String,
    pub blocks: Vec<SlackBlock>,
}

/// A modal, to read or to submit.
#[derive(Clone, Debug)]
pub struct Modal {
    /// At most 24 characters.
    pub title: String,
    pub blocks: Vec<SlackBlock>,
    pub close: &'static str,
    pub form: Option<ModalForm>,
}

/// What makes a modal one to submit.
#[derive(Clone, Debug)]
pub struct ModalForm {
    /// Slack's id for telling forms apart.
    pub callback_id: &'static str,
    /// What it carries from opening to submission, up to 3,000 characters.
    pub metadata: String,
    pub submit: &'static str,
}

impl Modal {
    /// A modal with nothing to submit.
    pub fn to_read(title: impl Into<String>, blocks: Vec<SlackBlock>) -> Self {
        Self { title: title.into(), blocks, close: "Close", form: None }
    }
}

/// A menu's options, in named groups.
#[derive(Clone, Debug, Serialize)]
pub struct Options {
    /// At most 100 groups of at most 100 options.
    pub option_groups: Vec<SlackBlockOptionGroup<SlackBlockPlainTextOnly>>,
}

#[derive(Clone, Debug)]
pub struct Home {
    pub blocks: Vec<SlackBlock>,
}
