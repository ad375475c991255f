//! A user reads their own entries, turns pages, searches, or acts on an entry.

use anyhow::Context;

use crate::bot::{Bot, report};
use crate::controls::{EntryAct, EntryButton, EntryLocation};
use crate::domain::evidence::{Journal, Listing};
use crate::domain::ids::{Actor, EntryId, ThemeId};
use crate::domain::lookup::{Topic, read};
use crate::secret::PrivateText;
use crate::services::evidence::{Change, EvidenceError, Own, OwnError, Owned};
use crate::slack::inbound::{BlockAction, Origin};
use crate::slack::outbound::{Answer, Audience};
use crate::surface::{Message, Modal};
use crate::views::evidence::{self as views, JournalOf};

impl Bot {
    /// `/framework me`, filtered by a theme's name or by words.
    pub(in crate::bot) async fn own(&self, by: &Actor, narrowed: &str) -> Message {
        let listing = match read(narrowed, &self.library()).ask.topic {
            Topic::Theme(theme) => Listing { theme: Some(theme), ..Listing::default() },
            _ if narrowed.is_empty() => Listing::default(),
            _ => Listing { words: Some(PrivateText::new(narrowed)), ..Listing::default() },
        };
        match self.page(by, &listing, views::message).await {
            Ok(message) => message.unwrap_or_else(views::search_waits),
            Err(error) => {
                report("me", &error);
                views::unreadable()
            }
        }
    }

    /// Shows a page of the user's own entries where they asked for it.
    pub(in crate::bot) async fn show_own(&self, listing: Listing, pressed: BlockAction) -> anyhow::Result<()> {
        match &pressed.origin {
            Origin::Message { ephemeral, response_url, .. } => {
                let page = self.page(&pressed.by, &listing, views::message).await?;
                let page = page.unwrap_or_else(views::search_waits);
                let answer = if *ephemeral { Answer::in_place(&page) } else { Answer::new(&page, Audience::Them) };
                Ok(self.respond(&pressed.by, response_url, &answer).await?)
            }
            Origin::Home => self.publish_home_page(&pressed.by, None, &listing).await,
            Origin::Modal { view, .. } => {
                let page = self.page(&pressed.by, &listing, views::modal).await?;
                let page = page.unwrap_or_else(|| Modal::to_read("My evidence", views::search_waits().blocks));
                Ok(self.update_modal(&pressed.by, view, page).await?)
            }
        }
    }

    /// Filters the page by the theme chosen in the menu.
    pub(in crate::bot) async fn show_own_of_theme(&self, pressed: BlockAction) -> anyhow::Result<()> {
        let theme = pressed.value.as_ref().map(PrivateText::reveal).filter(|theme| *theme != views::ALL_THEMES);
        let listing = Listing { theme: theme.map(ThemeId::new), ..Listing::default() };
        self.show_own(listing, pressed).await
    }

    /// Searches the user's own entries for what they typed.
    pub(in crate::bot) async fn search_own(&self, theme: Option<ThemeId>, pressed: BlockAction) -> anyhow::Result<()> {
        let words = pressed.value.clone().filter(|words| !words.is_blank());
        self.show_own(Listing { theme, words, page: 0 }, pressed).await
    }

    /// Acts on one entry, and shows it where it was.
    pub(in crate::bot) async fn act_on_entry(&self, button: EntryButton, pressed: BlockAction) -> anyhow::Result<()> {
        let EntryButton { id, act, place } = button;
        let change = match act {
            EntryAct::Edit => return self.edit(id, pressed).await,
            EntryAct::Share(managers) => Change::Share(managers),
            EntryAct::Unshare => Change::Unshare,
            EntryAct::Delete => Change::Delete,
            EntryAct::Restore => Change::Restore,
        };
        let changed = match self.evidence.change(&pressed.by, id, &change, self.clock.now()).await {
            Ok(changed) => Some(changed),
            // The page shows the current state: gone, already done, or with another manager.
            Err(EvidenceError::NotThere | EvidenceError::ManagersChanged | EvidenceError::Faults(_)) => None,
            Err(EvidenceError::Store(error)) => return Err(error).context("cannot change evidence"),
        };
        self.entry_changed(&pressed.by, id).await?;
        if !matches!(pressed.origin, Origin::Home) {
            self.afterwards("home", Self::refresh_home, pressed.by.clone());
        }
        match (place, &pressed.origin) {
            (EntryLocation::Page(listing), _) => self.show_own(listing, pressed).await,
            (EntryLocation::Card, Origin::Modal { view, .. }) => {
                let modal = self.card(&pressed.by, id, changed).await?;
                Ok(self.update_modal(&pressed.by, view, modal).await?)
            }
            (EntryLocation::Card, _) => self.show_own(Listing::default(), pressed).await,
        }
    }

    async fn edit(&self, id: EntryId, pressed: BlockAction) -> anyhow::Result<()> {
        let form = match self.evidence.find(&pressed.by, id).await {
            Ok(Owned { entry, roster, .. }) if entry.deleted_at.is_none() => self.form_of(&entry, &roster),
            Ok(_) | Err(EvidenceError::NotThere) => Modal::to_read("My evidence", views::gone().blocks),
            Err(error) => return Err(error.into()),
        };
        match &pressed.origin {
            Origin::Modal { view, .. } => Ok(self.update_modal(&pressed.by, view, form).await?),
            _ => Ok(self.open_modal(&pressed.trigger, form).await?),
        }
    }

    /// The saved entry as it is now.
    async fn card(&self, by: &Actor, id: EntryId, changed: Option<Owned>) -> anyhow::Result<Modal> {
        let owned = match changed {
            Some(owned) => Some(owned),
            None => self.evidence.find(by, id).await.ok(),
        };
        Ok(owned.map_or_else(
            || Modal::to_read("My evidence", views::gone().blocks),
            |Owned { entry, roster, language }| views::saved(&entry, &roster, language, &self.library()),
        ))
    }

    /// The page; `None` if a search has to wait.
    async fn page<T>(&self, by: &Actor, listing: &Listing, draw: fn(JournalOf<'_>) -> T) -> anyhow::Result<Option<T>> {
        let Own { page, roster, language } = match self.evidence.own(by, listing).await {
            Ok(own) => own,
            Err(OwnError::Busy) => return Ok(None),
            Err(OwnError::Store(error)) => return Err(error).context("cannot read evidence"),
        };
        let journal = Journal::of(&page, self.clock.now());
        Ok(Some(draw(JournalOf { journal: &journal, roster: &roster, language, library: &self.library() })))
    }
}
