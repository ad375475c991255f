//! Somebody's press could not be kept: they are told where they pressed.

use crate::bot::{Bot, report};
use crate::controls::Control;
use crate::slack::inbound::{Origin, Pressed, ResponseUrl};
use crate::slack::outbound::{Answer, Audience};
use crate::slack::{TriggerId, ViewId};
use crate::store::StoreError;
use crate::views::unsaved as views;

/// Where whoever pressed can be told something.
pub(super) enum Ear {
    Message(ResponseUrl),
    Modal(ViewId),
    Home(TriggerId),
    /// Typing in a form: whatever is shown there would take the place of the words, and submitting says so anyway.
    Form,
}

impl Ear {
    pub(super) fn of(pressed: &Pressed) -> Self {
        match &pressed.origin {
            Origin::Message { response_url, .. } => Self::Message(response_url.clone()),
            Origin::Modal { .. } if pressed.action_id == Control::Words.action_id() => Self::Form,
            Origin::Modal { view, .. } => Self::Modal(view.clone()),
            Origin::Home => Self::Home(pressed.trigger.clone()),
        }
    }
}

impl Bot {
    /// Tells them, if it was the database that failed.
    pub(super) async fn tell_unsaved(&self, ear: Ear, error: &anyhow::Error) {
        if error.downcast_ref::<StoreError>().is_none() {
            return;
        }
        let told = match ear {
            Ear::Message(response_url) => {
                self.slack.respond(&response_url, &Answer::new(&views::message(), Audience::Them)).await
            }
            Ear::Modal(view) => self.slack.update_modal(&view, views::modal()).await,
            Ear::Home(trigger) => self.slack.open_modal(&trigger, views::modal()).await,
            Ear::Form => Ok(()),
        };
        if let Err(error) = told {
            report("press", &anyhow::Error::new(error).context("cannot tell that nothing was saved"));
        }
    }
}
