//! The people of the quarter: how each reacts to the bot, and in which weeks each is due a question.

use std::collections::BTreeSet;

use super::{LISBON, WEEKS};

/// How a person reacts to the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerPattern {
    /// *I did this* in odd weeks, *Nothing this week* in even ones.
    Answers,
    /// Ignores every question, and takes *Every second week* when it's offered.
    IgnoresAndAccepts,
    Ignores,
    /// Snoozes to tomorrow in week 2 and to next Monday in week 4; answers otherwise.
    Snoozes,
    /// Pauses for two weeks at week 3's question; answers otherwise.
    Pauses,
    NotNow,
    Never,
}

#[derive(Debug)]
pub struct Colleague {
    pub name: &'static str,
    pub way: AnswerPattern,
    pub zone: &'static str,
    /// The first and the last week that they're there.
    pub from: u32,
    pub until: u32,
    /// The week that they're out of the office.
    pub away: Option<u32>,
}

impl Colleague {
    pub fn new(name: &'static str, zone: &'static str, way: AnswerPattern) -> Self {
        Self { name, way, zone, from: 1, until: WEEKS, away: None }
    }

    /// The weeks in which they're due a question, and those in which a second one replaces the first.
    pub fn owed(&self) -> (BTreeSet<u32>, BTreeSet<u32>) {
        let there = (self.from..=self.until).filter(|week| self.away != Some(*week));
        let weeks = match self.way {
            AnswerPattern::NotNow | AnswerPattern::Never => BTreeSet::new(),
            AnswerPattern::Answers | AnswerPattern::Snoozes => there.collect(),
            // The pause begins with week 3's question and is over by week 5's.
            AnswerPattern::Pauses => there.filter(|week| *week != 4).collect(),
            // Three ignored, the offer and its answer, then every second week; three more ignored, then every fourth.
            AnswerPattern::IgnoresAndAccepts => [1, 2, 3, 4, 6, 8, 10, 12].into(),
            AnswerPattern::Ignores => [1, 2, 3, 4, 5, 7, 9, 11].into(),
        };
        (weeks, if self.way == AnswerPattern::Snoozes { [2, 4].into() } else { BTreeSet::new() })
    }
}

pub fn colleagues() -> Vec<Colleague> {
    let new = Colleague::new;
    vec![
        new("ana", LISBON, AnswerPattern::Answers),
        new("ben", "Europe/London", AnswerPattern::IgnoresAndAccepts),
        new("kenji", "Asia/Tokyo", AnswerPattern::Snoozes),
        new("hire1", LISBON, AnswerPattern::Pauses),
        new("hire2", "America/Toronto", AnswerPattern::Answers),
        Colleague { away: Some(7), ..new("hire3", LISBON, AnswerPattern::Answers) },
        Colleague { until: 7, ..new("hire4", "America/Toronto", AnswerPattern::Answers) },
        new("hire5", LISBON, AnswerPattern::Ignores),
        new("hire6", "America/Toronto", AnswerPattern::NotNow),
        new("hire7", LISBON, AnswerPattern::Never),
        Colleague { from: 5, ..new("hire8", "America/Toronto", AnswerPattern::Answers) },
    ]
}
