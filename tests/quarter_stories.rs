//! A quarter of weeks in the demo's workspace, hour by hour: people answer, ignore, snooze, travel, are away, join and
//! leave; Slack fails and the bot is down. Everyone gets the week's question once, in working hours, or not at all if
//! none is due.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

#[path = "quarter_stories/people.rs"]
mod people;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use bearings::sandbox::{Fault, Posted};
use chrono::TimeDelta;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use people::{AnswerPattern, Colleague, colleagues};
use support::Story;
use support::steps::QUESTION;

const DM: &str = "dm";
const WEEKS: u32 = 13;
const HOURS: u32 = 7 * 24;
/// In the first of these weeks, Slack fails often; in the second, the bot is down for thirty hours from Thursday morning.
const STORM: u32 = 9;
const OUTAGE: u32 = 10;
const LISBON: &str = "Europe/Lisbon";
const CHANNELS: [&str; 3] = ["#general", "#backend", "#payments-leads"];

/// A question as it arrived.
struct Arrived {
    week: u32,
    ts: String,
    /// What the message has to show in the end, by what they did.
    shows: &'static str,
    acted: bool,
}

struct Quarter {
    story: Story,
    people: Vec<Colleague>,
    zones: BTreeMap<&'static str, &'static str>,
    arrived: BTreeMap<&'static str, Vec<Arrived>>,
    /// The `ts` of every question seen so far.
    seen: BTreeSet<String>,
}

impl Quarter {
    /// Introduces everyone; also returns how many hours of the first week it took.
    async fn begin() -> (Self, u32) {
        let mut story = Story::begin().await;
        let people = colleagues();
        let hired = story.slack.hires(8, &[LISBON, "America/Toronto"]);
        assert_eq!(hired.len(), 8);
        for (name, level) in [("ana", 3), ("ben", 2), ("kenji", 4)] {
            story.seats(name, level, &["priya"]).await;
        }
        let zones = people.iter().map(|each| (each.name, each.zone)).collect();
        let arrived = people.iter().map(|each| (each.name, Vec::new())).collect();
        let mut quarter = Self { story, people, zones, arrived, seen: BTreeSet::new() };
        let hours = quarter.joins(1).await;
        (quarter, hours)
    }

    /// Puts the people who begin in this week into the team and has the admin introduce them; they decide once it's
    /// morning where they are. Returns how many hours it took.
    async fn joins(&mut self, week: u32) -> u32 {
        let new = self.people.iter().filter(|each| each.from == week);
        let new: Vec<(&str, AnswerPattern)> = new.map(|each| (each.name, each.way)).collect();
        let names: Vec<&str> = new.iter().map(|(name, _)| *name).collect();
        for name in names.iter().filter(|name| name.starts_with("hire")) {
            self.story.seats(name, 3, &["priya"]).await;
        }
        self.story.team("Payments", &["priya"], &names).await;
        let maya = self.story.person("maya");
        maya.opens_home().await.unwrap();
        maya.presses("home", "Introduce").await.unwrap();
        let mut hours = 0;
        self.story.passes(TimeDelta::zero()).await;
        let mut undecided = new;
        loop {
            let (asked, asleep): (Vec<_>, Vec<_>) = undecided
                .into_iter()
                .partition(|(name, _)| self.story.person(name).screen(DM).contains("Hello from Bearings"));
            for (name, way) in asked {
                let decides = match way {
                    AnswerPattern::NotNow => "Not now",
                    AnswerPattern::Never => "Never",
                    _ => "Start",
                };
                self.presses(name, decides).await;
            }
            undecided = asleep;
            if undecided.is_empty() {
                return hours;
            }
            assert!(hours < 24, "not introduced: {undecided:?}");
            self.story.passes(TimeDelta::hours(1)).await;
            hours += 1;
        }
    }

    fn screens(&self) -> BTreeMap<&'static str, String> {
        let others = ["priya", "maya"].into_iter();
        let all = others.chain(self.people.iter().map(|each| each.name));
        all.map(|name| (name, self.story.person(name).screen(DM))).collect()
    }

    /// A person presses a button or chooses from the menu, and others see nothing of it.
    async fn presses(&self, name: &str, label: &str) {
        let (before, person) = (self.screens(), self.story.person(name));
        if label.starts_with("Ask me") || label.starts_with("Pause") {
            // The menu shows the choice before the bot reacts to it.
            person.chooses(DM, "Later", label).await.unwrap();
            let shows = if label.starts_with("Pause") { "Paused until" } else { "I’ll ask again" };
            person.waits_until_sees(DM, shows).await.unwrap();
        } else {
            person.presses(DM, label).await.unwrap();
            person.waits_until_changed(DM, &before[name]).await.unwrap();
        }
        for (other, screen) in self.screens().into_iter().filter(|(other, _)| *other != name) {
            assert_eq!(screen, before[other], "{name} pressed {label}, and {other} sees it");
        }
    }

    /// What happens to people or to Slack at this hour of the week, which begins on Wednesday, 09:12 UTC. Returns how
    /// many hours it took.
    async fn happens(&mut self, week: u32, hour: u32) -> u32 {
        let now = self.story.slack.clock().now();
        match (week, hour) {
            (5, 0) => return self.joins(5).await,
            (6, 10) => self.flies("hire2", "Asia/Tokyo").await,
            (6, 30) => self.flies("hire2", "America/Los_Angeles").await,
            (6, 120) => self.flies("hire2", "America/Toronto").await,
            (7, 5) => {
                let until = Some(now + TimeDelta::days(8));
                self.story.slack.sets_status("hire3", ":palm_tree:", "Vacationing", until).await;
            }
            (8, 5) => self.story.slack.deactivate("hire4").await,
            (STORM, 0) => {
                let refused = |code: &str| Fault::Refused(code.to_owned());
                let posts = [
                    (Fault::AnswerLost, 20),
                    (Fault::Garbled, 10),
                    (Fault::ServerError, 15),
                    (Fault::RateLimited(30), 10),
                    (refused("internal_error"), 10),
                ];
                self.story.slack.storm("chat.postMessage", &posts, 3);
                self.story.slack.storm("conversations.history", &[(Fault::ServerError, 40)], 4);
            }
            (OUTAGE, 0) => {
                for method in ["chat.postMessage", "conversations.history"] {
                    self.story.slack.calms(method);
                }
            }
            (OUTAGE, 21) => {
                self.story.stop().await;
                self.story.slack.clock().advance(TimeDelta::hours(30));
                self.story.start().await.unwrap();
                self.story.passes(TimeDelta::zero()).await;
                return 30;
            }
            _ => {}
        }
        self.story.passes(TimeDelta::hours(1)).await;
        1
    }

    async fn flies(&mut self, name: &'static str, zone: &'static str) {
        self.story.slack.flies(name, zone).await;
        self.zones.insert(name, zone);
    }

    /// Records the questions that arrived, and asserts that they arrived in working hours.
    fn notes(&mut self, week: u32) {
        for each in &self.people {
            for posted in self.story.slack.posted_to(each.name) {
                if !posted.text.starts_with(QUESTION) || !self.seen.insert(posted.ts.clone()) {
                    continue;
                }
                assert_at_work(each.name, &posted, self.zones[each.name]);
                let arrived = Arrived { week, ts: posted.ts, shows: "That week has passed", acted: false };
                self.arrived.get_mut(each.name).unwrap().push(arrived);
            }
        }
    }

    /// Everyone reacts to the newest question.
    async fn react(&mut self, week: u32) {
        for index in 0..self.people.len() {
            let (name, way) = (self.people[index].name, self.people[index].way);
            let Some(newest) = self.arrived[name].last().filter(|newest| !newest.acted) else { continue };
            let is_first = self.arrived[name].iter().filter(|each| each.week == newest.week).count() == 1;
            let (label, shows) = match way {
                AnswerPattern::IgnoresAndAccepts if week == 4 => ("Every second week", "That week has passed"),
                AnswerPattern::IgnoresAndAccepts
                | AnswerPattern::Ignores
                | AnswerPattern::NotNow
                | AnswerPattern::Never => ("", "That week has passed"),
                AnswerPattern::Snoozes if week == 2 && is_first => ("Ask me tomorrow", "I’ll ask again"),
                AnswerPattern::Snoozes if week == 4 && is_first => ("Ask me next Monday", "I’ll ask again"),
                AnswerPattern::Pauses if week == 3 => ("Pause for 2 weeks", "Paused until"),
                _ if week % 2 == 1 => ("I did this", "Saved"),
                _ => ("Nothing this week", "That’s fine"),
            };
            if !label.is_empty() {
                self.presses(name, label).await;
            }
            let newest = self.arrived.get_mut(name).unwrap().last_mut().unwrap();
            (newest.shows, newest.acted) = (shows, true);
        }
    }

    /// Asserts what is on all screens at the end of a week.
    fn check(&self, week: u32, quiet: &BTreeMap<&str, String>) {
        let old = self.story.slack.clock().now() - TimeDelta::days(7) - TimeDelta::hours(1);
        for each in &self.people {
            let (owed, again) = each.owed();
            let arrived = &self.arrived[each.name];
            let times = arrived.iter().filter(|arrived| arrived.week == week).count();
            let expected = usize::from(owed.contains(&week)) + usize::from(again.contains(&week));
            assert_eq!(times, expected, "{} in week {week}", each.name);
            let all = self.story.slack.posted_to(each.name);
            let (prompts, others): (Vec<&Posted>, Vec<&Posted>) =
                all.iter().partition(|posted| posted.text.starts_with(QUESTION));
            assert_eq!(prompts.len(), owed.range(..=week).count(), "{} until week {week}", each.name);
            // After "Not now", they're asked again when the admin introduces the newcomer.
            let again = usize::from(each.way == AnswerPattern::NotNow && week >= 5);
            assert_eq!(others.len(), usize::from(each.from <= week) + again, "introductions of {}", each.name);
            for posted in prompts.iter().filter(|posted| posted.at < old) {
                let shows = arrived.iter().find(|arrived| arrived.ts == posted.ts).unwrap().shows;
                assert!(posted.text.contains(shows), "{}, week {week}, not “{shows}”: {}", each.name, posted.text);
            }
        }
        assert_eq!(quiet, &self.quiet(), "week {week}");
    }

    /// The screens on which nothing should appear.
    fn quiet(&self) -> BTreeMap<&'static str, String> {
        let priya = self.story.person("priya");
        let dms = ["priya", "maya", "hire7"].map(|name| (name, self.story.person(name).screen(DM)));
        let priya_and_maya = CHANNELS.map(|channel| {
            (
                channel,
                if channel == "#payments-leads" { self.story.person("maya") } else { priya.clone() }.screen(channel),
            )
        });
        dms.into_iter().chain(priya_and_maya).collect()
    }
}

fn assert_at_work(name: &str, posted: &Posted, zone: &str) {
    let at = Timestamp::from_millisecond(posted.at.timestamp_millis()).unwrap();
    let local = TimeZone::get(zone).unwrap().to_datetime(at);
    let is_at_work = local.weekday().to_monday_zero_offset() < 5 && (9..18).contains(&local.hour());
    assert!(is_at_work, "{name} is asked at {local}");
}

#[tokio::test]
async fn a_quarter_goes_by_without_a_wrong_or_a_doubled_message() {
    let (mut quarter, mut hour) = Quarter::begin().await;
    let quiet = quarter.quiet();
    for week in 1..=WEEKS {
        while hour < HOURS {
            hour += quarter.happens(week, hour).await;
            quarter.notes(week);
            // If Slack took a message without saying so, it shows a press only once the bot finds it, by Monday.
            if week != STORM || hour > 5 * 24 {
                quarter.react(week).await;
            }
        }
        hour = 0;
        quarter.check(week, &quiet);
    }
    assert!(quarter.story.slack.calls("chat.postMessage").limited > 0, "the storm was none");
}
