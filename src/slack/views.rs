//! App Home, modals, and answers through response URLs.

use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use slack_morphism::prelude::{SlackApiViewsOpenRequest, SlackApiViewsPublishRequest, SlackApiViewsUpdateRequest};

use crate::domain::ids::MemberId;
use crate::slack::answer;
use crate::slack::error::SlackError;
use crate::slack::inbound::{ResponseUrl, TriggerId, ViewHash, ViewId};
use crate::slack::outbound::{MessageAnswer, home_view, modal_view};
use crate::slack::web_api::{JSON, WebApi, json};
use crate::surface::{Home, Modal};

/// A response URL answers with a word.
const HOOK_ANSWER: usize = 64 * 1024;

impl WebApi {
    pub async fn publish_home(&self, member: &MemberId, home: Home) -> Result<(), SlackError> {
        let request = SlackApiViewsPublishRequest::new(member.as_str().into(), home_view(home));
        self.call("views.publish", &request).await
    }

    /// Opens a modal for the user whose action gave this trigger.
    pub async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        let request = SlackApiViewsOpenRequest::new(trigger.0.as_str().into(), modal_view(modal));
        self.call("views.open", &request).await
    }

    pub async fn update_modal(&self, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        let request = SlackApiViewsUpdateRequest::new(modal_view(modal)).with_view_id(view.0.as_str().into());
        self.call("views.update", &request).await
    }

    /// Replaces the content of an open modal if it has not changed since `hash`. Returns whether it was replaced.
    pub async fn update_modal_unless_changed(
        &self,
        view: &ViewId,
        hash: &ViewHash,
        modal: Modal,
    ) -> Result<bool, SlackError> {
        let request = SlackApiViewsUpdateRequest::new(modal_view(modal)).with_view_id(view.0.as_str().into());
        match self.call("views.update", &request.with_hash(hash.0.clone())).await {
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
