//! Teams whose digest comes while the bot is killed: what their authors choose, and what their channels then show.

mod authors;
mod notes;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use bearings::domain::digest::WEEK_OVER;
use bearings::domain::evidence::{Audience, FilledEvidence};
use bearings::domain::ids::{Actor, MemberId};
use bearings::domain::lookup::Library;
use bearings::domain::roster::{Roster, TeamName, WeeklyTime};
use bearings::sandbox::{Person, Sandbox};
use bearings::secret::PrivateText;
use bearings::services::evidence::Form;
use bearings::services::{Services, frameworks, roster, teams};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
pub use notes::{Choice, IN_FLIGHT, Note, PostedMessage, TeamDifferences, differences};
use tokio::time::{interval, timeout};

use super::faults::{start, stop};
use super::numbers::Numbers;
use super::process::{ProcessFixture, StoredDelivery};
use super::repository;

const AUTHORS: usize = 3;
const ENTRIES: usize = 2;
/// Of this many teams, one writes so much that its digest continues in its thread.
const LONG_EVERY: usize = 3;
/// From 10:00 on Monday, when previews come, to 16:00 on Tuesday, when digests do.
const TO_THE_DIGEST: TimeDelta = TimeDelta::hours(30);
const TUESDAY_AT_FOUR: WeeklyTime = WeeklyTime {
    weekday: Weekday::Tue,
    time: NaiveTime::from_hms_opt(16, 0, 0).expect("four in the afternoon exists"),
};
pub struct Team {
    pub manager: MemberId,
    channel: String,
}

/// A fixture with teams, and what their authors have shared.
pub struct Season {
    pub fixture: ProcessFixture,
    pub teams: Vec<Team>,
    notes: Vec<Mutex<Note>>,
    chance: Mutex<Numbers>,
}

impl Season {
    /// This many teams, each with a digest on Tuesdays at 16:00 in its own channel, and entries for it. It's Monday,
    /// 10:00, when the authors get their previews.
    pub async fn begin(teams: usize, seed: u64) -> Self {
        Self::on(ProcessFixture::at_work().await, teams, seed).await
    }

    pub async fn on(fixture: ProcessFixture, teams: usize, seed: u64) -> Self {
        // Slack's limits are among the faults here.
        fixture.slack.stops_limiting();
        let people = fixture.slack.hires(teams * (AUTHORS + 1), &["Europe/Lisbon"]);
        let mut season = Self { fixture, teams: Vec::new(), notes: Vec::new(), chance: Mutex::new(Numbers(seed)) };
        for (number, some) in people.chunks(AUTHORS + 1).enumerate() {
            let (manager, authors) = some.split_first().unwrap();
            let channel = format!("leads{number}");
            season.fixture.slack.opens(&channel, std::slice::from_ref(manager));
            season.teams.push(Team { manager: manager.clone(), channel });
            for author in authors.iter().flat_map(|author| [author; ENTRIES]) {
                let is_long = number.is_multiple_of(LONG_EVERY);
                let note = Note { is_long, ..Note::new(author, number, season.notes.len()) };
                season.notes.push(Mutex::new(note));
            }
        }
        season.is_set_up().await;
        season
    }

    async fn is_set_up(&self) {
        let (store, now) = (self.fixture.store().await, self.now());
        let library = frameworks::load(&store, &repository("framework"), now).await.unwrap().library;
        let services = Services::new(&store);
        let (here, notes) = (Sandbox::workspace(), self.notes());
        let seated = |mut roster: Roster| {
            for (number, team) in self.teams.iter().enumerate() {
                let name = TeamName::new(format!("Team {number:03}"));
                roster.set_team(&name, [team.manager.clone()].into());
                for note in notes.iter().filter(|note| note.team == number) {
                    roster.assign_to_team(&note.author, &name);
                }
            }
            roster
        };
        roster::update(&store, &here, &|_| Some("Europe/Lisbon".to_owned()), seated).await.unwrap();
        let mut seated = teams::list(&store, &here).await.unwrap();
        seated.sort_by(|one, other| one.team.name.cmp(&other.team.name));
        for (team, seated) in self.teams.iter().zip(&seated) {
            let manager = Actor { workspace: here.clone(), member: team.manager.clone() };
            let digest = (TUESDAY_AT_FOUR, self.fixture.slack.channel(&team.channel).unwrap());
            let since = now - TimeDelta::hours(2);
            let (id, nobody) = (seated.team.id, BTreeSet::new());
            let saved = teams::save_digest(&store, &manager, false, id, Some(&digest), &nobody, since).await;
            assert!(saved.unwrap());
        }
        for note in &notes {
            self.shares(&services, &library, note, now - TimeDelta::hours(1)).await;
        }
        store.close().await;
    }

    async fn shares(&self, services: &Services, library: &Library, note: &Note, now: DateTime<Utc>) {
        let framework = &library.default_track_index().framework;
        let shown = framework.behaviours().map(|(_, _, shown)| (framework.track.clone(), shown.id.clone()));
        let filled = FilledEvidence {
            words: PrivateText::new(note.words(0)),
            behaviours: shown.skip(note.team).take(1).collect(),
            happened_on: Some(now.date_naive()),
            link: PrivateText::default(),
            audience: Some(Audience::Managers(vec![self.manager(note.team).clone()])),
            quote: None,
            keeps_quote: false,
        };
        let author = Actor { workspace: Sandbox::workspace(), member: note.author.clone() };
        let form = Form { id: &note.mark, edits: None };
        services.evidence.save(&author, form, filled, library, now).await.unwrap();
    }

    fn manager(&self, team: usize) -> &MemberId {
        &self.teams.get(team).unwrap().manager
    }

    fn now(&self) -> DateTime<Utc> {
        self.fixture.slack.clock().now()
    }

    /// What the authors have chosen so far.
    pub fn notes(&self) -> Vec<Note> {
        self.notes.iter().map(|note| note.lock().unwrap().clone()).collect()
    }

    pub fn below(&self, end: u64) -> u64 {
        self.chance.lock().unwrap().below(end)
    }

    /// Moves the time to Tuesday, 16:00.
    pub fn comes_to_the_digests(&self) {
        self.fixture.passes(TO_THE_DIGEST);
    }

    /// A manager who is asked about a message that isn't in the channel, once nothing else is pending.
    pub async fn asked_in_vain(&self) -> Option<Person> {
        let rows = self.fixture.deliveries(true).await;
        let is_due = |row: &StoredDelivery| row.state == "ready" && row.next_at <= self.now().timestamp_millis();
        if rows.iter().any(|row| is_due(row) || row.state == "sending" || row.is_stale) {
            return None;
        }
        let mut doubtful = rows.iter().filter(|row| row.kind == "digest" && row.state == "doubtful");
        let row = doubtful.find(|row| !self.is_posted(row))?;
        let person = self.fixture.slack.person(&row.recipient);
        person.screen("dm").contains("[Post now]").then_some(person)
    }

    fn is_posted(&self, row: &StoredDelivery) -> bool {
        let channels = self.teams.iter().map(|team| &team.channel);
        channels.flat_map(|channel| self.fixture.slack.posted_in(channel)).any(|posted| posted.key() == row.key)
    }

    /// Managers who are asked whether a message was posted look into the channel and answer; or press *Post now*
    /// without a look.
    pub async fn managers_answer(&self, look: bool) {
        for row in self.fixture.deliveries(false).await {
            if row.kind != "digest" || row.state != "doubtful" {
                continue;
            }
            let person = self.fixture.slack.person(&row.recipient);
            if person.screen("dm").contains("[Post now]") {
                let label = if look && self.is_posted(&row) { "It’s there" } else { "Post now" };
                // The bot may be down.
                let _ = person.presses("dm", label).await;
            }
        }
    }

    /// Runs the bot for a while, again and again, until nothing is left to do; managers answer what they're asked.
    /// Returns whether that took less than a quarter of [`WEEK_OVER`].
    pub async fn settles(&self, look: bool) -> bool {
        const STEP: TimeDelta = TimeDelta::minutes(10);
        const STILL: u32 = 5;
        let last = self.now() + WEEK_OVER / 4;
        while self.now() < last {
            self.fixture.passes(STEP);
            let process = start(&self.fixture);
            let settling = async {
                let (mut looks, mut still) = (interval(Duration::from_millis(60)), 0);
                while still < STILL {
                    looks.tick().await;
                    self.managers_answer(look).await;
                    still = if self.is_settled().await { still + 1 } else { 0 };
                }
            };
            let is_settled = timeout(Duration::from_secs(3), settling).await.is_ok();
            stop(process);
            if is_settled {
                return true;
            }
        }
        false
    }

    async fn is_settled(&self) -> bool {
        let rows = self.fixture.deliveries(true).await;
        let is_done = |row: &StoredDelivery| matches!(row.state.as_str(), "sent" | "dropped") && !row.is_stale;
        rows.iter().all(is_done) && self.fixture.digests().await.iter().all(|digest| digest.is_over(self.now()))
    }

    /// Every message in the channels.
    pub async fn standing(&self) -> Vec<PostedMessage> {
        let rows = self.fixture.deliveries(true).await;
        let is_placed = |key: &str| rows.iter().any(|row| row.key == key && row.is_placed);
        let mut standing = Vec::new();
        for (team, Team { channel, .. }) in self.teams.iter().enumerate() {
            standing.extend(self.fixture.slack.posted_in(channel).into_iter().map(|posted| PostedMessage {
                team,
                at: posted.at,
                goes_on: posted.text.lines().next().unwrap_or_default().ends_with(", continued"),
                is_placed: is_placed(posted.key()),
                at_first: serde_json::to_string(&posted.at_first).unwrap(),
                now: serde_json::to_string(&posted.blocks).unwrap(),
            }));
        }
        standing
    }

    /// Entries withdrawn from a message that the bot can't locate, without asking a manager to delete them.
    pub fn unasked(&self, standing: &[PostedMessage]) -> Vec<String> {
        let is_asked = |team: usize| {
            let manager = self.fixture.slack.person(self.manager(team).as_str());
            manager.screen("dm").contains("Please delete it by hand")
        };
        let stands = |note: &Note| {
            let shows =
                |message: &PostedMessage| !message.is_placed && message.now.contains(&format!("{}-", note.mark));
            standing.iter().any(shows)
        };
        let withdrawn = self.notes().into_iter().filter(|note| note.choices == [Choice::Withdrawn].into());
        withdrawn.filter(|note| stands(note) && !is_asked(note.team)).map(|note| note.mark).collect()
    }

    /// Messages marked as sent that aren't in their DM exactly once, and others that are in it.
    pub async fn not_once(&self) -> Vec<StoredDelivery> {
        let mut rows = self.fixture.deliveries(true).await;
        rows.retain(|row| {
            let posted = self.fixture.slack.posted_to(&row.recipient);
            let times = posted.iter().filter(|posted| posted.key() == row.key).count();
            row.kind != "digest" && times != usize::from(row.state == "sent")
        });
        rows
    }
}
