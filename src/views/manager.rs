//! What managers see: who shares with them, and what. The bot logs each view, and the author can read that log.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, DigestButton};
use crate::domain::cadence::Zone;
use crate::domain::digest::{Item, ItemText, Opening, SharedPage};
use crate::domain::evidence::Entry;
use crate::domain::ids::MemberId;
use crate::domain::lookup::Library;
use crate::domain::privacy::ExportMethod;
use crate::domain::roster::TeamWithEngineers;
use crate::surface::Modal;
use crate::views::digest::{LANGUAGE, item};
use crate::views::digest_preview::ENTRY_TURNS;
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
#[derive(Clone, Debug)]
pub struct ManagerView {
    pub people: Vec<MemberId>,
    /// The page of people to show, from 0.
    pub page: usize,
    pub teams: Vec<TeamWithEngineers>,
}

/// Who opened or exported an author's entries.
#[derive(Clone, Debug)]
pub struct OpeningsView {
    /// The newest opening comes first.
    pub openings: Vec<Opening>,
    /// When administrators exported the author's data, newest first.
    pub exports: Vec<(DateTime<Utc>, ExportMethod)>,
    /// The author's zone, by its IANA name.
    pub zone: String,
}

/// The manager's part of App Home.
pub(super) fn blocks(of: &ManagerView) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::divider()];
    blocks.extend(overview(of));
    blocks
}

/// The same as a modal, for a manager who comes from a digest.
#[must_use]
pub fn overview_modal(of: &ManagerView) -> Modal {
    Modal::to_read(TITLE, overview(of))
}

/// One page of what an engineer shares, by theme.
#[must_use]
pub fn modal(engineer: &MemberId, shared: &SharedPage<Entry>, library: &Library) -> Modal {
    let SharedPage { entries, page, last_page, talking_points } = shared;
    let who = Mrkdwn::new().text("What ").member(engineer).text(" shares with you. In App Home, ").member(engineer);
    let mut blocks = vec![kit::context(who.text(" can see when you opened it."))];
    if !talking_points.is_empty() {
        let points = talking_points.iter().take(POINTS).map(|point| format!("• {}", clip(point, POINT)));
        blocks.push(kit::header("Talking points for your next 1:1"));
        blocks.extend(kit::words(&points.collect::<Vec<_>>().join("\n")));
        blocks.push(kit::context("Text to copy. A compass, not a GPS."));
    }
    let theme = |entry: &Entry| {
        entry.behaviours.first().map_or_else(|| "No theme".to_owned(), |shown| shown.theme_name(library).to_owned())
    };
    for of_theme in entries.chunk_by(|one, next| theme(one) == theme(next)) {
        blocks.extend(of_theme.first().map(|entry| kit::header(&theme(entry))));
        blocks.extend(of_theme.iter().flat_map(|entry| item(&as_item(entry), library)));
    }
    let to = |page| Control::OpenShared { engineer: engineer.clone(), page };
    let turns = kit::page_turns(*page, page < last_page, ENTRY_TURNS, to);
    blocks.extend(kit::buttons(turns.collect()));
    Modal::to_read(TITLE, blocks)
}

/// Shown if nothing is shared with this manager any more.
#[must_use]
pub fn nothing_shared() -> Modal {
    kit::notice_modal(TITLE, "Nothing here is shared with you any more. People can change what they share at any time.")
}

/// Who opened an author's entries, for the author alone.
pub(super) fn opened(of: &OpeningsView) -> Vec<SlackBlock> {
    if of.openings.is_empty() && of.exports.is_empty() {
        return Vec::new();
    }
    let zone = Zone::of(&of.zone, "UTC");
    let lines = of.openings.iter().map(|opening| {
        let Opening { reader, opened_at, entries } = opening;
        let what = if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
        let at = LANGUAGE.day_and_time(zone.local(*opened_at));
        Mrkdwn::new().member(reader).text(&format!(" opened {what}, {at}"))
    });
    let mut blocks = vec![kit::divider(), kit::header("Who opened your entries")];
    blocks.extend(kit::sections(lines.chain(exported(&of.exports, &zone, LANGUAGE))));
    blocks.push(kit::context("Only you see this. No one can open what you don’t share."));
    blocks
}

fn overview(of: &ManagerView) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::header("People who share with you")];
    let who = "Only you see this. Each person can see when you opened what they share.";
    blocks.push(kit::context(who));
    if of.people.is_empty() {
        let text = "When someone shares an entry with you, you’ll find it here.";
        blocks.push(kit::section(text));
    }
    let last = of.people.len().saturating_sub(1) / PAGE;
    let page = of.page.min(last);
    for engineer in of.people.iter().skip(page * PAGE).take(PAGE) {
        let open = Control::OpenShared { engineer: engineer.clone(), page: 0 };
        let open = Button::new(open, "Open", "Open what this person shares with you");
        blocks.push(kit::section_with(Mrkdwn::new().member(engineer), open));
    }
    let turns = kit::page_turns(
        page,
        page < last,
        [("Previous people", "Previous people"), ("More people", "More people")],
        Control::People,
    );
    let mut buttons: Vec<Button> = turns.collect();
    let is_one = of.teams.len() == 1;
    buttons.extend(of.teams.iter().take(TEAMS).map(|seated| {
        let says = format!("Digest settings of {}", seated.team.name);
        let label = if is_one { "Digest settings".to_owned() } else { says.clone() };
        Button::new(Control::Digest(DigestButton::Settings(seated.team.id)), label, says)
    }));
    blocks.extend(kit::buttons(buttons));
    blocks
}

fn as_item(entry: &Entry) -> Item {
    let Entry { id, words, quote, link, happened_on, behaviours, .. } = entry.clone();
    Item { entry: id, text: Some(ItemText { words, quote, link, happened_on, behaviours, is_shortened: false }) }
}
