//! App Home, modals, and answers through response URLs.

use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use serde::Serialize;
use slack_morphism::prelude::SlackView;

use crate::domain::ids::MemberId;
use crate::slack::answer;
use crate::slack::error::SlackError;
use crate::slack::inbound::{ResponseUrl, TriggerId, ViewHash, ViewId};
use crate::slack::outbound::{MessageAnswer, home_view, modal_view};
use crate::slack::web_api::{JSON, WebApi, json};
use crate::surface::{Home, Modal};

/// A response URL answers with a word.
const HOOK_ANSWER: usize = 64 * 1024;

#[derive(Serialize)]
struct PublishHome<'a> {
    user_id: &'a str,
    view: SlackView,
}

#[derive(Serialize)]
struct OpenModal<'a> {
    trigger_id: &'a str,
    view: SlackView,
}

#[derive(Serialize)]
struct UpdateModal<'a> {
    view_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'a str>,
    view: SlackView,
}

impl WebApi {
    pub async fn publish_home(&self, member: &MemberId, home: Home) -> Result<(), SlackError> {
        let request = PublishHome { user_id: member.as_str(), view: home_view(home) };
        self.call("views.publish", &request).await
    }

    /// Opens a modal for the user whose action gave this trigger.
    pub async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.open", &OpenModal { trigger_id: &trigger.0, view: modal_view(modal) }).await
    }

    pub async fn update_modal(&self, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.update", &UpdateModal { view_id: &view.0, hash: None, view: modal_view(modal) }).await
    }

    /// Replaces the content of an open modal if it has not changed since `hash`. Returns whether it was replaced.
    pub async fn update_modal_unless_changed(
        &self,
        view: &ViewId,
        hash: &ViewHash,
        modal: Modal,
    ) -> Result<bool, SlackError> {
        let request = UpdateModal { view_id: &view.0, hash: Some(&hash.0), view: modal_view(modal) };
        match self.call("views.update", &request).await {
            Ok(()) => Ok(true),
            // The modal has changed, or is closed.
            Err(SlackError::Refused { code, .. }) if matches!(code.as_str(), "hash_conflict" | "not_found") => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Answers through a response URL, but only through one of Slack's.
    pub async fn respond(&self, to: &ResponseUrl, answer: &MessageAnswer<'_>) -> Result<(), SlackError> {
        const CALL: &str = "response_url";
        let url = self.at(&self.domain().hooks_host(), &to.0).ok_or(SlackError::NotSlack { call: CALL })?;
        let request = Request::post(url.as_str()).header(CONTENT_TYPE, JSON);
        let answered = self.exchange(CALL, request, json(CALL, answer)?, HOOK_ANSWER).await?;
        // Success is a 200 with the plain text "ok", not JSON.
        answer::check_accepted(CALL, &answered).map_err(SlackError::counted)
    }
}
