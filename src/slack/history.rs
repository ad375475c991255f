//! Reads a channel's history page by page, newest first.

use std::time::Duration;

use serde_json::Value;

use crate::domain::ids::ChannelId;
use crate::slack::error::SlackError;
use crate::slack::pagination::{ListingLimits, Pager};
use crate::slack::web_api::WebApi;

/// Messages per page. Each of them can have blocks of the maximum length.
const PAGE_SIZE: &str = "100";
const HISTORY: ListingLimits = ListingLimits {
    call: "conversations.history",
    pages: 500,
    entries: 50_000,
    bytes: 128 * 1024 * 1024,
    time: Duration::from_mins(5),
};

impl WebApi {
    /// Reads page after page until `found` returns something. `bounds` are further parameters of the call.
    pub(super) async fn search_history<T>(
        &self,
        channel: &ChannelId,
        bounds: &[(&str, &str)],
        mut found: impl FnMut(&[Value]) -> Option<T>,
    ) -> Result<Option<T>, SlackError> {
        let mut params = vec![("channel", channel.as_str()), ("limit", PAGE_SIZE)];
        params.extend(bounds);
        let mut pager = Pager::new(HISTORY);
        while let Some(messages) = pager.next(self, &params).await? {
            if let Some(found) = found(&messages) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
