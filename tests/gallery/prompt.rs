//! The weekly prompt and the introduction: every state of each message, with the longest contents possible.

use bearings::domain::cadence::PromptTime;
use bearings::domain::dates::DateLanguage;
use bearings::domain::evidence::BehaviourRef as Behaviour;
use bearings::domain::framework::LevelNumber;
use bearings::domain::ids::{BehaviourId, EntryId, MemberId, PromptId};
use bearings::domain::introduction::{Introduced, Introduction};
use bearings::domain::lookup::Library;
use bearings::domain::prompt::{Frequency, LessOften, Prompt, PromptAnswer, PromptState, PromptView};
use bearings::domain::settings::{Settings, SettingsView};
use bearings::secret::PrivateText;
use bearings::surface::limits::Surface;
use bearings::views;
use chrono::{DateTime, NaiveTime, Weekday};
use serde_json::Value;
use strum::VariantArray;

use super::{LONGEST_DATES, modal_json};

type Views = Vec<(String, Surface, Value)>;

pub fn views(libraries: &[Library]) -> Views {
    let mut views = introductions(libraries.first().unwrap());
    views.extend(settings());
    let said = views::prompt::said(&PrivateText::new("<!channel> & more ".repeat(2_000)), libraries.first().unwrap());
    views.push(("words in the DM".into(), Surface::PostedMessage, serde_json::to_value(said).unwrap()));
    for library in libraries {
        let offered = offered(library);
        for (state_name, state) in states() {
            for answers in 0..=offered.len() {
                for less_often in [LessOften::No, LessOften::Asked, LessOften::Chosen(Frequency::Monthly)] {
                    let shows = shows(&offered, state, answers, less_often);
                    let message = serde_json::to_value(views::prompt::message(&shows, library)).unwrap();
                    let name = format!("prompt, {state_name}, {answers} answers, {less_often:?}");
                    views.push((name, Surface::PostedMessage, message));
                }
            }
        }
    }
    views
}

fn states() -> Vec<(&'static str, PromptState)> {
    let until = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    vec![
        ("asked", PromptState::Asked),
        ("answered", PromptState::Answered),
        ("nothing", PromptState::Nothing),
        ("snoozed", PromptState::Snoozed { until }),
        ("paused", PromptState::Paused { until }),
        ("expired", PromptState::Expired),
        ("replaced", PromptState::Replaced),
    ]
}

/// The three longest behaviours.
fn offered(library: &Library) -> Vec<Behaviour> {
    let framework = &library.default_track_index().framework;
    let mut all: Vec<Behaviour> = framework
        .behaviours()
        .map(|(level, theme, behaviour)| Behaviour {
            track: framework.track.clone(),
            behaviour: behaviour.id.clone(),
            theme: theme.id.clone(),
            level: LevelNumber(level.number.0),
            wording: behaviour.text.clone(),
            version: framework.version.clone(),
        })
        .collect();
    all.sort_by_key(|shown| std::cmp::Reverse(shown.wording.len()));
    all.truncate(3);
    all
}

fn shows(offered: &[Behaviour], state: PromptState, answers: usize, less_often: LessOften) -> PromptView {
    let answer =
        |(shown, id): (&Behaviour, i64)| PromptAnswer { behaviour: shown.behaviour.clone(), entry: EntryId(id) };
    let unknown = PromptAnswer { behaviour: BehaviourId::new("gone-since"), entry: EntryId(i64::MAX) };
    let answers = offered.iter().take(answers).zip(1..).map(answer).chain([unknown]).collect();
    PromptView {
        id: PromptId(i64::MAX),
        prompt: Prompt { state, answers },
        offered: offered.to_vec(),
        less_often,
        managers: vec![MemberId::new("U0000000001"), MemberId::new("W0000000002")],
        shares: true,
        zone: "America/Argentina/ComodRivadavia".into(),
        language: LONGEST_DATES,
    }
}

fn settings() -> Views {
    let zones = [None, Some("America/Argentina/ComodRivadavia".to_owned())];
    let mut views = Views::new();
    for zone in zones {
        for (managers, language) in [
            (Vec::new(), DateLanguage::default()),
            (vec![MemberId::new("U0000000001"), MemberId::new("W0000000002")], LONGEST_DATES),
        ] {
            for next in [None, DateTime::from_timestamp(1_780_000_000, 0)] {
                let time = NaiveTime::from_hms_opt(9, 7, 0).unwrap();
                let settings = Settings {
                    asked: next.is_some(),
                    prompt_time: PromptTime::new(Weekday::Wed, time).unwrap(),
                    paused_until: next.map(|next| next.date_naive()),
                    zone: zone.clone(),
                    language,
                    ..Settings::default()
                };
                let shown = SettingsView {
                    settings,
                    next,
                    clock: zone.clone().unwrap_or_default(),
                    managers: managers.clone(),
                };
                views.push(("settings".into(), Surface::Modal, modal_json(views::settings::form(&shown))));
                views.push(("settings, saved".into(), Surface::Modal, modal_json(views::settings::saved(&shown))));
            }
        }
    }
    views
}

fn introductions(library: &Library) -> Views {
    let managers = [0, 1, 2].map(|count| {
        let all = [MemberId::new("U0000000001"), MemberId::new("W0000000002")];
        all.into_iter().take(count).collect::<Vec<_>>()
    });
    let mut views = Vec::new();
    for &introduction in Introduction::VARIANTS {
        for managers in &managers {
            for zone in [None, Some("America/Argentina/ComodRivadavia".to_owned())] {
                let shown = Introduced {
                    introduction,
                    managers: managers.clone(),
                    shares: true,
                    first_question: zone.as_ref().map(|_| "2026-09-30T15:33:00".parse().unwrap()),
                    zone,
                    language: LONGEST_DATES,
                };
                let message = serde_json::to_value(views::introduction::message(&shown, library)).unwrap();
                let name = format!("introduction, {introduction:?}, {} managers", managers.len());
                views.push((name, Surface::PostedMessage, message));
            }
        }
    }
    views
}
