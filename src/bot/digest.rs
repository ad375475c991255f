//! An author holds an entry back, or a manager answers about a digest. Every press is checked again, for the user and
//! against the current state.

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::bot::home::Homes;
use crate::bot::replies::Replies;
use crate::domain::digest::{DigestId, Preview, UnconfirmedPost};
use crate::domain::ids::EntryId;
use crate::domain::lookup::Library;
use crate::services::deliveries::Deliveries;
use crate::services::digests::{Digests, HoldOutcome};
use crate::slack::inbound::{BlockAction, Origin};
use crate::surface::Modal;
use crate::views::{digest_preview, digest_problem};

/// What presses around a digest, and on what is shared with a manager, may touch.
pub(super) struct DigestContext<'b> {
    pub(super) digests: &'b Digests,
    pub(super) deliveries: &'b Deliveries,
    pub(super) replies: &'b Replies,
    pub(super) homes: &'b Homes,
    pub(super) library: &'b Library,
    pub(super) now: DateTime<Utc>,
}

/// *See the exact text*.
pub(super) async fn show_preview(
    cx: &DigestContext<'_>,
    digest: DigestId,
    page: u16,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let modal = preview_modal(cx, digest, page, pressed).await?;
    Ok(cx.replies.show_modal(modal, pressed).await?)
}

/// *Hold back* and *Put back*. Delivery updates the message in the DM.
pub(super) async fn hold_back(
    cx: &DigestContext<'_>,
    digest: DigestId,
    (entry, is_held): (EntryId, bool),
    page: u16,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let held = cx.digests.hold_back(&pressed.by, entry, is_held, cx.library, cx.now).await;
    let draw = |preview: &Preview, too_late| digest_preview::modal(preview, page.into(), too_late, cx.library);
    let modal = match held.context("cannot hold an entry back")? {
        HoldOutcome::Done(preview) => {
            cx.deliveries.nudge();
            draw(&preview, false)
        }
        HoldOutcome::TooLate(preview) => draw(&preview, true),
        // The entry was deleted or unshared meanwhile, or isn't theirs: show the user's current state.
        HoldOutcome::NotThere => preview_modal(cx, digest, page, pressed).await?,
    };
    Ok(cx.replies.show_modal(modal, pressed).await?)
}

async fn preview_modal(
    cx: &DigestContext<'_>,
    digest: DigestId,
    page: u16,
    pressed: &BlockAction,
) -> anyhow::Result<Modal> {
    let preview = cx.digests.preview(&pressed.by, digest, cx.library).await;
    Ok(preview
        .context("cannot read a preview")?
        .map_or_else(digest_preview::gone, |preview| digest_preview::modal(&preview, page.into(), false, cx.library)))
}

/// *Check again*: the sender checks the channel now.
pub(super) async fn check_again(cx: &DigestContext<'_>, digest: DigestId, pressed: &BlockAction) -> anyhow::Result<()> {
    let trouble = cx.digests.check_again(&pressed.by, digest, cx.now).await.context("cannot look again")?;
    nudge_or_explain(cx, trouble.is_some(), pressed).await
}

/// *Post now* and *It’s there*.
pub(super) async fn answer_unconfirmed(
    cx: &DigestContext<'_>,
    unconfirmed: UnconfirmedPost,
    is_there: bool,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let trouble = cx.digests.answer_unconfirmed(&pressed.by, unconfirmed, is_there, cx.now).await;
    nudge_or_explain(cx, trouble.context("cannot note the answer down")?.is_some(), pressed).await
}

/// Delivery updates the message in the DM. A user who isn't asked any more is told so.
async fn nudge_or_explain(cx: &DigestContext<'_>, is_asked: bool, pressed: &BlockAction) -> anyhow::Result<()> {
    if is_asked {
        cx.deliveries.nudge();
        return Ok(());
    }
    match &pressed.origin {
        Origin::Home => Ok(()),
        Origin::Modal { .. } | Origin::Message { .. } => {
            Ok(cx.replies.show_modal(digest_problem::gone(), pressed).await?)
        }
    }
}
