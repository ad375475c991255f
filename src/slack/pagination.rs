//! Paged listings with limits, so that each one ends whatever Slack answers.

use std::collections::HashSet;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::slack::error::SlackError;
use crate::slack::web_api::WebApi;

/// A page has a hundred to a few hundred entries of a few kilobytes each.
const LONGEST_PAGE: usize = 4 * 1024 * 1024;
/// Far longer than any cursor of Slack's.
const LONGEST_CURSOR: usize = 1_000;

const TOO_LONG: &str = "a listing longer than any of Slack's";

/// The limits at which a listing is abandoned.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListingLimits {
    pub(super) call: &'static str,
    pub(super) pages: usize,
    /// Across all pages.
    pub(super) entries: usize,
    /// Across all pages.
    pub(super) bytes: usize,
    /// From the first page to the last, including waits.
    pub(super) time: Duration,
}

/// A page of a listing: its entries, which each method names differently, and the cursor of the next page.
#[derive(Deserialize)]
struct ListingPage<E> {
    members: Option<Vec<E>>,
    messages: Option<Vec<E>>,
    teams: Option<Vec<E>>,
    response_metadata: Option<ResponseMetadata>,
}

#[derive(Deserialize)]
struct ResponseMetadata {
    next_cursor: Option<String>,
}

#[derive(Debug)]
pub struct Pager {
    limits: ListingLimits,
    cursor: Option<String>,
    seen: HashSet<String>,
    pages: usize,
    entries: usize,
    bytes: usize,
    began_at: Instant,
    is_done: bool,
}

impl Pager {
    pub(super) fn new(limits: ListingLimits) -> Self {
        Self {
            limits,
            cursor: None,
            seen: HashSet::new(),
            pages: 0,
            entries: 0,
            bytes: 0,
            began_at: Instant::now(),
            is_done: false,
        }
    }

    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Starts over with another listing, within what is left of the limits.
    pub(super) fn begin_again(&mut self) {
        self.cursor = None;
        self.seen.clear();
        self.is_done = false;
    }

    /// The entries of the next page; `None` after the last. After an error, calling again retries the same page, except
    /// that an endless listing keeps failing.
    pub(super) async fn next<E: DeserializeOwned>(
        &mut self,
        slack: &WebApi,
        params: &[(&str, &str)],
    ) -> Result<Option<Vec<E>>, SlackError> {
        if self.is_done {
            return Ok(None);
        }
        let ListingLimits { call, pages, entries, bytes, time } = self.limits;
        let given_up = |what| Err(SlackError::Unclear { call, what }.counted());
        let is_too_long = |pager: &Self| pager.pages >= pages || pager.entries > entries || pager.bytes > bytes;
        if is_too_long(self) {
            return given_up(TOO_LONG);
        }
        if self.began_at.elapsed() > time {
            return given_up("a listing that takes too long");
        }
        let mut params = params.to_vec();
        params.extend(self.cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let (page, length) = slack.read_up_to::<ListingPage<E>>(call, &params, LONGEST_PAGE).await?;
        let next = page.response_metadata.and_then(|metadata| metadata.next_cursor).filter(|next| !next.is_empty());
        if let Some(next) = &next
            && (next.len() > LONGEST_CURSOR || self.seen.contains(next))
        {
            // This cursor repeats: the listing would never end, and the pages after this one remain unread.
            self.pages = pages;
            return given_up("a listing that goes round in circles");
        }
        let Some(listed) = page.members.or(page.messages).or(page.teams) else {
            return given_up("an answer that cannot be read");
        };
        self.entries += listed.len();
        self.bytes += length;
        if is_too_long(self) {
            return given_up(TOO_LONG);
        }
        self.pages += 1;
        self.is_done = next.is_none();
        self.seen.extend(next.clone());
        self.cursor = next;
        Ok(Some(listed))
    }
}
