//! Buttons and the menu of the weekly prompt.

use crate::controls::settings::{frequency_of, frequency_value};
use crate::domain::ids::{BehaviourId, PromptId};
use crate::domain::prompt::{Frequency, Snooze};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptButton {
    pub id: PromptId,
    pub act: PromptAct,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptAct {
    /// *I did this*.
    Did(BehaviourId),
    /// *Undo*: takes back *I did this*.
    Undo(BehaviourId),
    /// *Nothing this week*.
    Nothing,
    /// Answers "Less often?" with how often.
    Frequency(Frequency),
    /// The menu to snooze or pause.
    Menu,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOff {
    Snooze(Snooze),
    /// For this many weeks.
    Pause(u8),
}

impl PutOff {
    /// What the menu offers.
    pub const ALL: [Self; 4] =
        [Self::Snooze(Snooze::Tomorrow), Self::Snooze(Snooze::NextMonday), Self::Pause(2), Self::Pause(4)];

    #[must_use]
    pub fn value(self) -> String {
        match self {
            Self::Snooze(Snooze::Tomorrow) => "tomorrow".into(),
            Self::Snooze(Snooze::NextMonday) => "next_monday".into(),
            Self::Pause(weeks) => format!("pause_{weeks}"),
        }
    }

    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.value() == value)
    }
}

impl PromptButton {
    /// The parts of the `action_id` after its name.
    pub(super) fn path(&self) -> String {
        match &self.act {
            PromptAct::Did(behaviour) => format!("{}/did/{behaviour}", self.id),
            PromptAct::Undo(behaviour) => format!("{}/undo/{behaviour}", self.id),
            PromptAct::Nothing => format!("{}/nothing", self.id),
            PromptAct::Frequency(frequency) => format!("{}/pace/{}", self.id, frequency_value(*frequency)),
            PromptAct::Menu => format!("{}/menu", self.id),
        }
    }

    pub(super) fn parse(path: &str) -> Option<Self> {
        let mut parts = path.splitn(3, '/');
        let id = PromptId(parts.next()?.parse().ok()?);
        let act = match (parts.next()?, parts.next()) {
            ("did", Some(behaviour)) => PromptAct::Did(BehaviourId::new(behaviour)),
            ("undo", Some(behaviour)) => PromptAct::Undo(BehaviourId::new(behaviour)),
            ("nothing", None) => PromptAct::Nothing,
            ("pace", Some(weeks)) => PromptAct::Frequency(frequency_of(weeks)?),
            ("menu", None) => PromptAct::Menu,
            _ => return None,
        };
        Some(Self { id, act })
    }
}
