//! An author holds an entry back, or a manager answers about a digest. Every press is checked again, for the user and
//! against the current state.

use anyhow::Context;

use crate::bot::Bot;
use crate::controls::DigestButton;
use crate::domain::digest::{DigestId, Doubt, Preview};
use crate::domain::ids::EntryId;
use crate::services::digests::Held;
use crate::slack::inbound::{BlockAction, Origin};
use crate::surface::Modal;
use crate::views::{digest_preview, digest_trouble};

impl Bot {
    /// Does what the button says.
    pub(super) async fn press_digest(&self, button: DigestButton, pressed: &BlockAction) -> anyhow::Result<()> {
        match button {
            DigestButton::Preview { digest, page, .. } => self.show_preview(digest, page, pressed).await,
            DigestButton::Hold { digest, entry, is_held, page } => {
                self.hold_back(digest, (entry, is_held), page, pressed).await
            }
            DigestButton::CheckAgain(digest) => self.check_again(digest, pressed).await,
            DigestButton::PostNow(doubt) => self.answer_doubt(doubt, false, pressed).await,
            DigestButton::IsThere(doubt) => self.answer_doubt(doubt, true, pressed).await,
            DigestButton::Settings(team) => self.digest_settings(team, pressed).await,
            DigestButton::Overview => self.show_overview(0, pressed).await,
        }
    }

    async fn show_preview(&self, digest: DigestId, page: u16, pressed: &BlockAction) -> anyhow::Result<()> {
        let modal = self.preview_modal(digest, page, pressed).await?;
        self.show_modal(modal, pressed).await
    }

    /// *Hold back* and *Put back*. Delivery updates the message in the DM.
    async fn hold_back(
        &self,
        digest: DigestId,
        (entry, is_held): (EntryId, bool),
        page: u16,
        pressed: &BlockAction,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let held = self.digests.hold_back(&pressed.by, entry, is_held, &self.library(), now).await;
        let draw = |preview: &Preview, too_late| digest_preview::modal(preview, page.into(), too_late, &self.library());
        let modal = match held.context("cannot hold an entry back")? {
            Held::Done(preview) => {
                self.deliveries.nudge();
                draw(&preview, false)
            }
            Held::TooLate(preview) => draw(&preview, true),
            // The entry was deleted or unshared meanwhile, or isn't theirs: show the user's current state.
            Held::NotThere => self.preview_modal(digest, page, pressed).await?,
        };
        self.show_modal(modal, pressed).await
    }

    async fn preview_modal(&self, digest: DigestId, page: u16, pressed: &BlockAction) -> anyhow::Result<Modal> {
        let preview = self.digests.preview(&pressed.by, digest, &self.library()).await;
        Ok(preview.context("cannot read a preview")?.map_or_else(digest_preview::gone, |preview| {
            digest_preview::modal(&preview, page.into(), false, &self.library())
        }))
    }

    /// *Check again*: the sender checks the channel now.
    async fn check_again(&self, digest: DigestId, pressed: &BlockAction) -> anyhow::Result<()> {
        let trouble = self.digests.check_again(&pressed.by, digest, self.clock.now()).await;
        self.answered(trouble.context("cannot look again")?.is_some(), pressed).await
    }

    /// *Post now* and *It is there*.
    async fn answer_doubt(&self, doubt: Doubt, is_there: bool, pressed: &BlockAction) -> anyhow::Result<()> {
        let trouble = self.digests.answer_doubt(&pressed.by, doubt, is_there, self.clock.now()).await;
        self.answered(trouble.context("cannot note the answer down")?.is_some(), pressed).await
    }

    /// Delivery updates the message in the DM. A user who isn't asked any more is told so.
    async fn answered(&self, is_asked: bool, pressed: &BlockAction) -> anyhow::Result<()> {
        if is_asked {
            self.deliveries.nudge();
            return Ok(());
        }
        match &pressed.origin {
            Origin::Home => Ok(()),
            Origin::Modal { .. } | Origin::Message { .. } => self.show_modal(digest_trouble::gone(), pressed).await,
        }
    }
}
