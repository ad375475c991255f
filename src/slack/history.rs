//! What stands in a channel, page by page, the newest first.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::ids::ChannelId;
use crate::slack::WebApi;
use crate::slack::error::SlackError;
use crate::slack::messages::Cursor;

const CALL: &str = "conversations.history";
/// Messages of one page.
const PAGE: &str = "200";

#[derive(Deserialize)]
struct History {
    messages: Vec<Value>,
    #[serde(default)]
    response_metadata: Option<Cursor>,
}

impl WebApi {
    /// Reads one page after the other until something is found in one. `bounds` are more parameters of the call.
    pub(super) async fn look_through<T>(
        &self,
        channel: &ChannelId,
        bounds: &[(&str, &str)],
        mut found: impl FnMut(&[Value]) -> Option<T>,
    ) -> Result<Option<T>, SlackError> {
        let mut cursor = String::new();
        loop {
            let mut params = vec![
                ("channel", Some(channel.as_str())),
                ("limit", Some(PAGE)),
                ("cursor", (!cursor.is_empty()).then_some(cursor.as_str())),
            ];
            params.extend(bounds.iter().map(|(name, value)| (*name, Some(*value))));
            let page: History = self.read(CALL, &params).await?;
            if let Some(found) = found(&page.messages) {
                return Ok(Some(found));
            }
            let next = page.response_metadata.map(|of| of.next_cursor).unwrap_or_default();
            if next.is_empty() {
                return Ok(None);
            }
            // It would be followed for ever, and what comes after it is not known.
            if next == cursor {
                return Err(SlackError::Unclear { call: CALL, what: "a page that is there twice" });
            }
            cursor = next;
        }
    }
}
