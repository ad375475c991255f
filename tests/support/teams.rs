//! Teams whose digest comes while the bot is killed: what their authors choose, and what their channels then show.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use bearings::domain::digest::WEEK_OVER;
use bearings::domain::evidence::{Audience, Filled};
use bearings::domain::ids::{Actor, MemberId};
use bearings::domain::lookup::Library;
use bearings::domain::roster::{People, TeamName, WeeklyTime};
use bearings::sandbox::{CannotDo, Person, Sandbox};
use bearings::secret::PrivateText;
use bearings::services::evidence::Form;
use bearings::services::{Services, frameworks, roster, teams};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::{interval, timeout};

use super::faults::{start, stop};
use super::numbers::Numbers;
use super::process::{Fixture, StoredDelivery};
use super::{last_answer, repository};

const AUTHORS: usize = 3;
const ENTRIES: usize = 2;
/// Of this many teams, one writes so much that its digest continues in its thread.
const LONG_EVERY: usize = 3;
/// From 10:00 on Monday, when previews come, to 16:00 on Tuesday, when digests do.
const TO_THE_DIGEST: TimeDelta = TimeDelta::hours(30);
const TUESDAY_AT_FOUR: WeeklyTime = WeeklyTime { weekday: 2, minute: 16 * 60 };
/// How an entry's words begin on its author's own page: on a line of their own.
const CARD: &str = "\n  ";
/// A message may still show an entry that is unshared this shortly before its post; it's edited afterwards.
pub const IN_FLIGHT: TimeDelta = TimeDelta::seconds(5);

/// What an author chooses for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    Given,
    Held,
    Withdrawn,
}

/// An entry with everything that its author may have chosen for it: more than one choice if the bot was killed before
/// it answered a press.
#[derive(Clone, Debug)]
pub struct Note {
    pub author: MemberId,
    pub team: usize,
    /// A word in this entry, and nowhere else.
    pub mark: String,
    pub is_long: bool,
    pub choices: BTreeSet<Choice>,
    /// The wordings that it may have.
    pub wordings: BTreeSet<u32>,
    /// Since when this is certainly kept back, so that it must not be posted from then on.
    pub kept_since: Option<DateTime<Utc>>,
}

impl Note {
    pub fn new(author: &MemberId, team: usize, number: usize) -> Self {
        Self {
            author: author.clone(),
            team,
            mark: format!("note{number:05}"),
            is_long: false,
            choices: [Choice::Given].into(),
            wordings: [0].into(),
            kept_since: None,
        }
    }

    /// What only this wording of it says.
    pub fn beginning(&self, wording: u32) -> String {
        format!("{}-{wording} ", self.mark)
    }

    fn words(&self, wording: u32) -> String {
        let times = if self.is_long { 60 } else { 1 };
        self.beginning(wording) + &"walked them through the plan ".repeat(times)
    }

    fn may_be(&mut self, choice: Choice) {
        self.choices.insert(choice);
        self.kept_since = None;
    }

    fn is(&mut self, choice: Choice, now: DateTime<Utc>) {
        self.choices = [choice].into();
        self.kept_since = (choice != Choice::Given).then_some(now);
    }
}

/// One posted message of a digest.
#[derive(Clone, Debug)]
pub struct Standing {
    pub team: usize,
    pub at: DateTime<Utc>,
    /// Its title says that it continues the digest. It needn't be a reply: the bot can't locate a message that was in
    /// doubt.
    pub goes_on: bool,
    /// Whether the bot can locate it. If not, it asks a manager to delete what an author takes back.
    pub is_placed: bool,
    pub at_first: String,
    pub now: String,
}

/// How the posted messages differ from what was chosen, by the entries' marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// More than once in the channels; listed once per surplus copy. Includes a second digest of a team.
    pub doubled: Vec<String>,
    /// Shown though held back, or posted after that.
    pub held: Vec<String>,
    /// Shown though withdrawn, or posted after that.
    pub withdrawn: Vec<String>,
    pub lost: Vec<String>,
    /// In another team's channel.
    pub astray: Vec<String>,
    /// Shown in words that the author has changed.
    pub outdated: Vec<String>,
}

impl Differences {
    pub fn and(mut self, more: Self) -> Self {
        let Self { doubled, held, withdrawn, lost, astray, outdated } = more;
        self.doubled.extend(doubled);
        self.held.extend(held);
        self.withdrawn.extend(withdrawn);
        self.lost.extend(lost);
        self.astray.extend(astray);
        self.outdated.extend(outdated);
        self
    }
}

pub fn differences(notes: &[Note], standing: &[Standing]) -> Differences {
    let mut found = Differences::default();
    let heads: Vec<usize> = standing.iter().filter(|message| !message.goes_on).map(|message| message.team).collect();
    let teams: BTreeSet<usize> = heads.iter().copied().collect();
    for team in teams {
        let times = heads.iter().filter(|head| **head == team).count();
        found.doubled.extend(vec![format!("team {team}"); times - 1]);
    }
    for note in notes {
        let name = format!("{}-", note.mark);
        let shown: Vec<&Standing> = standing.iter().filter(|message| message.now.contains(&name)).collect();
        let times: usize = shown.iter().map(|message| message.now.matches(&name).count()).sum();
        let add = |to: &mut Vec<String>, is_so: bool| to.extend(is_so.then(|| note.mark.clone()));
        found.doubled.extend(vec![note.mark.clone(); times.saturating_sub(1)]);
        add(&mut found.astray, shown.iter().any(|message| message.team != note.team));
        let only = |choice| note.choices == [choice].into();
        let kept = |lag: TimeDelta| note.kept_since.map(|since| since + lag);
        let posted_after = |since: Option<DateTime<Utc>>| {
            let late = |message: &&Standing| since.is_some_and(|since| message.at > since);
            standing.iter().filter(late).any(|message| message.at_first.contains(&name))
        };
        let is_late = posted_after(kept(TimeDelta::zero()));
        add(&mut found.held, only(Choice::Held) && (times > 0 || is_late));
        let is_late = posted_after(kept(IN_FLIGHT));
        let stands = shown.iter().any(|message| message.is_placed);
        add(&mut found.withdrawn, only(Choice::Withdrawn) && (stands || is_late));
        add(&mut found.lost, only(Choice::Given) && times == 0);
        let is_worded =
            |message: &&&Standing| note.wordings.iter().any(|wording| message.now.contains(&note.beginning(*wording)));
        add(&mut found.outdated, shown.iter().filter(|message| message.is_placed).any(|message| !is_worded(&message)));
    }
    found
}

pub struct Team {
    pub manager: MemberId,
    channel: String,
}

/// A fixture with teams, and what their authors have shared.
pub struct Season {
    pub stage: Fixture,
    pub teams: Vec<Team>,
    notes: Vec<Mutex<Note>>,
    chance: Mutex<Numbers>,
}

impl Season {
    /// This many teams, each with a digest on Tuesdays at 16:00 in its own channel, and entries for it. It's Monday,
    /// 10:00, when the authors get their previews.
    pub async fn begin(teams: usize, seed: u64) -> Self {
        let stage = Fixture::at_work().await;
        // Slack's limits are among the faults here.
        stage.slack.stops_limiting();
        let people = stage.slack.hires(teams * (AUTHORS + 1), &["Europe/Lisbon"]);
        let mut season = Self { stage, teams: Vec::new(), notes: Vec::new(), chance: Mutex::new(Numbers(seed)) };
        for (number, some) in people.chunks(AUTHORS + 1).enumerate() {
            let (manager, authors) = some.split_first().unwrap();
            let channel = format!("leads{number}");
            season.stage.slack.opens(&channel, std::slice::from_ref(manager));
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
        let (store, now) = (self.stage.store().await, self.now());
        let library = frameworks::load(&store, &repository("framework"), now).await.unwrap().library;
        let services = Services::new(&store);
        let (here, notes) = (Sandbox::workspace(), self.notes());
        let seated = |mut people: People| {
            for (number, team) in self.teams.iter().enumerate() {
                let name = TeamName::new(format!("Team {number:03}"));
                people.set_team(&name, [team.manager.clone()].into());
                for note in notes.iter().filter(|note| note.team == number) {
                    people.assign_to_team(&note.author, &name);
                }
            }
            people
        };
        roster::update(&store, &here, &|_| Some("Europe/Lisbon".to_owned()), seated).await.unwrap();
        let mut seated = teams::list(&store, &here).await.unwrap();
        seated.sort_by(|one, other| one.team.name.cmp(&other.team.name));
        for (team, seated) in self.teams.iter().zip(&seated) {
            let manager = Actor { workspace: here.clone(), member: team.manager.clone() };
            let digest = (TUESDAY_AT_FOUR, self.stage.slack.channel(&team.channel).unwrap());
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
        let filled = Filled {
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
        self.stage.slack.clock().now()
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
        self.stage.passes(TO_THE_DIGEST);
    }

    /// Authors press what they find, one after the other, until they're stopped.
    pub async fn authors_act(&self) {
        loop {
            let some = usize::try_from(self.below(self.notes.len() as u64)).unwrap();
            let note = self.notes.get(some).unwrap();
            // If an author finds nothing to press, or the bot doesn't answer, the next author tries.
            let _ = match self.below(8) {
                0..4 => self.holds(note).await,
                4 => self.takes_back(note, "Unshare").await,
                5 => self.takes_back(note, "Delete").await,
                _ => self.edits(note).await,
            };
            tokio::task::yield_now().await;
        }
    }

    /// Presses *Hold back*, or *Put back* if the entry is held back.
    pub async fn holds(&self, note: &Mutex<Note>) -> Result<(), CannotDo> {
        const LABELS: [&str; 2] = ["Hold back", "Put back"];
        let (person, mark) = self.author(note).await;
        person.presses("dm", "See the exact text").await?;
        person.waits_until_sees("modal", &mark).await?;
        let before = person.screen("modal");
        let Some((label, nth)) = button_below(&before, &mark, &LABELS) else { return Ok(()) };
        let was = note.lock().unwrap().clone();
        let choice = if label == LABELS[0] { Choice::Held } else { Choice::Given };
        note.lock().unwrap().may_be(choice);
        person.presses_nth("modal", label, nth).await?;
        person.waits_until_changed("modal", &before).await?;
        let after = person.screen("modal");
        if button_below(&after, &mark, &LABELS).is_some_and(|(other, _)| other != label) {
            note.lock().unwrap().is(choice, self.now());
        } else if after.contains("Nothing more can be held back.") {
            *note.lock().unwrap() = was;
        }
        Ok(())
    }

    /// Presses *Unshare* or *Delete* on the author's own page.
    pub async fn takes_back(&self, note: &Mutex<Note>, label: &'static str) -> Result<(), CannotDo> {
        let (person, mark) = self.author(note).await;
        let Some((before, nth)) = own_page(&person, &mark, label).await? else { return Ok(()) };
        note.lock().unwrap().may_be(Choice::Withdrawn);
        person.presses_nth("#general", label, nth).await?;
        person.waits_until_changed("#general", &before).await?;
        let after = last_answer(&person.screen("#general"));
        let is_deleted = after.contains(&format!("Deleted: “{mark}"));
        if is_deleted || card(&after, &mark).is_some_and(|card| card.contains("Only you can see this.")) {
            note.lock().unwrap().is(Choice::Withdrawn, self.now());
        }
        Ok(())
    }

    /// Changes the words, no matter who can read them.
    pub async fn edits(&self, note: &Mutex<Note>) -> Result<(), CannotDo> {
        let (person, mark) = self.author(note).await;
        let Some((_, nth)) = own_page(&person, &mark, "Edit").await? else { return Ok(()) };
        person.presses_nth("#general", "Edit", nth).await?;
        // An earlier form may still be on its way.
        person.waits_until_sees("modal", &mark).await?;
        let wording = note.lock().unwrap().wordings.last().unwrap() + 1;
        let words = note.lock().unwrap().words(wording);
        person.fills("modal", "What happened?", &words).await?;
        note.lock().unwrap().wordings.insert(wording);
        person.submits().await?;
        // Without an answer, the form stays as it is.
        let is_saved = person.modal().is_some_and(|modal| !modal.contains("Edit evidence"));
        if is_saved {
            note.lock().unwrap().wordings = [wording].into();
        }
        Ok(())
    }

    /// The author with no modal open, and the entry's mark.
    async fn author(&self, note: &Mutex<Note>) -> (Person, String) {
        let Note { author, mark, .. } = note.lock().unwrap().clone();
        let person = self.stage.slack.person(author.as_str());
        while person.modal().is_some() && person.closes().await.is_ok() {}
        (person, mark)
    }

    /// The first entry that its author certainly gives to the digest.
    pub fn first_given(&self) -> &Mutex<Note> {
        let is_given = |note: &&Mutex<Note>| note.lock().unwrap().choices == [Choice::Given].into();
        self.notes.iter().find(is_given).unwrap()
    }

    /// A manager who is asked about a message that isn't in the channel, once nothing else is pending.
    pub async fn asked_in_vain(&self) -> Option<Person> {
        let rows = self.stage.deliveries(true).await;
        let is_due = |row: &StoredDelivery| row.state == "ready" && row.next_at <= self.now().timestamp_millis();
        if rows.iter().any(|row| is_due(row) || row.state == "sending" || row.is_stale) {
            return None;
        }
        let mut doubtful = rows.iter().filter(|row| row.kind == "digest" && row.state == "doubtful");
        let row = doubtful.find(|row| !self.is_posted(row))?;
        let person = self.stage.slack.person(&row.recipient);
        person.screen("dm").contains("[Post now]").then_some(person)
    }

    fn is_posted(&self, row: &StoredDelivery) -> bool {
        let channels = self.teams.iter().map(|team| &team.channel);
        channels.flat_map(|channel| self.stage.slack.posted_in(channel)).any(|posted| posted.key() == row.key)
    }

    /// Managers who are asked whether a message was posted look into the channel and answer; or press *Post now*
    /// without a look.
    pub async fn managers_answer(&self, look: bool) {
        for row in self.stage.deliveries(false).await {
            if row.kind != "digest" || row.state != "doubtful" {
                continue;
            }
            let person = self.stage.slack.person(&row.recipient);
            if person.screen("dm").contains("[Post now]") {
                let label = if look && self.is_posted(&row) { "It is there" } else { "Post now" };
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
            self.stage.passes(STEP);
            let process = start(&self.stage);
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
        let rows = self.stage.deliveries(true).await;
        let is_done = |row: &StoredDelivery| matches!(row.state.as_str(), "sent" | "dropped") && !row.is_stale;
        rows.iter().all(is_done) && self.stage.digests().await.iter().all(|digest| digest.is_over(self.now()))
    }

    /// Every message in the channels.
    pub async fn standing(&self) -> Vec<Standing> {
        let rows = self.stage.deliveries(true).await;
        let is_placed = |key: &str| rows.iter().any(|row| row.key == key && row.is_placed);
        let mut standing = Vec::new();
        for (team, Team { channel, .. }) in self.teams.iter().enumerate() {
            standing.extend(self.stage.slack.posted_in(channel).into_iter().map(|posted| Standing {
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
    pub fn unasked(&self, standing: &[Standing]) -> Vec<String> {
        let is_asked = |team: usize| {
            let manager = self.stage.slack.person(self.manager(team).as_str());
            manager.screen("dm").contains("Please delete it by hand")
        };
        let stands = |note: &Note| {
            let shows = |message: &Standing| !message.is_placed && message.now.contains(&format!("{}-", note.mark));
            standing.iter().any(shows)
        };
        let withdrawn = self.notes().into_iter().filter(|note| note.choices == [Choice::Withdrawn].into());
        withdrawn.filter(|note| stands(note) && !is_asked(note.team)).map(|note| note.mark).collect()
    }

    /// Messages marked as sent that aren't in their DM exactly once, and others that are in it.
    pub async fn not_once(&self) -> Vec<StoredDelivery> {
        let mut rows = self.stage.deliveries(true).await;
        rows.retain(|row| {
            let posted = self.stage.slack.posted_to(&row.recipient);
            let times = posted.iter().filter(|posted| posted.key() == row.key).count();
            row.kind != "digest" && times != usize::from(row.state == "sent")
        });
        rows
    }
}

/// The author's own page, redrawn: the whole screen, and which of its buttons with this label belongs to the entry.
async fn own_page(person: &Person, mark: &str, label: &str) -> Result<Option<(String, usize)>, CannotDo> {
    person.types("#general", "/framework me").await?;
    let screen = person.screen("#general");
    let page = last_answer(&screen);
    let is_on = card(&page, mark).is_some_and(|card| card.contains(&format!("[{label}]")));
    Ok(is_on.then(|| button_below(&page, &format!("{CARD}{mark}"), &[label])).flatten().map(|(_, nth)| (screen, nth)))
}

/// An entry on its author's own page, from its words to its last button. The note of a deletion doesn't count.
fn card<'s>(page: &'s str, mark: &str) -> Option<&'s str> {
    let (_, rest) = page.split_once(&format!("{CARD}{mark}-"))?;
    rest.split_inclusive("[Delete]").next()
}

/// The first button with one of these labels below a mark, and its position among the screen's buttons with that label.
fn button_below<'l>(screen: &str, mark: &str, labels: &[&'l str]) -> Option<(&'l str, usize)> {
    let at = screen.find(&format!("{mark}-"))?;
    let (above, below) = screen.split_at(at);
    let found = labels.iter().filter_map(|label| Some((below.find(&format!("[{label}]"))?, *label))).min()?;
    Some((found.1, above.matches(&format!("[{}]", found.1)).count() + 1))
}
