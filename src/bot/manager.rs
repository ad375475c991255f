//! A manager looks at what is shared with them. Every press is checked again: a button doesn't say who may press it.

use anyhow::Context;

use crate::bot::digest::DigestContext;
use crate::bot::home::HomePage;
use crate::bot::sharers;
use crate::domain::ids::MemberId;
use crate::slack::inbound::{BlockAction, Origin};
use crate::views::manager as views;

/// *Open*: the access is logged first, then shown.
pub(super) async fn open_shared(
    cx: &DigestContext<'_>,
    engineer: &MemberId,
    page: u16,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let shared = cx.digests.open(&pressed.by, engineer, page.into(), cx.library, cx.now).await;
    let modal = match shared.context("cannot open what is shared")? {
        Some(shared) => views::modal(engineer, &shared, cx.library),
        None => views::nothing_shared(),
    };
    Ok(cx.replies.show_modal(modal, pressed).await?)
}

/// Shows another page of people, where the user asked for it.
pub(super) async fn show_people(cx: &DigestContext<'_>, page: u16, pressed: &BlockAction) -> anyhow::Result<()> {
    match &pressed.origin {
        Origin::Modal { .. } => show_overview(cx, page, pressed).await,
        Origin::Home | Origin::Message { .. } => {
            cx.homes.publish(&pressed.by, &HomePage { people: page, ..HomePage::default() }).await
        }
    }
}

/// *Open in App Home*: the people who share with the user, and no one else.
pub(super) async fn show_overview(cx: &DigestContext<'_>, page: u16, pressed: &BlockAction) -> anyhow::Result<()> {
    let shared = sharers::find(cx.digests, &pressed.by, page).await?;
    let modal = shared.map_or_else(views::nothing_shared, |shared| views::overview_modal(&shared));
    cx.replies.show_modal(modal, pressed).await?;
    cx.homes.refresh(&pressed.by).await
}
