//! Digests: every state of each message and of the modals around them, with the longest contents possible.

use std::collections::BTreeSet;

use bearings::domain::cadence::Week;
use bearings::domain::digest::{
    AuthorSection, ChannelProblem, Digest, DigestId, DigestMessage, DigestProblem, DigestState, Item, ItemText,
    Opening, PostId, Preview, SHARED_ENTRIES_PER_PAGE, SharedPage, UnconfirmedPost,
};
use bearings::domain::evidence::Entry;
use bearings::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use bearings::domain::lookup::Library;
use bearings::domain::privacy::ExportMethod;
use bearings::domain::roster::TeamId;
use bearings::surface::limits::Surface;
use bearings::views::manager::{ManagerView, OpeningsView};
use bearings::views::{self, HomeView};
use serde_json::{Value, json};

use crate::evidence::{entries, now};
use crate::modal_json;

type Views = Vec<(String, Surface, Value)>;

const STATES: [DigestState; 6] = [
    DigestState::Open,
    DigestState::Posting,
    DigestState::Withheld,
    DigestState::Unconfirmed,
    DigestState::Posted,
    DigestState::Dropped,
];

pub fn views(libraries: &[Library]) -> Views {
    let mut views = troubles();
    for library in libraries {
        let track = library.default_track_index().framework.track.clone();
        let mut add = |name: String, surface, view| views.push((format!("{name}, {track}"), surface, view));
        for goes_on in [false, true] {
            for (name, lines) in [("one entry", lines(library, 1)), ("withdrawn", withdrawn(40))] {
                let message = views::digest::message(&page(lines, goes_on), TeamId(i64::MAX), library);
                add(format!("digest, {name}"), Surface::PostedMessage, serde_json::to_value(message).unwrap());
            }
            let hidden = views::digest::hidden(&page(lines(library, 1), goes_on), TeamId(i64::MAX));
            add("digest, hidden".into(), Surface::PostedMessage, serde_json::to_value(hidden).unwrap());
        }
        for state in STATES {
            for (posted, held) in [(0, 0), (1, 0), (0, 1), (2, 1), (20, 20)] {
                let preview = preview(library, state, posted, held);
                let message = serde_json::to_value(views::digest_preview::message(&preview)).unwrap();
                add(format!("preview, {state:?}, {posted}, {held}"), Surface::PostedMessage, message);
                for page in 0..4 {
                    let modal = modal_json(views::digest_preview::modal(&preview, page, page == 0, library));
                    add(format!("exact text, {state:?}, {posted}, {held}, {page}"), Surface::Modal, modal);
                }
            }
        }
        for count in [0, SHARED_ENTRIES_PER_PAGE] {
            let entries: Vec<Entry> = entries(library)[0].1.iter().take(count).cloned().collect();
            for page in 0..3 {
                let talking_points = vec!["🧭".repeat(2_000); if page == 0 { count } else { 0 }];
                let engineer = MemberId::new("U01ANA");
                let shared = SharedPage { entries: entries.clone(), page, last_page: 2, talking_points };
                let modal = modal_json(views::manager::modal(&engineer, &shared, library));
                add(format!("shared with a manager, {count}, {page}"), Surface::Modal, modal);
            }
        }
        for people in [0, 1, 40] {
            let people: Vec<MemberId> = (0..people).map(|number| MemberId::new(format!("U{number:012}"))).collect();
            let of = ManagerView { people, page: 9, teams: Vec::new() };
            add("overview".into(), Surface::Modal, modal_json(views::manager::overview_modal(&of)));
            let opening = |entries| Opening { reader: MemberId::new("U01PRIYA"), opened_at: now(), entries };
            let openings: Vec<Opening> = (1..=10).map(opening).collect();
            let opened = Some(OpeningsView {
                openings,
                exports: vec![(now(), ExportMethod::File); 20],
                zone: "Europe/Lisbon".to_owned(),
            });
            let of = HomeView { opened, manager: Some(of), ..HomeView::default() };
            let home = views::home(&library.default_track_index().framework, library, &of);
            add("home of a manager".into(), Surface::Home, json!({ "type": "home", "blocks": home.blocks }));
        }
    }
    for (name, modal) in [
        ("no preview", views::digest_preview::gone()),
        ("no trouble", views::digest_problem::gone()),
        ("nothing shared", views::manager::nothing_shared()),
        ("not theirs", views::digest_settings::not_theirs()),
        ("settings saved", views::digest_settings::saved(true)),
        ("no digest", views::digest_settings::saved(false)),
    ] {
        views.push((name.into(), Surface::Modal, modal_json(modal)));
    }
    views
}

fn line(entry: Entry) -> Item {
    let Entry { id, words, quote, link, happened_on, behaviours, .. } = entry;
    Item { entry: id, text: Some(ItemText { words, quote, link, happened_on, behaviours, is_shortened: false }) }
}

/// The longest lines.
fn lines(library: &Library, count: usize) -> Vec<Item> {
    entries(library)[0].1.iter().take(count).cloned().map(line).collect()
}

fn withdrawn(count: i64) -> Vec<Item> {
    (0..count).map(|id| Item { entry: EntryId(id), text: None }).collect()
}

fn page(lines: Vec<Item>, goes_on: bool) -> DigestMessage {
    let of = AuthorSection {
        author: MemberId::new("U01ANA"),
        items: lines,
        question: Some("What <next> & why?".repeat(20)),
    };
    let week = Week::of("2026-06-03".parse().unwrap());
    DigestMessage { team: "&*_ ".repeat(18), week, goes_on, authors: vec![of] }
}

fn preview(library: &Library, state: DigestState, posted: usize, held: usize) -> Preview {
    let mut shown = page(lines(library, posted), false);
    if posted == 0 {
        shown.authors.clear();
    }
    let managers: BTreeSet<MemberId> = [MemberId::new("U01PRIYA"), MemberId::new("U02SAM")].into();
    let allowed_members = (0..1_000).map(|number| MemberId::new(format!("W{number:012}")));
    let audience = managers.iter().cloned().chain(allowed_members).collect();
    let due_on = "2026-06-05T16:00:00".parse().unwrap();
    let hidden = [ChannelProblem::Guest(MemberId::new("U09GUEST")), ChannelProblem::NotThere];
    let digest = Digest {
        audience,
        apps: Some([MemberId::new("U0JIRA")].into()),
        is_hidden: held == 0,
        ..digest(state, hidden.into())
    };
    Preview { digest, managers, due_on, page: shown, held: lines(library, held) }
}

fn digest(state: DigestState, channel_problems: Vec<ChannelProblem>) -> Digest {
    Digest {
        id: DigestId(1),
        workspace: WorkspaceId::new("T01"),
        team: TeamId(1),
        week: Week::of("2026-06-03".parse().unwrap()),
        channel: ChannelId::new("G01"),
        due_at: now(),
        state,
        audience: BTreeSet::new(),
        channel_problems,
        apps: None,
        is_hidden: false,
    }
}

fn troubles() -> Views {
    let member = MemberId::new("U09GUEST");
    let mut all =
        vec![ChannelProblem::NotThere, ChannelProblem::Public, ChannelProblem::Archived, ChannelProblem::SharedOutside];
    all.extend([
        ChannelProblem::Guest(member.clone()),
        ChannelProblem::Outsider(member.clone()),
        ChannelProblem::NotDisclosed(member.clone()),
    ]);
    all.push(ChannelProblem::App(member.clone()));
    let many = vec![ChannelProblem::Outsider(member); 1_000];
    let mut views = Views::new();
    for state in STATES {
        for wrong in [Vec::new(), all.clone(), many.clone()] {
            for (is_refused, delete_by_hand) in [(false, false), (false, true), (true, false)] {
                let unconfirmed = UnconfirmedPost { digest: DigestId(1), post: PostId(1), attempt: 1 };
                let trouble = DigestProblem {
                    digest: Digest { is_hidden: is_refused, ..digest(state, wrong.clone()) },
                    team: "&*_ ".repeat(18),
                    unconfirmed_post: Some(unconfirmed),
                    part: is_refused.then_some((2, 3)),
                    has_begun: delete_by_hand,
                    is_refused,
                    delete_by_hand,
                };
                let message = serde_json::to_value(views::digest_problem::message(&trouble)).unwrap();
                views.push((format!("trouble, {state:?}"), Surface::PostedMessage, message));
            }
        }
    }
    views
}

/// The blocks without the buttons that only the author has.
fn drawn(blocks: &Value) -> Vec<Value> {
    blocks.as_array().unwrap().iter().filter(|block| block["type"] != "actions").cloned().collect()
}

#[test]
fn an_author_sees_their_part_to_the_letter() {
    for library in crate::libraries() {
        let preview = preview(&library, DigestState::Open, 3, 0);
        let posted = serde_json::to_value(views::digest::message(&preview.page, TeamId(1), &library)).unwrap();
        let shown = modal_json(views::digest_preview::modal(&preview, 0, false, &library));
        let posted = drawn(&posted["blocks"]);
        let shown = drawn(&shown["blocks"]);
        // Leaves out the title above it and the compass below it.
        let part = &posted[1..posted.len() - 1];
        assert!(part.len() > 6 && shown.ends_with(part), "{shown:#?}");
    }
}
