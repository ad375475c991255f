//! Listings, page by page, each with an end whatever Slack answers.

use std::collections::HashSet;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::slack::error::SlackError;
use crate::slack::web_api::WebApi;

/// A page is a hundred or a few hundred entries of some kilobytes.
const LONGEST_PAGE: usize = 4 * 1024 * 1024;
/// No cursor of Slack's is nearly as long.
const LONGEST_CURSOR: usize = 1_000;

const TOO_LONG: &str = "a listing longer than any of Slack's";

/// What a listing may cost at most, before it is given up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) call: &'static str,
    /// How many pages.
    pub(super) pages: usize,
    /// How many entries on all of them.
    pub(super) entries: usize,
    /// How many bytes in all of them.
    pub(super) bytes: usize,
    /// How long from the first to the last, with all waits in between.
    pub(super) time: Duration,
}

/// One page, as far as it is read.
pub(super) trait Page: DeserializeOwned + Send {
    /// How much is on it.
    fn entries(&self) -> usize;
    /// Where it says that the next one begins.
    fn next(&self) -> Option<&Next>;
}

/// `response_metadata` of a page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next_cursor: Option<String>,
}

/// One way through a listing.
#[derive(Debug)]
pub struct Pager {
    limits: Limits,
    cursor: Option<String>,
    seen: HashSet<String>,
    pages: usize,
    entries: usize,
    bytes: usize,
    began_at: Instant,
    is_done: bool,
}

impl Pager {
    pub(super) fn new(limits: Limits) -> Self {
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

    /// Whether the last page was read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Begins with the first page of another listing, within what is left of the limits.
    pub(super) fn begin_again(&mut self) {
        self.cursor = None;
        self.seen.clear();
        self.is_done = false;
    }

    /// The next page; `None` after the last. After an error the same page can be asked for again, but for a listing that has
    /// no end: that stays one.
    pub(super) async fn next<P: Page>(
        &mut self,
        slack: &WebApi,
        params: &[(&str, &str)],
    ) -> Result<Option<P>, SlackError> {
        if self.is_done {
            return Ok(None);
        }
        let Limits { call, pages, entries, bytes, time } = self.limits;
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
        let (page, length) = slack.read_up_to::<P>(call, &params, LONGEST_PAGE).await?;
        let next = page.next().and_then(|next| next.next_cursor.clone()).filter(|next| !next.is_empty());
        if let Some(next) = &next
            && (next.len() > LONGEST_CURSOR || self.seen.contains(next))
        {
            // It would be followed for ever, and what comes after it is not known.
            self.pages = pages;
            return given_up("a listing that goes round in circles");
        }
        self.entries += page.entries();
        self.bytes += length;
        if is_too_long(self) {
            return given_up(TOO_LONG);
        }
        self.pages += 1;
        self.is_done = next.is_none();
        self.seen.extend(next.clone());
        self.cursor = next;
        Ok(Some(page))
    }
}
