//! Uploads and shares files in a DM, and lists the bot's own messages and files there so that they can be deleted.

use std::io::{self, Read as _, Seek as _};

use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::delivery::MessageRef;
use crate::domain::ids::{ChannelId, MemberId};
use crate::slack::answer;
use crate::slack::error::SlackError;
use crate::slack::json::text_at;
use crate::slack::web_api::WebApi;

/// The upload URL answers with a word.
const UPLOAD_ANSWER: usize = 64 * 1024;
/// The maximum length of a message's `ts` and of a file's id.
const LONGEST_ID: usize = 64;

#[derive(Debug)]
pub struct File<'f> {
    /// Includes the extension, which tells Slack the file type.
    pub name: &'f str,
    /// Shown above the file in Slack.
    pub title: &'f str,
    /// Read from the start, wherever its cursor is.
    pub content: &'f std::fs::File,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMessage {
    pub place: MessageRef,
    /// Slack's ids of the attached files.
    pub files: Vec<String>,
}

#[derive(Deserialize)]
struct UploadAddress {
    upload_url: String,
    file_id: String,
}

impl WebApi {
    /// Shares files in a channel, in one message. The files stay invisible until the last step.
    pub async fn share_files(&self, to: &ChannelId, files: &[File<'_>], comment: &str) -> Result<(), SlackError> {
        let mut uploaded = Vec::new();
        for file in files {
            uploaded.push(json!({ "id": self.upload(file).await?, "title": file.title }));
        }
        let request = json!({ "files": uploaded, "channel_id": to, "initial_comment": comment });
        self.call("files.completeUploadExternal", &request).await
    }

    /// Deletes a file for good. Idempotent.
    pub async fn delete_file(&self, file: &str) -> Result<(), SlackError> {
        match self.call("files.delete", &json!({ "file": file })).await {
            Err(SlackError::Refused { code, .. }) if matches!(code.as_str(), "file_not_found" | "file_deleted") => {
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// All messages that the bot wrote in a DM up to `until`, newest first.
    pub async fn own_messages(
        &self,
        dm: &ChannelId,
        bot_user: Option<&MemberId>,
        until: DateTime<Utc>,
    ) -> Result<Vec<OwnMessage>, SlackError> {
        let latest = until.timestamp().to_string();
        let mut own = Vec::new();
        let page = |messages: &[Value]| {
            own.extend(messages.iter().filter_map(|message| own_message(dm, bot_user, message)));
            None::<()>
        };
        self.search_history(dm, &[("latest", latest.as_str())], page).await?;
        Ok(own)
    }

    async fn upload(&self, file: &File<'_>) -> Result<String, SlackError> {
        const CALL: &str = "upload_url";
        let bytes = Bytes::from(read(file.content).map_err(|_| SlackError::NotRead { call: CALL })?);
        let length = bytes.len().to_string();
        let params = [("filename", file.name), ("length", length.as_str())];
        let address: UploadAddress = self.read("files.getUploadURLExternal", &params).await?;
        let url =
            self.at(&self.domain().files_host(), &address.upload_url).ok_or(SlackError::NotSlack { call: CALL })?;
        let request = Request::post(url.as_str()).header(CONTENT_TYPE, "application/octet-stream");
        let answer = self.exchange(CALL, request, bytes, UPLOAD_ANSWER).await?;
        // Success is a 200 with the plain text "OK", not JSON.
        answer::check_accepted(CALL, &answer).map(|()| address.file_id).map_err(SlackError::counted)
    }
}

fn read(mut file: &std::fs::File) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a message if the bot wrote it, by its bot id or its user id: Slack names at least one of them. No other bot
/// writes in a DM with this one.
fn own_message(dm: &ChannelId, bot_user: Option<&MemberId>, message: &Value) -> Option<OwnMessage> {
    let text = |pointer| text_at(message, pointer);
    let is_of_bot = text("/bot_id").or(text("/bot_profile/id")).is_some();
    let is_of_user = bot_user.is_some_and(|own| text("/user") == Some(own.as_str()));
    if !is_of_bot && !is_of_user {
        return None;
    }
    let id = |value: &Value| value.as_str().filter(|id| id.len() <= LONGEST_ID).map(str::to_owned);
    let ts = id(message.get("ts")?)?;
    let files = message.get("files").and_then(Value::as_array).into_iter().flatten();
    let files = files.filter_map(|file| id(file.get("id")?)).collect();
    Some(OwnMessage { place: MessageRef { channel: dm.clone(), ts }, files })
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::config::SlackEndpoint;
    use crate::secret::Secret;

    #[test]
    fn files_are_sent_to_slack_and_nowhere_else() {
        let token = Secret::from("xoxb-obviously-fake");
        let at = |base: &str| WebApi::new(&SlackEndpoint::at(Url::parse(base).unwrap()), &token).unwrap();
        let (slack, here) = (at("https://slack.com/api"), at("http://127.0.0.1:4000/api"));
        for (url, of_slack, of_here) in [
            ("https://files.slack.com/upload/v1/x", true, true),
            ("http://files.slack.com/upload/v1/x", false, false),
            ("https://files.slack.com:444/x", false, false),
            ("https://files.slack.com.evil.example/x", false, false),
            ("https://evil.example/files.slack.com", false, false),
            ("http://127.0.0.1:4000/upload/x", false, true),
            ("http://169.254.169.254/latest", false, false),
            ("", false, false),
        ] {
            let host = slack.domain().files_host();
            let found = (slack.at(&host, url).is_some(), here.at(&host, url).is_some());
            assert_eq!(found, (of_slack, of_here), "{url}");
        }
    }

    #[test]
    fn only_what_a_bot_wrote_is_its_own() {
        let dm = ChannelId::new("D1");
        let bot_user = MemberId::new("UB");
        let own = |message: &Value| own_message(&dm, Some(&bot_user), message).map(|own| (own.place.ts, own.files));
        assert_eq!(own(&json!({"user": "U1", "ts": "1.2", "text": "mine"})), None);
        let files = json!([{"id": "F1"}, {"id": "F2"}]);
        for message in [
            json!({"user": "UB", "bot_id": "B1", "ts": "1.3", "files": files}),
            json!({"user": "UB", "ts": "1.3", "files": files, "subtype": "file_share"}),
            json!({"bot_id": "B1", "ts": "1.3", "files": files, "subtype": "bot_message"}),
            json!({"user": "UB", "bot_profile": {"id": "B1"}, "ts": "1.3", "files": files}),
        ] {
            assert_eq!(own(&message), Some(("1.3".to_owned(), vec!["F1".to_owned(), "F2".to_owned()])), "{message}");
        }
        assert_eq!(own_message(&dm, None, &json!({"user": "UB", "ts": "1.3"})), None, "its owner is unknown");
    }
}
