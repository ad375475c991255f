//! A manager looks at what is shared with them. Every press is checked again: a button doesn't say who may press it.

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::bot::home::{HomePage, Homes};
use crate::bot::replies::Replies;
use crate::bot::sharers::Sharers;
use crate::domain::ids::MemberId;
use crate::domain::lookup::Library;
use crate::services::digests::Digests;
use crate::slack::inbound::{BlockAction, Origin};
use crate::views::manager as views;

/// *Open*: the access is logged first, then shown.
pub(super) async fn open_shared(
    digests: &Digests,
    replies: &Replies,
    library: &Library,
    (engineer, page): (&MemberId, u16),
    pressed: &BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let shared = digests.open(&pressed.by, engineer, page.into(), library, now).await;
    let modal = match shared.context("cannot open what is shared")? {
        Some(shared) => views::modal(&shared, library),
        None => views::nothing_shared(),
    };
    Ok(replies.show_modal(modal, pressed).await?)
}

/// Shows another page of people, where the user asked for it.
pub(super) async fn show_people(
    digests: &Digests,
    replies: &Replies,
    homes: &Homes,
    page: u16,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    match &pressed.origin {
        Origin::Modal { .. } => show_overview(digests, replies, homes, page, pressed).await,
        Origin::Home | Origin::Message { .. } => {
            homes.publish(&pressed.by, &HomePage { people: page, ..HomePage::default() }).await
        }
    }
}

/// *Open in App Home*: the people who share with the user, and no one else.
pub(super) async fn show_overview(
    digests: &Digests,
    replies: &Replies,
    homes: &Homes,
    page: u16,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let sharers = Sharers::find(digests, &pressed.by).await?;
    let modal = sharers.page(page).map_or_else(views::nothing_shared, |page| views::overview_modal(&page));
    replies.show_modal(modal, pressed).await?;
    homes.refresh(&pressed.by).await
}
