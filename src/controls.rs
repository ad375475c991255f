//! Every button and menu as one enum, converted to and from what Slack carries for it.
//!
//! A button says where it leads, never who pressed it or who may: that's in the signed payload.

mod digest;
mod entry;
pub mod form;
pub mod my_data;
mod prompt;
pub mod settings;
pub mod team;

pub use digest::DigestButton;
pub use entry::{EntryAct, EntryButton, EntryLocation};
pub use prompt::{PromptAct, PromptButton, PutOff};

use crate::domain::evidence::{EvidenceField, Listing};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, ThemeId, TrackId};
use crate::domain::introduction::IntroductionDecision;
use crate::domain::lookup::{Ask, Topic};
use crate::domain::roster::TeamId;
use crate::secret::PrivateText;
use entry::{listing_of, listing_path, listing_value, theme_of, theme_path};
use my_data::MyData;

/// Something a person can press or choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// Show another part of the framework.
    Open(Ask),
    /// Post this part of the framework to the channel.
    Share(Ask),
    PickTrack,
    PickLevel,
    PickTheme,
    /// Show what is selected in this track's picker.
    ShowPicked(TrackId),
    /// Open the form for a new entry, with these words in it.
    Log(Option<PrivateText>),
    /// Show a page of the user's own entries.
    Entries(Listing),
    /// The menu that filters the user's entries by theme.
    EntriesOfTheme,
    /// The field that searches the user's entries, within a theme.
    SearchEntries(Option<ThemeId>),
    Entry(EntryButton),
    Prompt(PromptButton),
    Digest(DigestButton),
    /// Show a page of the people who share with the manager.
    People(u16),
    /// Open what an engineer shares with the manager.
    OpenShared {
        engineer: MemberId,
        page: u16,
    },
    Introduction(IntroductionDecision),
    /// The menu that sets the default audience of new entries.
    Prefer,
    /// The menu that finds a time zone.
    Zone,
    Settings,
    /// See, copy or erase what is kept about the user.
    MyData(MyData),
    Teams(u16),
    /// Open the form of this team, or of a new one.
    SetUp(Option<TeamId>),
    /// Send the introduction to everyone in a team.
    Introduce(TeamId),
    /// The evidence form's field for what happened, sent while the user types.
    Words,
    /// The evidence form's field that finds behaviours.
    Behaviours,
}

impl Control {
    /// The `action_id`. It's unique within a block because it holds where the control leads.
    #[must_use]
    pub fn action_id(&self) -> String {
        match self {
            Self::Open(ask) => path("open", ask),
            Self::Share(ask) => path("share", ask),
            Self::PickTrack => "pick_track".into(),
            Self::PickLevel => "pick_level".into(),
            Self::PickTheme => "pick_theme".into(),
            Self::ShowPicked(track) => ["show_picked", track.as_str()].join("/"),
            Self::Log(_) => "log".into(),
            Self::Entries(listing) => format!("entries/{}", listing_path(listing)),
            Self::EntriesOfTheme => "entries_of_theme".into(),
            Self::SearchEntries(theme) => ["search_entries", theme_path(theme.as_ref())].join("/"),
            Self::Entry(button) => format!("entry/{}", button.path()),
            Self::Prompt(button) => format!("prompt/{}", button.path()),
            Self::Digest(button) => format!("digest/{}", button.path()),
            Self::People(page) => format!("people/{page}"),
            Self::OpenShared { engineer, page } => format!("open_shared/{page}/{engineer}"),
            Self::Introduction(decision) => ["introduction", decision.as_ref()].join("/"),
            Self::Prefer => "prefer".into(),
            Self::Zone => "zone".into(),
            Self::Settings => "settings".into(),
            Self::MyData(act) => ["my_data", act.into()].join("/"),
            Self::Teams(page) => format!("teams/{page}"),
            Self::SetUp(team) => format!("set_up/{}", team::metadata(*team)),
            Self::Introduce(team) => format!("introduce/{}", team.0),
            Self::Words => EvidenceField::Words.as_ref().into(),
            Self::Behaviours => EvidenceField::Behaviours.as_ref().into(),
        }
    }

    /// The `value`: the user's words, if the control carries any.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Open(Ask { topic: Topic::Search(words), .. })
            | Self::Share(Ask { topic: Topic::Search(words), .. }) => Some(words),
            Self::Log(words) => words.as_ref().map(PrivateText::reveal),
            Self::Entries(listing) => listing_value(listing),
            Self::Entry(button) => button.value(),
            _ => None,
        }
    }

    /// The control with this `action_id` and `value`; `None` if it's from another version or another app.
    #[must_use]
    pub fn parse(action_id: &str, value: Option<&str>) -> Option<Self> {
        let (name, rest) = action_id.split_once('/').unwrap_or((action_id, ""));
        Some(match name {
            "open" => Self::Open(ask(rest, value)?),
            "share" => Self::Share(ask(rest, value)?),
            "pick_track" => Self::PickTrack,
            "pick_level" => Self::PickLevel,
            "pick_theme" => Self::PickTheme,
            "show_picked" => Self::ShowPicked(TrackId::new(rest)),
            "log" => Self::Log(value.map(PrivateText::new)),
            "entries" => Self::Entries(listing_of(rest, value)?),
            "entries_of_theme" => Self::EntriesOfTheme,
            "search_entries" => Self::SearchEntries(theme_of(rest)),
            "entry" => Self::Entry(EntryButton::parse(rest, value)?),
            "prompt" => Self::Prompt(PromptButton::parse(rest)?),
            "digest" => Self::Digest(DigestButton::parse(rest)?),
            "people" => Self::People(rest.parse().ok()?),
            "open_shared" => {
                let (page, engineer) = rest.split_once('/')?;
                Self::OpenShared { engineer: MemberId::parse(engineer)?, page: page.parse().ok()? }
            }
            "introduction" => Self::Introduction(rest.parse().ok()?),
            "prefer" => Self::Prefer,
            "zone" => Self::Zone,
            "settings" => Self::Settings,
            "my_data" => Self::MyData(rest.parse().ok()?),
            "teams" => Self::Teams(rest.parse().ok()?),
            "set_up" => Self::SetUp(team::edits(rest).ok()?),
            "introduce" => Self::Introduce(TeamId(rest.parse().ok()?)),
            name if name == EvidenceField::Words.as_ref() => Self::Words,
            name if name == EvidenceField::Behaviours.as_ref() => Self::Behaviours,
            _ => return None,
        })
    }
}

/// What to do with which part of the framework, as a path. `-` means "any"; ids have no slashes. Joined rather than
/// formatted, because an answer has a dozen of these.
fn path(verb: &str, ask: &Ask) -> String {
    let start = [verb, ask.track.as_str()];
    let number = |level: &LevelNumber| level.0.to_string();
    let theme = |of: &Option<ThemeId>| of.as_ref().map_or_else(|| "-".to_owned(), |id| id.as_str().to_owned());
    let rest: &[&str] = match &ask.topic {
        Topic::Picker | Topic::NoSuchLevel { .. } | Topic::Unknown(_) => &["picker"],
        Topic::Level(level) => &["level", &number(level)],
        Topic::Theme(id) => &["theme", id.as_str()],
        Topic::Cell(level, id) => &["cell", &number(level), id.as_str()],
        Topic::Compare { low, high, theme: of } => &["compare", &number(low), &number(high), &theme(of)],
        Topic::Search(_) => &["search"],
        Topic::Gaps { level, theme: of } => {
            &["gaps", &level.as_ref().map_or_else(|| "-".to_owned(), number), &theme(of)]
        }
        Topic::About => &["about"],
        Topic::Help(_) => &["help"],
    };
    [&start, rest].concat().join("/")
}

fn ask(path: &str, value: Option<&str>) -> Option<Ask> {
    let level = |text: &str| text.parse().ok().map(LevelNumber);
    let theme = |text: &str| (text != "-").then(|| ThemeId::new(text));
    let mut parts = path.split('/');
    let track = TrackId::new(parts.next()?);
    let rest: Vec<&str> = parts.collect();
    let topic = match rest.as_slice() {
        ["picker"] => Topic::Picker,
        ["level", number] => Topic::Level(level(number)?),
        ["theme", id] => Topic::Theme(ThemeId::new(*id)),
        ["cell", number, id] => Topic::Cell(level(number)?, ThemeId::new(*id)),
        ["compare", low, high, of] => Topic::Compare { low: level(low)?, high: level(high)?, theme: theme(of) },
        ["search"] => Topic::Search(value?.to_owned()),
        ["gaps", at, of] => Topic::Gaps { level: level(at), theme: theme(of) },
        ["about"] => Topic::About,
        ["help"] => Topic::Help(None),
        _ => return None,
    };
    Some(Ask { track, topic })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::EntryId;
    use proptest::prelude::*;

    fn topics() -> impl Strategy<Value = Topic> {
        let level = || (1_u8..=20).prop_map(LevelNumber);
        let theme = || "[a-z][a-z0-9-]{0,59}".prop_map(ThemeId::new);
        prop_oneof![
            Just(Topic::Picker),
            Just(Topic::About),
            Just(Topic::Help(None)),
            level().prop_map(Topic::Level),
            theme().prop_map(Topic::Theme),
            (level(), theme()).prop_map(|(level, theme)| Topic::Cell(level, theme)),
            (level(), level(), proptest::option::of(theme())).prop_map(|(low, high, theme)| Topic::Compare {
                low,
                high,
                theme
            }),
            ".{1,120}".prop_map(Topic::Search),
            (proptest::option::of(level()), proptest::option::of(theme()))
                .prop_map(|(level, theme)| Topic::Gaps { level, theme }),
        ]
    }

    fn listings() -> impl Strategy<Value = Listing> {
        let theme = proptest::option::of("[a-z][a-z0-9-]{0,59}");
        (theme, proptest::option::of(".{1,120}"), any::<u16>()).prop_map(|(theme, words, page)| Listing {
            theme: theme.map(ThemeId::new),
            words: words.map(PrivateText::new),
            page,
        })
    }

    fn entry_buttons() -> impl Strategy<Value = EntryButton> {
        let managers = proptest::collection::vec("[UW][A-Z0-9]{8,12}", 0..3);
        let act = prop_oneof![
            Just(EntryAct::Edit),
            managers.prop_map(|ids| EntryAct::Share(ids.into_iter().map(MemberId::new).collect())),
            Just(EntryAct::Unshare),
            Just(EntryAct::Delete),
            Just(EntryAct::Restore),
        ];
        let place = prop_oneof![Just(EntryLocation::Card), listings().prop_map(EntryLocation::Page)];
        (any::<i64>(), act, place).prop_map(|(id, act, place)| EntryButton { id: EntryId(id), act, place })
    }

    proptest! {
        #[test]
        fn what_a_button_on_an_entry_carries_leads_back_to_it(button in entry_buttons(), listing in listings()) {
            for control in [Control::Entry(button), Control::Entries(listing)] {
                prop_assert!(control.action_id().len() <= 255);
                prop_assert_eq!(Control::parse(&control.action_id(), control.value()), Some(control));
            }
        }

        #[test]
        fn what_a_button_carries_leads_back_to_it(topic in topics(), track in "[a-z][a-z0-9-]{0,59}", share in any::<bool>()) {
            let ask = Ask { track: TrackId::new(track), topic };
            let control = if share { Control::Share(ask) } else { Control::Open(ask) };
            prop_assert!(control.action_id().len() <= 255);
            prop_assert_eq!(Control::parse(&control.action_id(), control.value()), Some(control));
        }

        #[test]
        fn what_is_not_ours_is_nothing(text in ".{0,300}") {
            if let Some(control) = Control::parse(&text, None) {
                prop_assert_eq!(Control::parse(&control.action_id(), control.value()), Some(control));
            }
        }
    }
}
