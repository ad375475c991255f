//! Every view, with the longest contents that the framework's rules allow, within Slack's limits: by our own table of
//! them, and by the slackblocks crate as a second opinion.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

#[path = "gallery/admin.rs"]
mod admin;
#[path = "gallery/digest.rs"]
mod digest;
#[path = "gallery/evidence.rs"]
mod evidence;
#[path = "gallery/my_data.rs"]
mod my_data;
#[path = "gallery/prompt.rs"]
mod prompt;
#[path = "gallery/ratings.rs"]
mod ratings;
#[path = "gallery/wording.rs"]
mod wording;

use std::path::Path;
use std::sync::LazyLock;

use bearings::bot::command::typed;
use bearings::domain::dates::DateLanguage;
use bearings::domain::evidence::EvidenceDays;
use bearings::domain::framework::{Behaviour, Cell, Framework, Level, LevelNumber, Paragraph, Theme};
use bearings::domain::ids::{BehaviourId, MemberId, ThemeId, TrackId};
use bearings::domain::lookup::{Ask, Body, Library, ReadingNote, Topic, answer, read};
use bearings::domain::subcommand::Subcommand;
use bearings::import::{limits, read_directory};
use bearings::surface::limits::{Surface, check};
use bearings::surface::{Message, Modal};
use bearings::views;
use serde_json::{Value, json};
use slackblocks::{HomeTabView, ModalView, WebhookMessage};
use strum::IntoEnumIterator;

const QUESTIONS: &[&str] = &[
    "",
    "level 1",
    "level 2",
    "level 3",
    "level 4",
    "level 5",
    "level 6",
    "communication",
    "impact",
    "leadership",
    "influence",
    "mastery",
    "level 1 leadership",
    "level 3 mastery",
    "level 4 mastery",
    "level 5 mastery",
    "compare 3 4",
    "compare 1 6",
    "compare 1 6 mastery",
    "3 vs 4 impact",
    "search proposals",
    "search code",
    "search a",
    "search xyzzy",
    "gaps",
    "gaps 4",
    "gaps mastery",
    "gaps 1 leadership",
    "about",
    "help",
    "help search",
    "help me",
    "level 99",
    "level 9 mastery",
    "banana",
    "grafana dashboards please",
    "l3 mastry and bananas and apples and pears and plums",
    "3c mastery impact",
];

fn libraries() -> Vec<Library> {
    let tracks = |below: &str| read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join(below)).unwrap();
    [tracks("framework"), tracks("tests/data/framework-small"), vec![largest(), bare()]]
        .into_iter()
        .map(|tracks| Library::new(tracks).unwrap())
        .collect()
}

/// The largest framework that `bearings framework check` accepts, in characters that Slack counts double or more.
fn largest() -> Framework {
    let words = |length: usize| "🧭 Ω&".chars().cycle().take(length).collect::<String>();
    let theme = |number: u8| Theme {
        id: ThemeId::new(if number == 1 { "mastery".to_owned() } else { format!("theme-{number}") }),
        name: words(limits::LONGEST_NAME),
        aliases: vec![words(limits::LONGEST_ALIAS)],
        emoji: "🧑🏽‍🚀".into(),
        meaning: words(limits::LONGEST_MEANING),
    };
    let behaviour = |level: u8, theme: u8, number: u8| Behaviour {
        id: BehaviourId::new(format!("b-{level}-{theme}-{number}")),
        text: words(limits::LONGEST_TEXT),
        // The first theme has only texts; one behaviour of the second has all the examples that fit into a cell.
        examples: if theme == 2 && number == 1 { vec![words(limits::LONGEST_TEXT); 17] } else { Vec::new() },
        keywords: vec!["code".into()],
    };
    let themes: Vec<Theme> = (1..=20).map(theme).collect();
    let level = |number: u8| Level {
        number: LevelNumber(number),
        cells: (1_u8..)
            .zip(&themes)
            .map(|(position, theme)| Cell {
                theme: theme.id.clone(),
                behaviours: (1..=if position == 1 { 20 } else { 3 })
                    .map(|at| behaviour(number, position, at))
                    .collect(),
            })
            .collect(),
    };
    let levels = (1..=20).map(level).collect();
    let track = TrackId::new("largest");
    Framework {
        track,
        name: words(limits::LONGEST_NAME),
        version: "99.99.99".into(),
        aliases: Vec::new(),
        themes,
        levels,
        introduction: vec![
            Paragraph::Heading(words(150)),
            Paragraph::Text(words(2_000)),
            Paragraph::Item(words(2_000)),
        ],
    }
}

/// The smallest framework.
fn bare() -> Framework {
    let theme =
        Theme { id: ThemeId::new("t"), name: "T".into(), aliases: Vec::new(), emoji: "·".into(), meaning: "m".into() };
    let cells = vec![Cell { theme: theme.id.clone(), behaviours: Vec::new() }];
    let levels = vec![Level { number: LevelNumber(1), cells }];
    let track = TrackId::new("bare");
    Framework {
        track,
        name: "B".into(),
        version: "0.0.1".into(),
        aliases: Vec::new(),
        themes: vec![theme],
        levels,
        introduction: Vec::new(),
    }
}

fn all_notes() -> Vec<ReadingNote> {
    let long = "w".repeat(30);
    vec![
        ReadingNote::Showing(long.clone()),
        ReadingNote::LeftOut(vec![long.clone(); 9]),
        ReadingNote::SubLevel(LevelNumber(20)),
        ReadingNote::OneTheme(long),
        ReadingNote::NothingChosen,
    ]
}

/// The language whose dates are the longest.
const LONGEST_DATES: DateLanguage = DateLanguage::Spanish;

/// The reader has evidence for everything.
fn all_marked(framework: &Framework) -> EvidenceDays {
    let date = "2026-09-30".parse().unwrap();
    let newest = framework.behaviours().map(|(_, _, of)| ((framework.track.clone(), of.id.clone()), date)).collect();
    EvidenceDays { newest, language: LONGEST_DATES }
}

/// Drawn once for all checks.
static VIEWS: LazyLock<Vec<(String, Surface, Value)>> = LazyLock::new(views);

/// Each view by name, as Slack gets it.
fn views() -> Vec<(String, Surface, Value)> {
    let mut views = evidence::views(&libraries());
    views.extend(prompt::views(&libraries()));
    views.extend(my_data::views());
    views.extend(admin::views(&libraries()));
    views.extend(digest::views(&libraries()));
    let message = |message: Message| serde_json::to_value(message).unwrap();
    for library in libraries() {
        let tracks: Vec<_> = library.track_indexes().map(|track_index| &track_index.framework).collect();
        for framework in &tracks {
            let home = views::home(framework, &library, &views::HomeView::default());
            views.push((
                format!("home of {}", framework.track),
                Surface::Home,
                json!({ "type": "home", "blocks": home.blocks }),
            ));
        }
        for (framework, question) in
            tracks.iter().flat_map(|track| QUESTIONS.iter().map(move |question| (track, question)))
        {
            let question = format!("{question} {}", framework.track);
            let reading = read(question.trim(), &library);
            let (ask, notes) = (&reading.ask, &all_notes());
            let answered = answer(ask, &library);
            let days = all_marked(framework);
            let modal = modal_json(views::modal(&answered, notes, &library, &days));
            let by = MemberId::new("U01ANA");
            views.push((
                format!("{question}: message"),
                Surface::Message,
                message(views::message(&answered, ask, notes, &library, &days)),
            ));
            views.push((
                format!("{question}: shared"),
                Surface::Message,
                message(views::shared(&answered, ask, &by, &library)),
            ));
            views.push((
                format!("{question}: done"),
                Surface::Message,
                message(views::shared_already(&answered, ask, &library)),
            ));
            views.push((format!("{question}: modal"), Surface::Modal, modal));
        }
    }
    views
}

fn modal_json(modal: Modal) -> Value {
    let text = |text: &str| json!({ "type": "plain_text", "text": text });
    let mut view =
        json!({ "type": "modal", "title": text(&modal.title), "close": text(modal.close), "blocks": modal.blocks });
    if let Some(form) = modal.form {
        view["submit"] = text(form.submit);
        view["callback_id"] = json!(form.callback_id);
        view["private_metadata"] = json!(form.metadata);
    }
    view
}

#[test]
fn every_view_keeps_within_slacks_limits() {
    let mut breaches = Vec::new();
    assert!(VIEWS.len() > 500, "{} views", VIEWS.len());
    for (name, surface, view) in VIEWS.iter() {
        breaches
            .extend(check(*surface, view).into_iter().map(|breach| format!("{name}: {} {}", breach.path, breach.rule)));
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn another_library_takes_every_view() {
    let mut objections = Vec::new();
    for (name, surface, view) in VIEWS.iter() {
        let objection = match surface {
            Surface::Home => HomeTabView::try_from(view.clone()).err(),
            Surface::Modal => ModalView::try_from(view.clone()).err(),
            _ => WebhookMessage::try_from(view.clone()).err(),
        };
        objections.extend(objection.map(|objection| format!("{name}: {objection:?}")));
    }
    assert_eq!(objections, Vec::<String>::new());
}

/// The longest cell is shown whole on its page, though it takes several sections.
#[test]
fn the_longest_cell_is_shown_to_its_last_word() {
    let library = Library::new(vec![largest()]).unwrap();
    for theme in ["mastery", "theme-2"] {
        let ask = Ask { track: TrackId::new("largest"), topic: Topic::Cell(LevelNumber(20), ThemeId::new(theme)) };
        let message = views::message(&answer(&ask, &library), &ask, &[], &library, &EvidenceDays::default());
        let shown = serde_json::to_string(&message.blocks).unwrap();
        let framework = largest();
        let cell = framework.level(LevelNumber(20)).unwrap().behaviours(&ThemeId::new(theme));
        let words: usize = cell
            .iter()
            .flat_map(|behaviour| std::iter::once(&behaviour.text).chain(&behaviour.examples))
            .map(|text| text.matches('Ω').count())
            .sum();
        assert!(shown.matches('Ω').count() >= words, "{theme}: {} of {words}", shown.matches('Ω').count());
        assert!(!shown.contains("more than fits in one message"), "{theme}");
    }
}

#[test]
fn both_checks_see_a_breach() {
    let view = json!({ "text": "t", "blocks": [{ "type": "header", "text": { "type": "plain_text", "text": "x".repeat(151) } }] });
    assert_eq!(check(Surface::Message, &view).len(), 1);
    assert!(WebhookMessage::try_from(view).is_err());
}

#[test]
fn every_example_that_help_gives_has_an_answer() {
    for library in libraries() {
        let framework = &library.default_track_index().framework;
        // `bare` has no behaviours and `largest` has symbols for words: a search finds nothing in them.
        for row in Subcommand::iter().filter(|_| !matches!(framework.track.as_str(), "bare" | "largest")) {
            let example = row.example_in(framework);
            // Commands that log evidence or show one's own don't ask the framework.
            let named = typed(&library, "/framework", &example).subcommand;
            if named.is_some_and(|subcommand| !subcommand.asks_framework()) {
                continue;
            }
            let answered = answer(&read(&example, &library).ask, &library).body;
            let dead_end = match &answered {
                Body::Unknown { .. } | Body::NoSuchLevel { .. } | Body::Gone => true,
                Body::Search { groups, .. } => groups.is_empty(),
                _ => false,
            };
            assert!(!dead_end, "{} of {}: {answered:?}", example, framework.track);
        }
    }
}

#[test]
fn no_view_is_without_words() {
    for (name, surface, view) in VIEWS.iter() {
        if matches!(surface, Surface::Message) {
            assert!(
                view["text"].as_str().is_some_and(|text| !text.is_empty()),
                "{name} says nothing to a screen reader"
            );
        }
    }
}
