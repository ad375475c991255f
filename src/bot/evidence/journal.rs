//! A user reads their own entries, turns pages, searches, or acts on an entry.

use anyhow::Context;

use crate::bot::background::report;
use crate::bot::evidence::{EvidenceContext, form};
use crate::bot::home::HomePage;
use crate::controls::{EntryAct, EntryButton, EntryLocation};
use crate::domain::evidence::Listing;
use crate::domain::ids::{Actor, EntryId, ThemeId};
use crate::domain::lookup::{Topic, read};
use crate::secret::PrivateText;
use crate::services::evidence::{Change, EntryForView, EvidenceError, OwnEntriesError, OwnEntriesPage};
use crate::slack::inbound::{BlockAction, Origin};
use crate::slack::outbound::{Audience, MessageAnswer};
use crate::surface::{Message, Modal};
use crate::views::evidence::{self as views, JournalView};

/// `/framework me`, filtered by a theme's name or by words.
pub(in crate::bot) async fn list(cx: &EvidenceContext<'_>, by: &Actor, filter: &str) -> Message {
    let listing = match read(filter, cx.library).ask.topic {
        Topic::Theme(theme) => Listing { theme: Some(theme), ..Listing::default() },
        _ if filter.is_empty() => Listing::default(),
        _ => Listing { words: Some(PrivateText::new(filter)), ..Listing::default() },
    };
    match page(cx, by, &listing, views::message).await {
        Ok(message) => message.unwrap_or_else(views::search_waits),
        Err(error) => {
            report("me", &error);
            views::unreadable()
        }
    }
}

/// Shows a page of the user's own entries where they asked for it.
pub(in crate::bot) async fn show(
    cx: &EvidenceContext<'_>,
    listing: Listing,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    match &pressed.origin {
        Origin::Message { ephemeral, response_url, .. } => {
            let page = page(cx, &pressed.by, &listing, views::message).await?;
            let page = page.unwrap_or_else(views::search_waits);
            let answer =
                if *ephemeral { MessageAnswer::in_place(&page) } else { MessageAnswer::new(&page, Audience::Them) };
            Ok(cx.replies.respond(&pressed.by, response_url, &answer).await?)
        }
        Origin::Home => cx.homes.publish(&pressed.by, &HomePage { listing, ..HomePage::default() }).await,
        Origin::Modal { view, .. } => {
            let page = page(cx, &pressed.by, &listing, views::modal).await?;
            let page = page.unwrap_or_else(|| Modal::to_read("My evidence", views::search_waits().blocks));
            Ok(cx.replies.update_modal(&pressed.by, view, page).await?)
        }
    }
}

/// Filters the page by the theme chosen in the menu.
pub(in crate::bot) async fn filter_by_theme(cx: &EvidenceContext<'_>, pressed: &BlockAction) -> anyhow::Result<()> {
    let theme = pressed.value.as_ref().map(PrivateText::reveal).filter(|theme| *theme != views::ALL_THEMES);
    show(cx, Listing { theme: theme.map(ThemeId::new), ..Listing::default() }, pressed).await
}

/// Searches the user's own entries for what they typed.
pub(in crate::bot) async fn search(
    cx: &EvidenceContext<'_>,
    theme: Option<ThemeId>,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let words = pressed.value.clone().filter(|words| !words.is_blank());
    show(cx, Listing { theme, words, page: 0 }, pressed).await
}

/// Acts on one entry, and shows it where it was.
pub(in crate::bot) async fn act_on_entry(
    cx: &EvidenceContext<'_>,
    button: EntryButton,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    let EntryButton { id, act, place } = button;
    let change = match act {
        EntryAct::Edit => return edit(cx, id, pressed).await,
        EntryAct::Share(managers) => Change::Share(managers),
        EntryAct::Unshare => Change::Unshare,
        EntryAct::Delete => Change::Delete,
        EntryAct::Restore => Change::Restore,
    };
    let by = &pressed.by;
    let changed = match cx.evidence.change(by, id, &change, cx.now).await {
        Ok(changed) => Some(changed),
        // The page shows the current state: gone, already done, or with another manager.
        Err(EvidenceError::NotThere | EvidenceError::ManagersChanged | EvidenceError::Faults(_)) => None,
        Err(EvidenceError::Store(error)) => return Err(error).context("cannot change evidence"),
    };
    // The prompt that it answers shows the change at once, and so does the digest that it's in.
    cx.prompts.entry_changed(by, id, cx.now).await?;
    cx.deliveries.nudge();
    if !matches!(pressed.origin, Origin::Home) {
        cx.homes.refresh_later(by.clone());
    }
    match (place, &pressed.origin) {
        (EntryLocation::Page(listing), _) => show(cx, listing, pressed).await,
        (EntryLocation::Card, Origin::Modal { view, .. }) => {
            let modal = card(cx, by, id, changed).await;
            Ok(cx.replies.update_modal(by, view, modal).await?)
        }
        (EntryLocation::Card, _) => show(cx, Listing::default(), pressed).await,
    }
}

async fn edit(cx: &EvidenceContext<'_>, id: EntryId, pressed: &BlockAction) -> anyhow::Result<()> {
    let form = match cx.evidence.find(&pressed.by, id).await {
        Ok(EntryForView { entry, assignment, .. }) if entry.deleted_at.is_none() => {
            form::of_entry(&entry, &assignment, cx.library)
        }
        Ok(_) | Err(EvidenceError::NotThere) => Modal::to_read("My evidence", views::gone().blocks),
        Err(error) => return Err(error.into()),
    };
    Ok(cx.replies.show_modal(form, pressed).await?)
}

/// The saved entry as it is now.
async fn card(cx: &EvidenceContext<'_>, by: &Actor, id: EntryId, changed: Option<EntryForView>) -> Modal {
    let owned = match changed {
        Some(owned) => Some(owned),
        None => cx.evidence.find(by, id).await.ok(),
    };
    owned.map_or_else(
        || Modal::to_read("My evidence", views::gone().blocks),
        |EntryForView { entry, assignment, language }| views::saved(&entry, &assignment, language, cx.library),
    )
}

/// The page; `None` if a search has to wait.
async fn page<T>(
    cx: &EvidenceContext<'_>,
    by: &Actor,
    listing: &Listing,
    draw: fn(JournalView<'_>) -> T,
) -> anyhow::Result<Option<T>> {
    let OwnEntriesPage { page, assignment, language } = match cx.evidence.list_own_entries(by, listing).await {
        Ok(own) => own,
        Err(OwnEntriesError::Busy) => return Ok(None),
        Err(OwnEntriesError::Store(error)) => return Err(error).context("cannot read evidence"),
    };
    let view = JournalView { page: &page, now: cx.now, assignment: &assignment, language, library: cx.library };
    Ok(Some(draw(view)))
}
