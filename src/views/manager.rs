//! What managers see: who shares with them, and what. The bot logs each look at it, and the author can read that log.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, DigestButton};
use crate::domain::cadence::Zone;
use crate::domain::digest::{Line, Opening, SharedBy, Written};
use crate::domain::evidence::Entry;
use crate::domain::ids::MemberId;
use crate::domain::lookup::Library;
use crate::domain::privacy::ExportMethod;
use crate::domain::roster::TeamWithEngineers;
use crate::surface::Modal;
use crate::views::digest::{LANGUAGE, line};
use crate::views::kit::{self, Button};
use crate::views::my_data::exported;
use crate::views::text::{Mrkdwn, clip};

/// People per page: App Home allows 100 blocks.
pub const PAGE: usize = 8;
/// How many talking points are offered.
const POINTS: usize = 10;
/// Characters of each, so that the whole list fits on a page.
const POINT: usize = 600;
/// How many teams have a button.
const TEAMS: usize = 20;
const TITLE: &str = "Shared with you";

/// What a manager sees below their own evidence.
#[derive(Clone, Copy, Debug)]
pub struct ManagerOf<'m> {
    /// Everyone who shares with them.
    pub people: &'m [MemberId],
    /// The page of people to show, from 0.
    pub page: usize,
    /// The teams that they manage.
    pub teams: &'m [TeamWithEngineers],
}

/// Who opened an author's entries.
#[derive(Clone, Copy, Debug)]
pub struct OpenedOf<'o> {
    /// Newest first.
    pub openings: &'o [Opening],
    /// When administrators exported the author's data, newest first.
    pub exports: &'o [(DateTime<Utc>, ExportMethod)],
    /// The author's zone, by its IANA name.
    pub zone: &'o str,
}

/// The manager's part of App Home.
pub(super) fn blocks(of: &ManagerOf<'_>) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::divider()];
    blocks.extend(overview(of));
    blocks
}

/// The same as a modal, for a manager who comes from a digest.
#[must_use]
pub fn overview_modal(of: &ManagerOf<'_>) -> Modal {
    Modal::to_read(TITLE, overview(of))
}

/// One page of what an engineer shares, by theme.
#[must_use]
pub fn modal(shared: &SharedBy, library: &Library) -> Modal {
    let SharedBy { engineer, entries, page, last_page, talking_points } = shared;
    let who = Mrkdwn::new().text("What ").member(engineer).text(" shares with you. ").member(engineer);
    let mut blocks = vec![kit::context(who.text(" can read in App Home when you opened it."))];
    if !talking_points.is_empty() {
        let points = talking_points.iter().take(POINTS).map(|point| format!("• {}", clip(point, POINT)));
        blocks.push(kit::header("Talking points for your next 1:1"));
        blocks.extend(kit::words(&points.collect::<Vec<_>>().join("\n")));
        blocks.push(kit::context(Mrkdwn::new().text("Text to copy. A compass, not a GPS.")));
    }
    let mut theme = None;
    for entry in entries {
        let of = theme_of(entry, library);
        if theme.as_ref() != Some(&of) {
            blocks.push(kit::header(&of));
            theme = Some(of);
        }
        blocks.extend(line(&as_line(entry), library));
    }
    let to = |page: usize, label: &str| {
        let page = u16::try_from(page).unwrap_or(u16::MAX);
        Button::new(Control::OpenShared { engineer: engineer.clone(), page }, label, label)
    };
    let turns = page.checked_sub(1).map(|before| to(before, "Entries before"));
    let turns = turns.into_iter().chain((page < last_page).then(|| to(page + 1, "More entries")));
    blocks.extend(kit::buttons(turns.collect()));
    Modal::to_read(TITLE, blocks)
}

/// Shown if nothing is shared with this manager any more.
#[must_use]
pub fn nothing_shared() -> Modal {
    let text = "Nothing is shared with you here any more. Who shares what can change at any time.";
    Modal::to_read(TITLE, vec![kit::section(Mrkdwn::new().text(text))])
}

/// Who opened an author's entries, for the author alone.
pub(super) fn opened(of: &OpenedOf<'_>) -> Vec<SlackBlock> {
    if of.openings.is_empty() && of.exports.is_empty() {
        return Vec::new();
    }
    let zone = Zone::of(of.zone, "UTC");
    let lines = of.openings.iter().map(|opening| {
        let Opening { reader, opened_at, entries } = opening;
        let what = if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
        let at = zone.local(*opened_at);
        let (day, time) = (LANGUAGE.day_of_month(at.date()), at.format("%H:%M"));
        Mrkdwn::new().member(reader).text(&format!(" opened {what}, {day} {time}"))
    });
    let mut blocks = vec![kit::divider(), kit::header("Who opened your entries")];
    blocks.extend(kit::sections(lines.chain(exported(of.exports, &zone, LANGUAGE))));
    blocks.push(kit::context(Mrkdwn::new().text("Only you see this part. Nobody opens what you do not share.")));
    blocks
}

fn overview(of: &ManagerOf<'_>) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::header("People who share with you")];
    let who = "Only you see this part. Each person can read when you opened what they share.";
    blocks.push(kit::context(Mrkdwn::new().text(who)));
    if of.people.is_empty() {
        let text = "When somebody shares an entry with you, you find it here.";
        blocks.push(kit::section(Mrkdwn::new().text(text)));
    }
    let last = of.people.len().saturating_sub(1) / PAGE;
    let page = of.page.min(last);
    for engineer in of.people.iter().skip(page * PAGE).take(PAGE) {
        let open = Control::OpenShared { engineer: engineer.clone(), page: 0 };
        let open = Button::new(open, "Open", "Open what this person shares with you");
        blocks.push(kit::section_with(Mrkdwn::new().member(engineer), open));
    }
    let to =
        |page: usize, label: &str| Button::new(Control::People(u16::try_from(page).unwrap_or(u16::MAX)), label, label);
    let mut buttons: Vec<Button> = page.checked_sub(1).map(|before| to(before, "People before")).into_iter().collect();
    buttons.extend((page < last).then(|| to(page + 1, "More people")));
    let is_one = of.teams.len() == 1;
    buttons.extend(of.teams.iter().take(TEAMS).map(|seated| {
        let says = format!("Digest settings of {}", seated.team.name);
        let label = if is_one { "Digest settings".to_owned() } else { says.clone() };
        Button::new(Control::Digest(DigestButton::Settings(seated.team.id)), label, says)
    }));
    blocks.extend(kit::buttons(buttons));
    blocks
}

fn theme_of(entry: &Entry, library: &Library) -> String {
    let Some(shown) = entry.behaviours.first() else { return "Without a theme".to_owned() };
    let themes = library.track_index(&shown.track).map(|track_index| &track_index.framework.themes);
    let theme = themes.and_then(|themes| themes.iter().find(|theme| theme.id == shown.theme));
    theme.map_or_else(|| shown.theme.to_string(), |theme| theme.name.clone())
}

fn as_line(entry: &Entry) -> Line {
    let Entry { id, words, quote, link, happened_on, behaviours, .. } = entry.clone();
    Line { entry: id, written: Some(Written { words, quote, link, happened_on, behaviours, is_shortened: false }) }
}
