//! The views of evidence: every state of an entry, of the form and of a page, with the longest contents possible.

use bearings::controls::form::EvidenceForm;
use bearings::domain::evidence::{
    Audience, BehaviourRef, Entry, EvidencePage, Listing, MAX_BEHAVIOURS, MAX_WORDS, Offer, PageFinder, Share, likely,
    offered,
};
use bearings::domain::ids::{EntryId, MemberId, ThemeId, WorkspaceId};
use bearings::domain::link::Link;
use bearings::domain::lookup::Library;
use bearings::domain::roster::{Assignment, Manager, Tenure};
use bearings::secret::PrivateText;
use bearings::surface::Message;
use bearings::surface::limits::Surface;
use bearings::views;
use bearings::views::admission::NotAdmitted;
use bearings::views::evidence::{FormView, JournalView};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{LONGEST_DATES, modal_json};

type Views = Vec<(String, Surface, Value)>;

pub fn views(libraries: &[Library]) -> Views {
    let mut views = notices();
    for library in libraries {
        let track = &library.default_track_index().framework.track;
        let named = |name: &str| format!("{name} of {track}");
        for (name, assignment) in assignments() {
            for (state, entries) in entries(library) {
                let saved = modal_json(views::evidence::saved(&entries[0], &assignment, LONGEST_DATES, library));
                views.push((named(&format!("saved, {state}, {name}")), Surface::Modal, saved));
                // How a page is narrowed doesn't depend on the state of its entries.
                let listings =
                    listings(library).into_iter().filter(|(name, _)| state == "only me" || *name == "first page");
                for (listing_name, listing) in listings {
                    let page = page(&entries, &listing);
                    let (page, now, assignment) = (&page, now(), &assignment);
                    let of = JournalView { page, now, assignment, language: LONGEST_DATES, library };
                    let page = views::evidence::message(of);
                    views.push((
                        named(&format!("page, {state}, {name}, {listing_name}")),
                        Surface::Message,
                        message(page),
                    ));
                    let modal = modal_json(views::evidence::modal(of));
                    views.push((named(&format!("modal, {state}, {name}, {listing_name}")), Surface::Modal, modal));
                    let home = views::home(
                        &library.default_track_index().framework,
                        library,
                        &views::HomeView { own: Some(of), ..Default::default() },
                    );
                    let home = json!({ "type": "home", "blocks": home.blocks });
                    views.push((named(&format!("home, {state}, {name}, {listing_name}")), Surface::Home, home));
                }
            }
            views.extend(
                forms(library, &assignment)
                    .into_iter()
                    .map(|(form, view)| (named(&format!("form, {form}, {name}")), Surface::Modal, view)),
            );
        }
        views.extend(menus(library));
    }
    views
}

fn message(message: Message) -> Value {
    serde_json::to_value(message).unwrap()
}

/// The page as the bot finds it.
pub fn page(entries: &[Entry], listing: &Listing) -> EvidencePage {
    let mut newest_first = entries.to_vec();
    newest_first.sort_by_key(|entry| std::cmp::Reverse((entry.happened_on, entry.id)));
    let mut finder = PageFinder::new(listing);
    let _ = newest_first.into_iter().try_for_each(|entry| finder.take(entry));
    finder.found()
}

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

/// Characters that Slack counts double, and characters that are escaped.
fn long(length: usize) -> String {
    "<&>🧭Ω "
        .chars()
        .cycle()
        .scan(0, |total, c| {
            *total += c.len_utf16();
            (*total <= length).then_some(c)
        })
        .collect()
}

fn manager(id: &str, tenure: i64) -> Manager {
    Manager { member: MemberId::new(id), tenure: Tenure(tenure) }
}

fn assignments() -> Vec<(&'static str, Assignment)> {
    let with = |managers| Assignment { managers, ..Assignment::default() };
    vec![
        ("no manager", with(Vec::new())),
        ("a manager", with(vec![manager("U0000000001", 1)])),
        ("two managers", with(vec![manager("U0000000001", 1), manager("U0000000002", 2)])),
    ]
}

fn entry(library: &Library, id: i64) -> Entry {
    let track_index = library.default_track_index();
    let shown = track_index.framework.behaviours().take(MAX_BEHAVIOURS).map(|(level, theme, behaviour)| BehaviourRef {
        track: track_index.framework.track.clone(),
        behaviour: behaviour.id.clone(),
        theme: theme.id.clone(),
        level: level.number,
        wording: if id % 2 == 0 { behaviour.text.clone() } else { long(500) },
        version: "0.9.0".into(),
    });
    Entry {
        id: EntryId(id),
        workspace: WorkspaceId::new("T1"),
        author: MemberId::new("UANA"),
        words: PrivateText::new(long(MAX_WORDS)),
        link: Link::parse(&format!("https://example.com/{}", "a|b<c>&d/".repeat(100))),
        quote: Some(PrivateText::new(long(MAX_WORDS))),
        happened_on: "2026-09-30".parse().unwrap(),
        behaviours: shown.collect(),
        shares: Vec::new(),
        deleted_at: None,
    }
}

/// An author's entries in each state that they can have.
pub fn entries(library: &Library) -> Vec<(&'static str, Vec<Entry>)> {
    let share = |id: &str, tenure| Share { manager: MemberId::new(id), tenure: Tenure(tenure) };
    let all = || (1..=20).map(|id| entry(library, id)).collect::<Vec<_>>();
    let with = |change: &dyn Fn(&mut Entry)| {
        let mut entries = all();
        entries.iter_mut().for_each(change);
        entries
    };
    vec![
        ("only me", all()),
        ("shared", with(&|entry| entry.shares = vec![share("U0000000001", 1), share("U0000000002", 2)])),
        ("shared with one", with(&|entry| entry.shares = vec![share("U0000000001", 1)])),
        ("shared before a change of managers", with(&|entry| entry.shares = vec![share("U0000000009", 9)])),
        ("deleted", with(&|entry| entry.deleted_at = Some(now()))),
        (
            "short",
            with(&|entry| {
                entry.words = PrivateText::new("a");
                (entry.link, entry.quote, entry.behaviours) = (None, None, Vec::new());
            }),
        ),
        (
            "of another framework",
            with(&|entry| {
                entry
                    .behaviours
                    .iter_mut()
                    .for_each(|shown| shown.behaviour = bearings::domain::ids::BehaviourId::new("x"));
            }),
        ),
    ]
}

fn listings(library: &Library) -> Vec<(&'static str, Listing)> {
    let theme = library.default_track_index().framework.themes.first().map(|theme| theme.id.clone());
    vec![
        ("first page", Listing::default()),
        ("second page", Listing { page: 1, ..Listing::default() }),
        ("a theme", Listing { theme, ..Listing::default() }),
        ("no such theme", Listing { theme: Some(ThemeId::new("x".repeat(40))), ..Listing::default() }),
        ("a search", Listing { words: Some(PrivateText::new(long(120))), ..Listing::default() }),
    ]
}

fn forms(library: &Library, assignment: &Assignment) -> Vec<(String, Value)> {
    let managers = assignment.manager_ids();
    let words = long(MAX_WORDS);
    let quote = PrivateText::new(long(4_000));
    let everything: Vec<Offer<'_>> = offered(library, assignment, "").into_iter().take(MAX_BEHAVIOURS).collect();
    let ids: Vec<_> = everything.iter().map(Offer::id).collect();
    let form = |edits: Option<EntryId>, words: &str, likely: &[Offer<'_>], quote: Option<&PrivateText>, audience| {
        modal_json(views::evidence::form(&FormView {
            form: EvidenceForm { edits, likely: likely.iter().map(Offer::id).collect(), quote: quote.cloned() },
            words,
            likely: likely.to_vec(),
            ticked: ids.clone(),
            happened_on: "2026-09-30".parse().unwrap(),
            link: "https://example.com/",
            managers: &managers,
            audience,
            quote: quote.map(|quote| (quote, true)),
        }))
    };
    let all_managers = Audience::Managers(managers.clone());
    vec![
        ("empty".into(), form(None, "", &[], None, Audience::OnlyMe)),
        ("likely".into(), form(None, "code", &likely(library, assignment, "code review"), None, Audience::OnlyMe)),
        ("full".into(), form(None, &words, &everything, Some(&quote), all_managers.clone())),
        ("edit".into(), form(Some(EntryId(i64::MAX)), &words, &everything, Some(&quote), all_managers)),
    ]
}

/// A menu's options aren't a view, so this puts them into a menu to check them.
fn menus(library: &Library) -> Views {
    let assignment = Assignment::default();
    let likely = offered(library, &assignment, "").into_iter().take(5).collect::<Vec<_>>();
    ["", "code", "a", "xyzzyqqq"]
        .into_iter()
        .filter_map(|typed| {
            let options = views::evidence::offer(&likely, &offered(library, &assignment, typed), !typed.is_empty());
            let groups = serde_json::to_value(options).unwrap()["option_groups"].clone();
            let menu = json!({
                "type": "static_select", "action_id": "menu", "option_groups": groups,
                "placeholder": { "type": "plain_text", "text": "Menu" },
            });
            let blocks = json!([{ "type": "actions", "elements": [menu] }]);
            let view = json!({ "type": "home", "blocks": blocks });
            let track = &library.default_track_index().framework.track;
            (!groups.as_array().unwrap().is_empty())
                .then(|| (format!("menu “{typed}” of {track}"), Surface::Home, view))
        })
        .collect()
}

fn notices() -> Views {
    let of = |name: &str, notice| (name.to_owned(), Surface::Message, message(notice));
    vec![
        of("not opened", views::evidence::not_opened(&PrivateText::new(long(MAX_WORDS)))),
        of("not opened, without words", views::evidence::not_opened(&PrivateText::default())),
        of("too long", views::evidence::too_long(&PrivateText::new(long(10_000)))),
        of("gone", views::evidence::gone()),
        of("search waits", views::evidence::search_waits()),
        of("not shared", views::not_shared(true)),
        of("perhaps not shared", views::not_shared(false)),
        of("unreadable", views::evidence::unreadable()),
        of("a press that was not saved", views::storage_failure::message()),
        of("a press that Slack did not show", views::busy::message()),
        of("another workspace", views::admission::message(NotAdmitted::Foreign)),
        of("starting up", views::admission::message(NotAdmitted::Starting)),
        of("not sure who", views::admission::message(NotAdmitted::Unsure)),
    ]
}
