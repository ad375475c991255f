//! What admins see: no team, a full page of teams, and every state of deliveries.

use std::collections::BTreeSet;

use bearings::domain::delivery::Health;
use bearings::domain::evidence::Listing;
use bearings::domain::ids::{MemberId, TrackId};
use bearings::domain::introduction::IntroductionOutcome;
use bearings::domain::lookup::Library;
use bearings::domain::needs::NEEDS;
use bearings::domain::roster::{Assignment, Roster, Team, TeamDraft, TeamId, TeamName, TeamWithEngineers, WeeklyTime};
use bearings::surface::Modal;
use bearings::surface::limits::Surface;
use bearings::views;
use bearings::views::admin::{AdminView, PAGE};
use bearings::views::evidence::JournalView;
use serde_json::{Value, json};

use crate::LONGEST_DATES;
use crate::evidence::{entries, now, page};

type Views = Vec<(String, Surface, Value)>;

pub fn views(libraries: &[Library]) -> Views {
    let mut views = Vec::new();
    for library in libraries {
        let mut modal = |name: &str, modal: Modal| {
            let name = format!("{name}, {}", library.default_track_index().framework.track);
            views.push((name, Surface::Modal, crate::modal_json(modal)));
        };
        modal("a new team", views::admin::form(None, library));
        for engineers in [0, 1, 1_000] {
            for seated in teams(engineers).iter().take(3) {
                modal("a team", views::admin::form(Some(seated), library));
            }
        }
        for moved in [0, 1, 1_000] {
            modal("a team, saved", views::admin::saved(&draft(moved)));
        }
        let framework = &library.default_track_index().framework;
        let mut add = |name: String, own: Option<JournalView<'_>>, of: &AdminView| {
            let of = views::HomeView { own, admin: Some(of.clone()), ..Default::default() };
            let home = views::home(framework, library, &of);
            let home = json!({ "type": "home", "blocks": home.blocks });
            views.push((format!("home of an admin, {name}, {}", framework.track), Surface::Home, home));
        };
        for (name, health) in healths() {
            let of = AdminView { teams: Vec::new(), page: 0, introduced: None, health, missing: NEEDS.to_vec() };
            add(format!("no team, {name}"), None, &of);
        }
        for (engineers, page) in [(0, 0), (1, 1), (31, 2), (31, 3), (1_000, 0)] {
            let health = Health::default();
            let of = AdminView { teams: teams(engineers), page, introduced: None, health, missing: NEEDS.to_vec() };
            add(format!("page {page} of teams with {engineers}"), None, &of);
        }
        let teams = teams(31);
        for (now_asked, before) in [(0, 0), (0, 1), (1, 0), (2, 1)] {
            let asked = IntroductionOutcome { now: now_asked, before };
            let of = AdminView {
                introduced: Some((teams[PAGE].team.id, asked)),
                teams: teams.clone(),
                page: 1,
                health: Health::default(),
                missing: NEEDS.to_vec(),
            };
            for (state, entries) in entries(library) {
                let page = page(&entries, &Listing::default());
                let own = JournalView {
                    page: &page,
                    now: now(),
                    assignment: &Assignment::default(),
                    language: LONGEST_DATES,
                    library,
                };
                add(format!("{asked:?}, {state}"), Some(own), &of);
            }
        }
    }
    views
}

/// A draft that moves this many engineers from teams with the longest names.
fn draft(moved: usize) -> TeamDraft {
    let seated = &teams(moved)[0];
    let moved = seated.engineers.iter().map(|member| (member.clone(), seated.team.name.clone())).collect();
    TeamDraft {
        guests: vec![MemberId::new("U0NOOR")],
        name: seated.team.name.clone(),
        track: None,
        prompt: seated.team.prompt,
        digest: None,
        allowed_members: BTreeSet::new(),
        roster: Roster::default(),
        moved,
    }
}

fn healths() -> Vec<(&'static str, Health)> {
    let one = |code: &str| Health { refused: [(code.to_owned(), 1)].into(), ..Health::default() };
    let many = (0..200).map(|number| (format!("<!channel> {number} {}", "c".repeat(200)), usize::MAX));
    vec![
        ("all delivered", Health::default()),
        ("one waits", Health { waiting: 1, ..Health::default() }),
        ("one in doubt", Health { doubtful: 1, ..Health::default() }),
        ("user_disabled", one("user_disabled")),
        ("messages_tab_disabled", one("messages_tab_disabled")),
        ("missing_scope", one("missing_scope")),
        ("restricted_action", one("restricted_action")),
        ("is_archived", one("is_archived")),
        ("no code", one("")),
        ("everything", Health { waiting: usize::MAX, doubtful: usize::MAX, refused: many.collect() }),
    ]
}

/// Three pages of teams with the longest names, and this many engineers in each.
fn teams(engineers: usize) -> Vec<TeamWithEngineers> {
    let members = |letter: char, count: usize| -> BTreeSet<MemberId> {
        (0..count).map(|number| MemberId::new(format!("{letter}{number:012}"))).collect()
    };
    let days = [1, 2, 3, 4, 5, 6, 7].into_iter().cycle();
    (0..)
        .zip(days)
        .take(2 * PAGE + 1)
        .map(|(id, weekday)| TeamWithEngineers {
            team: Team {
                id: TeamId(id),
                name: TeamName::new("&*_ ".chars().cycle().take(TeamName::LONGEST).collect::<String>()),
                track: Some(TrackId::new("backend")),
                zone: "America/Argentina/ComodRivadavia".into(),
                prompt: WeeklyTime::from_numbers(weekday, 1_439).unwrap(),
                digest: None,
                digest_channel: None,
                digest_since: None,
                allowed_members: BTreeSet::new(),
                managers: members('W', usize::from(weekday % 3)),
            },
            engineers: members('U', engineers),
        })
        .collect()
}
