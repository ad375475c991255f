//! Digests on a real store, with a sender as simple as one can be.

mod worlds;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::delivery::{Delivery, Edited, Kind, LEASE, Place, Step, Task};
use crate::domain::digest::{DigestId, Doubt, Page, PostId, State, Wrong};
use crate::domain::evidence::{Audience, Filled};
use crate::domain::ids::{Actor, ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::lookup::Library;
use crate::domain::member::Profile;
use crate::domain::prompt::Away;
use crate::domain::roster::{People, TeamId, TeamName, Weekly};
use crate::secret::PrivateText;
use crate::services::Services;
use crate::services::evidence::{Change, EvidenceError, Form};
use crate::services::wanted::Wanted;
use crate::services::{frameworks, members, roster, teams};
use crate::store::delivery::Open;
use crate::store::{self, team};

const OPEN: Open = Open { post: true, find: true, edit: true };
/// Friday, 5 June 2026, 16:00 in London.
const DUE: &str = "2026-06-05T15:00:00Z";
/// The day before at ten, where everybody is.
const PREVIEW: &str = "2026-06-04T09:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn id(name: &str) -> MemberId {
    MemberId::new(name)
}

fn here() -> WorkspaceId {
    WorkspaceId::new("T1")
}

fn who(name: &str) -> Actor {
    Actor { workspace: here(), member: id(name) }
}

/// What stands in Slack: the words that each message shows, by its time; nothing for a withdrawn line.
type Wall = BTreeMap<String, Vec<(MemberId, Option<String>)>>;

struct Stage {
    services: Services,
    library: Library,
    wall: Wall,
    sent: u32,
    /// What every author was shown last.
    previews: BTreeMap<MemberId, Preview>,
    /// Everything that authors were shown, in its order.
    shown: Vec<(MemberId, Preview)>,
    /// Every manager's notices, as they stand.
    notices: BTreeMap<MemberId, (State, Vec<Wrong>, bool)>,
    /// What is wrong with the channel now.
    wrong: Vec<Wrong>,
    _directory: tempfile::TempDir,
}

/// What the next posts come to.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Well,
    Refused,
    Unclear,
    CutShort,
}

impl Stage {
    /// Ana, Ben and Cleo in Priya's team, which has its digest on Fridays at 16:00 in #payments-digest.
    async fn new() -> Self {
        let stage = Self::empty().await;
        stage.seat("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
        stage.set_digest("G1", at("2026-05-29T18:00:00Z")).await;
        for name in ["ana", "ben", "cleo", "priya"] {
            stage.profile(name, "Europe/London", false).await;
        }
        stage
    }

    /// Nobody is here.
    async fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/bearings.db", directory.path().display());
        let store = Arc::new(store::open(&url).await.unwrap());
        let services = Services::new(&store);
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("framework");
        let library = frameworks::load(&store, &files, at("2026-05-01T09:00:00Z")).await.unwrap().library;
        Self {
            services,
            library,
            wall: Wall::new(),
            sent: 0,
            previews: BTreeMap::new(),
            shown: Vec::new(),
            notices: BTreeMap::new(),
            wrong: Vec::new(),
            _directory: directory,
        }
    }

    async fn seat(&self, name: &str, managers: &[&str], engineers: &[&str]) {
        let (name, managers): (_, BTreeSet<MemberId>) =
            (TeamName::new(name), managers.iter().map(|manager| id(manager)).collect());
        let seated = |mut people: People| {
            people.set_team(&name, managers.clone());
            for engineer in engineers {
                people.seat(&id(engineer), &name);
            }
            people
        };
        let zone_of = |_: &MemberId| Some("Europe/London".to_owned());
        roster::update(&self.services.store, &here(), &zone_of, seated).await.unwrap();
    }

    async fn team(&self) -> TeamId {
        team::list_teams(&mut self.services.store.read().await.unwrap(), &here()).await.unwrap()[0].id
    }

    async fn set_digest(&self, channel: &str, now: DateTime<Utc>) {
        let friday = (Weekly { weekday: 5, minute: 16 * 60 }, ChannelId::new(channel));
        let (team, insiders) = (self.team().await, [id("hr")].into());
        let store = &self.services.store;
        assert!(teams::save_digest(store, &who("priya"), false, team, Some(&friday), &insiders, now).await.unwrap());
    }

    async fn profile(&self, name: &str, zone: &str, is_deactivated: bool) {
        let profile = Profile { zone: Some(zone.into()), is_admin: false, is_deactivated, away: Away::No };
        members::note(&self.services.store, &who(name), &profile, at("2026-05-01T09:00:00Z")).await.unwrap();
    }

    /// Somebody writes something and shares it with their managers.
    async fn share(&self, name: &str, words: &str, now: DateTime<Utc>) -> EntryId {
        let entry = self.write(name, words, now).await;
        self.change(name, entry, true, now).await;
        entry
    }

    async fn write(&self, name: &str, words: &str, now: DateTime<Utc>) -> EntryId {
        self.save(name, None, words, now).await
    }

    async fn save(&self, name: &str, edits: Option<EntryId>, words: &str, now: DateTime<Utc>) -> EntryId {
        let form_id = format!("{words} {now}");
        let form = Form { id: &form_id, edits };
        let before = match edits {
            Some(edited) => self.services.evidence.find(&who(name), edited).await.unwrap().entry.shares,
            None => Vec::new(),
        };
        let managers = roster::find(&self.services.store, &here(), &id(name)).await.unwrap().manager_ids();
        let audience = if before.is_empty() { Audience::OnlyMe } else { Audience::Managers(managers) };
        let filled = Filled {
            words: PrivateText::new(words),
            behaviours: Vec::new(),
            happened_on: Some(now.date_naive()),
            link: PrivateText::default(),
            audience: Some(audience),
            quote: None,
            keeps_quote: false,
        };
        let saved = self.services.evidence.save(&who(name), form, filled, &self.library, now).await;
        saved.unwrap().entry.id
    }

    async fn change(&self, name: &str, entry: EntryId, shares: bool, now: DateTime<Utc>) {
        let managers = roster::find(&self.services.store, &here(), &id(name)).await.unwrap().manager_ids();
        let change = if shares { Change::Share(managers) } else { Change::Unshare };
        self.services.evidence.change(&who(name), entry, &change, now).await.unwrap();
    }

    async fn delete(&self, name: &str, entry: EntryId, now: DateTime<Utc>) {
        self.services.evidence.change(&who(name), entry, &Change::Delete, now).await.unwrap();
    }

    /// What Priya is asked about.
    async fn doubt(&self) -> Doubt {
        self.digests().trouble(&who("priya"), DigestId(1)).await.unwrap().unwrap().doubt.unwrap()
    }

    fn digests(&self) -> &Digests {
        &self.services.digests
    }

    /// One look of the jobs and of the sender.
    async fn look(&mut self, now: DateTime<Utc>) {
        self.look_with(now, Fate::Well).await;
    }

    async fn look_with(&mut self, now: DateTime<Utc>, fate: Fate) {
        self.digests().drop_old(now).await.unwrap();
        self.digests().plan(now).await.unwrap();
        self.digests().lay_out(&self.library, now).await.unwrap();
        self.send(now, fate).await;
    }

    /// Everything between two instants, hour by hour.
    async fn pass(&mut self, from: &str, until: &str) {
        let mut now = at(from);
        while now < at(until) {
            self.look(now).await;
            now += TimeDelta::hours(1);
        }
        self.look(at(until)).await;
    }

    async fn send(&mut self, now: DateTime<Utc>, fate: Fate) {
        while let Some(delivery) = self.services.deliveries.claim(OPEN, now).await.unwrap() {
            let step = match (delivery.kind, delivery.task.clone()) {
                (Kind::Digest, Task::Post) => self.post(&delivery, now, fate).await,
                (Kind::Digest, Task::Find) => {
                    let post = PostId(delivery.subject);
                    let next = self.digests().doubt(post, now).await.unwrap();
                    Some(Step::Doubtful { at: next, reason: "no answer".into() })
                }
                (_, Task::Edit(place)) => {
                    self.edit(&delivery, &place).await;
                    self.services.deliveries.edited(&delivery, &Edited::Done, now).await.unwrap();
                    None
                }
                (Kind::Preview, _) => self.show(&delivery, now).await,
                (Kind::DigestTrouble, _) => self.tell(&delivery).await,
                (Kind::Introduction | Kind::Prompt, _) => unreachable!("nobody is asked here"),
            };
            if let Some(step) = step {
                self.services.deliveries.settle(&delivery, &step, now).await.unwrap();
            } else if fate == Fate::CutShort && delivery.kind == Kind::Digest {
                return;
            }
        }
    }

    fn place(&mut self, channel: &str) -> Place {
        self.sent += 1;
        Place { channel: ChannelId::new(channel), ts: format!("{}.0", self.sent) }
    }

    async fn show(&mut self, delivery: &Delivery, now: DateTime<Utc>) -> Option<Step> {
        let (to, digest) = (who(delivery.recipient.as_str()), DigestId(delivery.subject));
        match self.digests().preview_wanted(&to, digest, &self.library, now).await.unwrap() {
            Wanted::Now(preview) => {
                self.shown.push((to.member.clone(), preview.clone()));
                self.previews.insert(to.member, preview);
                Some(Step::Sent(self.place("D1")))
            }
            Wanted::Later(at) => {
                self.services.deliveries.put_off(delivery.id, at).await.unwrap();
                None
            }
            Wanted::No(reason) => Some(Step::Dropped { reason }),
        }
    }

    async fn tell(&mut self, delivery: &Delivery) -> Option<Step> {
        let manager = who(delivery.recipient.as_str());
        let trouble = self.digests().trouble(&manager, DigestId(delivery.subject)).await.unwrap().unwrap();
        self.notices.insert(manager.member, (trouble.state, trouble.wrong, trouble.delete_by_hand));
        Some(Step::Sent(self.place("D2")))
    }

    async fn post(&mut self, delivery: &Delivery, now: DateTime<Utc>, fate: Fate) -> Option<Step> {
        let post = PostId(delivery.subject);
        if self.digests().of_post(post).await.unwrap().is_some() && !self.wrong.is_empty() {
            let later = self.digests().withhold(post, &self.wrong, now).await.unwrap();
            self.services.deliveries.put_off(delivery.id, later).await.unwrap();
            return None;
        }
        let (page, _) = match self.digests().begin(post, &self.library, now).await.unwrap() {
            Wanted::Now(begun) => begun,
            Wanted::Later(later) => {
                self.services.deliveries.put_off(delivery.id, later).await.unwrap();
                return None;
            }
            Wanted::No(reason) => return Some(Step::Dropped { reason }),
        };
        let place = self.place("G1");
        match fate {
            Fate::Well => {
                self.wall.insert(place.ts.clone(), words(&page));
                Some(Step::Sent(place))
            }
            Fate::Refused => Some(Step::Again { at: now + TimeDelta::minutes(1), reason: "x".into() }),
            // Slack has it, and said nothing.
            Fate::Unclear => {
                self.wall.insert(place.ts, words(&page));
                let next = self.digests().doubt(post, now).await.unwrap();
                Some(Step::Doubtful { at: next, reason: "no answer".into() })
            }
            Fate::CutShort => None,
        }
    }

    async fn edit(&mut self, delivery: &Delivery, place: &Place) {
        let to = who(delivery.recipient.as_str());
        match delivery.kind {
            Kind::Digest => {
                let page = self.digests().shown(PostId(delivery.subject), &self.library).await.unwrap().unwrap();
                self.wall.insert(place.ts.clone(), words(&page));
            }
            Kind::Preview => {
                let id = DigestId(delivery.subject);
                let preview = self.digests().preview(&to, id, &self.library).await.unwrap().unwrap();
                self.shown.push((to.member.clone(), preview.clone()));
                self.previews.insert(to.member, preview);
            }
            _ => drop(self.tell(delivery).await),
        }
    }

    fn preview(&self, name: &str) -> &Preview {
        &self.previews[&id(name)]
    }

    /// What stands in the channel, message by message.
    fn posted(&self) -> Vec<(MemberId, Option<String>)> {
        self.wall.values().flatten().cloned().collect()
    }

    async fn hold(&self, name: &str, entry: EntryId, is_held: bool, now: DateTime<Utc>) -> Held {
        self.digests().hold(&who(name), entry, is_held, &self.library, now).await.unwrap()
    }

    async fn states(&self) -> Vec<State> {
        let mut reading = self.services.store.read().await.unwrap();
        let mut states = Vec::new();
        for number in 1.. {
            match crate::store::digest::find_digest(&mut reading, DigestId(number)).await.unwrap() {
                Some(found) => states.push(found.digest.state),
                None => break,
            }
        }
        states
    }
}

fn words(page: &Page) -> Vec<(MemberId, Option<String>)> {
    let lines = page.authors.iter().flat_map(|of| of.lines.iter().map(|line| (of.author.clone(), line)));
    lines
        .map(|(author, line)| (author, line.written.as_ref().map(|written| written.words.reveal().to_owned())))
        .collect()
}

fn said(name: &str, words: &str) -> (MemberId, Option<String>) {
    (id(name), Some(words.to_owned()))
}

const MONDAY: &str = "2026-06-01T10:00:00Z";
const SHORTLY: &str = "2026-06-05T10:00:00Z";

#[tokio::test]
async fn what_authors_are_shown_is_what_is_posted_and_nobody_else_hears_of_it() {
    let mut stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.share("ana", "too late for this week", at(PREVIEW)).await;
    stage.write("cleo", "for herself", at(MONDAY)).await;
    stage.look(at(PREVIEW) - TimeDelta::seconds(1)).await;
    assert!(stage.previews.is_empty(), "it is not time yet");
    stage.look(at(PREVIEW)).await;
    assert_eq!(stage.previews.keys().collect::<Vec<_>>(), [&id("ana"), &id("ben")]);
    assert_eq!(words(&stage.preview("ana").page), [said("ana", "one")]);
    assert_eq!(stage.preview("ana").audience, ["priya", "hr"].map(id).into());
    assert_eq!(stage.preview("ana").managers, [id("priya")].into());
    assert_eq!(stage.preview("ana").due_on.to_string(), "2026-06-05 16:00:00");
    stage.look(at(DUE) - TimeDelta::seconds(1)).await;
    assert_eq!(stage.posted(), []);
    let shown = stage.previews.clone();
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ana", "one"), said("ben", "two")]);
    let parts = ["ana", "ben"].map(|name| words(&shown[&id(name)].page));
    assert_eq!(stage.posted(), parts.concat(), "to the letter");
    assert_eq!(stage.states().await, [State::Posted]);
    assert_eq!(stage.preview("ana").state, State::Posted);
    assert!(stage.notices.is_empty());
    // A week in which only what is left over is new.
    stage.pass(DUE, "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted()[2..], [said("ana", "too late for this week")]);
    stage.pass("2026-06-12T16:00:00Z", "2026-06-26T16:00:00Z").await;
    assert_eq!(stage.states().await, [State::Posted, State::Posted], "a week with nothing new leaves no trace");
}

#[tokio::test]
async fn looking_twice_and_starting_anew_change_nothing() {
    let stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    assert_eq!(stage.digests().plan(at(PREVIEW)).await.unwrap(), 2);
    for minutes in [0, 1, 20, 60] {
        let now = at(PREVIEW) + TimeDelta::minutes(minutes);
        assert_eq!(stage.digests().plan(now).await.unwrap(), 0);
        assert_eq!(Digests::new(stage.services.store.clone()).plan(now).await.unwrap(), 0);
    }
    let mut stage = stage;
    stage.send(at(PREVIEW), Fate::Well).await;
    let now = at(DUE);
    assert_eq!(stage.digests().lay_out(&stage.library, now).await.unwrap(), 1);
    assert_eq!(stage.digests().lay_out(&stage.library, now).await.unwrap(), 0);
    assert_eq!(Digests::new(stage.services.store.clone()).lay_out(&stage.library, now).await.unwrap(), 0);
    // What joins the team's shares now joins no digest that is laid out.
    assert_eq!(Digests::new(stage.services.store.clone()).plan(now).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_held_back_is_in_no_digest_and_stays_shared() {
    let mut stage = Stage::new().await;
    let held = stage.share("ana", "held", at(MONDAY)).await;
    let returned = stage.share("ana", "put back", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    for entry in [held, returned] {
        assert!(matches!(stage.hold("ana", entry, true, at(SHORTLY)).await, Held::Done(_)));
    }
    stage.look(at(SHORTLY)).await;
    assert_eq!((stage.preview("ana").page.authors.len(), stage.preview("ana").held.len()), (0, 2));
    // Nobody else's to decide.
    for other in [who("priya"), who("ben"), Actor { workspace: WorkspaceId::new("T2"), member: id("ana") }] {
        let tried = stage.digests().hold(&other, held, false, &stage.library, at(SHORTLY)).await.unwrap();
        assert_eq!(tried, Held::NotThere);
    }
    let Held::Done(shown) = stage.hold("ana", returned, false, at(SHORTLY)).await else { panic!("it is not posted") };
    assert_eq!(words(&shown.page), [said("ana", "put back")]);
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ana", "put back")]);
    for (entry, is_held) in [(held, false), (returned, true)] {
        assert!(matches!(stage.hold("ana", entry, is_held, at(DUE)).await, Held::TooLate(_)), "{is_held}");
    }
    let read = stage.digests().open(&who("priya"), &id("ana"), &stage.library, at(DUE)).await.unwrap().unwrap();
    assert!(read.entries.iter().any(|entry| entry.words.reveal() == "held"));
    stage.pass(DUE, "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [said("ana", "put back")]);
}

#[tokio::test]
async fn once_it_is_begun_nothing_is_held_back_and_before_everything_can_be() {
    let mut stage = Stage::new().await;
    let entry = stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    // Laid out, claimed, refused for now: Slack has nothing of it.
    stage.look_with(at(DUE), Fate::Refused).await;
    assert_eq!(stage.states().await, [State::Open]);
    assert!(matches!(stage.hold("ana", entry, true, at(DUE)).await, Held::Done(_)));
    let later = at(DUE) + TimeDelta::minutes(1);
    stage.look_with(later, Fate::CutShort).await;
    assert_eq!(stage.states().await, [State::Posting]);
    assert!(matches!(stage.hold("ana", entry, false, later).await, Held::TooLate(_)));
    assert_eq!(stage.posted(), [], "the wall has nothing, and nobody can know");
    stage.services.deliveries.abandon(later).await.unwrap();
    stage.look(later + LEASE).await;
    assert_eq!(stage.notices[&id("priya")].0, State::Doubtful);
    assert_eq!(stage.posted(), [], "nothing is posted blind");
}

#[tokio::test]
async fn what_was_claimed_and_never_begun_is_posted_without_a_question() {
    let mut stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.digests().lay_out(&stage.library, at(DUE)).await.unwrap();
    let claimed = stage.services.deliveries.claim(OPEN, at(DUE)).await.unwrap().unwrap();
    assert_eq!(claimed.kind, Kind::Digest);
    stage.services.deliveries.abandon(at(DUE)).await.unwrap();
    stage.look(at(DUE) + LEASE).await;
    assert_eq!(stage.posted(), [said("ana", "one")]);
    assert!(stage.notices.is_empty());
}

#[tokio::test]
async fn a_manager_says_whether_a_doubtful_post_is_there() {
    for is_there in [true, false] {
        let mut stage = Stage::new().await;
        let entry = stage.share("ana", "one", at(MONDAY)).await;
        stage.look(at(PREVIEW)).await;
        let fate = if is_there { Fate::Unclear } else { Fate::CutShort };
        stage.look_with(at(DUE), fate).await;
        stage.services.deliveries.abandon(at(DUE)).await.unwrap();
        let mut now = at(DUE) + LEASE;
        stage.look(now).await;
        assert_eq!(stage.notices[&id("priya")], (State::Doubtful, vec![], false));
        let asked = stage.doubt().await;
        for stranger in [who("ana"), who("kim"), Actor { workspace: WorkspaceId::new("T2"), member: id("priya") }] {
            let answered = stage.digests().answer_doubt(&stranger, asked, true, now).await.unwrap();
            assert_eq!(answered, None);
        }
        let before = stage.posted();
        stage.look(now + TimeDelta::hours(5)).await;
        assert_eq!(stage.posted(), before, "it is never repeated by itself");
        now += TimeDelta::hours(6);
        let told = stage.digests().answer_doubt(&who("priya"), asked, is_there, now).await.unwrap().unwrap();
        assert_eq!(told.state, if is_there { State::Posted } else { State::Open });
        stage.look(now).await;
        assert_eq!(stage.posted(), [said("ana", "one")], "once, and not twice");
        assert_eq!(stage.states().await, [State::Posted]);
        stage.change("ana", entry, false, now).await;
        stage.look(now).await;
        // Where nobody knows where it stands, somebody is asked to delete it.
        assert_eq!(stage.notices[&id("priya")], (State::Posted, vec![], is_there));
        let expected = if is_there { said("ana", "one") } else { (id("ana"), None) };
        assert_eq!(stage.posted(), [expected]);
    }
}

#[tokio::test]
async fn an_old_question_answers_no_newer_doubt() {
    let mut stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    let mut now = at(DUE);
    let mut asked = Vec::new();
    for _ in 0..2 {
        stage.look_with(now, Fate::CutShort).await;
        stage.services.deliveries.abandon(now).await.unwrap();
        now += LEASE;
        stage.look(now).await;
        asked.push(stage.doubt().await);
        let answered = stage.digests().answer_doubt(&who("priya"), asked[0], false, now).await.unwrap().unwrap();
        let is_new = asked.len() == 1;
        assert_eq!(answered.state, if is_new { State::Open } else { State::Doubtful }, "{asked:?}");
    }
    let answered = stage.digests().answer_doubt(&who("priya"), asked[1], true, now).await.unwrap().unwrap();
    assert_eq!((answered.state, answered.doubt), (State::Posted, None));
}

#[tokio::test]
async fn what_is_taken_back_before_it_is_posted_was_never_there() {
    let mut stage = Stage::new().await;
    let unshared = stage.share("ana", "unshared", at(MONDAY)).await;
    let deleted = stage.share("ana", "deleted", at(MONDAY)).await;
    let late = stage.share("ben", "unshared late", at(MONDAY)).await;
    stage.share("ben", "stays", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.change("ana", unshared, false, at(SHORTLY)).await;
    stage.delete("ana", deleted, at(SHORTLY)).await;
    stage.look(at(SHORTLY)).await;
    assert_eq!(stage.preview("ana").page.authors, []);
    // Laid out, and changed before it is begun.
    stage.digests().lay_out(&stage.library, at(DUE)).await.unwrap();
    stage.change("ben", late, false, at(DUE)).await;
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ben", "stays")]);
    // Shared again, it goes into the next one.
    stage.change("ana", unshared, true, at("2026-06-09T10:00:00Z")).await;
    stage.pass("2026-06-09T10:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted(), [said("ben", "stays"), said("ana", "unshared")]);
}

#[tokio::test]
async fn what_changes_after_it_was_posted_is_brought_up_to_date() {
    let mut stage = Stage::new().await;
    let entry = stage.share("ana", "first words", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.look(at(DUE)).await;
    let now = at("2026-06-08T10:00:00Z");
    stage.save("ana", Some(entry), "other words", now).await;
    stage.look(now).await;
    assert_eq!(stage.posted(), [said("ana", "other words")]);
    for (shares, expected) in [(false, (id("ana"), None)), (true, said("ana", "other words"))] {
        stage.change("ana", entry, shares, now).await;
        stage.look(now).await;
        assert_eq!(stage.posted(), [expected]);
    }
    stage.delete("ana", entry, now).await;
    stage.look(now).await;
    assert_eq!(stage.posted(), [(id("ana"), None)]);
    let erased_at = now + TimeDelta::hours(1);
    stage.services.evidence.erase(erased_at).await.unwrap();
    let page = stage.digests().shown(PostId(1), &stage.library).await.unwrap().unwrap();
    assert_eq!(words(&page), [(id("ana"), None)], "the message says so though the entry is gone");
    assert!(matches!(stage.hold("ana", entry, true, erased_at).await, Held::TooLate(_)));
    stage.pass("2026-06-08T11:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [(id("ana"), None)], "and is in no later one");
}

#[tokio::test]
async fn a_manager_who_comes_reads_nothing_by_it_and_nobody_is_said_to_have_withdrawn() {
    let mut stage = Stage::new().await;
    let before = stage.share("ana", "for Priya", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.look(at(DUE)).await;
    stage.share("ana", "for Priya, too", at("2026-06-08T10:00:00Z")).await;
    stage.pass("2026-06-08T10:00:00Z", "2026-06-12T09:00:00Z").await;
    // Between the preview and the post.
    stage.seat("Payments", &["kim", "priya"], &["ana", "ben", "cleo"]).await;
    stage.pass("2026-06-12T10:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted(), [said("ana", "for Priya")]);
    // Shared with both, it goes into the next one.
    let fresh = stage.share("ana", "for both", at("2026-06-15T10:00:00Z")).await;
    stage.pass("2026-06-15T10:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [said("ana", "for Priya"), said("ana", "for both")]);
    stage.seat("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    let now = at("2026-06-22T10:00:00Z");
    stage.look(now).await;
    assert_eq!(stage.posted(), [said("ana", "for Priya"), said("ana", "for both")]);
    for entry in [before, fresh] {
        stage.save("ana", Some(entry), "edited", now).await;
    }
    stage.look(now).await;
    // The form gave the first to Kim alone: what Priya reads there has no more of it.
    assert_eq!(stage.posted(), [(id("ana"), None), said("ana", "edited")]);
}

#[tokio::test]
async fn what_was_taken_back_comes_back_only_where_somebody_is_named_whom_it_is_given_to() {
    let mut stage = Stage::new().await;
    let posted = stage.share("ana", "for Priya", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.look(at(DUE)).await;
    stage.change("ana", posted, false, at("2026-06-08T10:00:00Z")).await;
    stage.seat("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    let now = at("2026-06-08T11:00:00Z");
    stage.change("ana", posted, true, now).await;
    stage.look(now).await;
    assert_eq!(stage.posted(), [(id("ana"), None)], "Priya reads nothing that is Kim's");
    // The same before anything is posted: who would read it is not who its author was told.
    let waits = stage.share("ana", "for Kim", now).await;
    stage.pass("2026-06-08T11:00:00Z", "2026-06-11T10:00:00Z").await;
    assert_eq!(stage.preview("ana").managers, [id("kim")].into());
    stage.seat("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
    stage.change("ana", waits, true, at("2026-06-11T11:00:00Z")).await;
    stage.pass("2026-06-11T11:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted(), [(id("ana"), None)]);
    stage.pass("2026-06-12T17:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [(id("ana"), None), said("ana", "for Kim")]);
    assert_eq!(stage.preview("ana").managers, [id("priya")].into());
}

#[tokio::test]
async fn what_an_author_was_not_shown_waits_for_the_next_digest() {
    let mut stage = Stage::new().await;
    stage.share("ana", "shown", at(MONDAY)).await;
    let unshown = stage.share("ana", "taken back before the preview was there", at(MONDAY)).await;
    stage.digests().plan(at(PREVIEW)).await.unwrap();
    stage.change("ana", unshown, false, at(PREVIEW)).await;
    stage.send(at(PREVIEW), Fate::Well).await;
    assert_eq!(words(&stage.preview("ana").page), [said("ana", "shown")]);
    stage.change("ana", unshown, true, at(DUE) - TimeDelta::minutes(1)).await;
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ana", "shown")]);
    stage.pass(DUE, "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted()[1..], [said("ana", "taken back before the preview was there")]);
}

#[tokio::test]
async fn a_channel_that_will_not_do_is_said_to_the_managers_and_followed_when_mended() {
    let mut stage = Stage::new().await;
    let entry = stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.wrong = vec![Wrong::Guest(id("guest")), Wrong::Untold(id("kim")), Wrong::Public];
    stage.look(at(DUE)).await;
    assert_eq!(stage.notices[&id("priya")], (State::Withheld, stage.wrong.clone(), false));
    assert_eq!(stage.notices.len(), 1);
    // There is time to hold back.
    assert!(matches!(stage.hold("ana", entry, true, at(DUE)).await, Held::Done(_)));
    stage.wrong = vec![Wrong::Archived];
    stage.look(at(DUE) + TimeDelta::minutes(10)).await;
    assert_eq!(stage.notices[&id("priya")].1, [Wrong::Archived]);
    stage.wrong = Vec::new();
    let now = at(DUE) + TimeDelta::minutes(11);
    stage.look(now).await;
    assert_eq!(stage.posted(), [], "it is looked at every ten minutes");
    assert_eq!(stage.digests().check_again(&who("ben"), DigestId(1), now).await.unwrap(), None);
    assert!(stage.digests().check_again(&who("priya"), DigestId(1), now).await.unwrap().is_some());
    stage.look(now).await;
    assert_eq!(stage.posted(), [said("ben", "two")]);
    assert_eq!(stage.notices[&id("priya")].0, State::Posted);
}

#[tokio::test]
async fn what_could_not_be_posted_in_its_week_is_dropped_and_goes_into_the_next() {
    let mut stage = Stage::new().await;
    let held = stage.share("ana", "held", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.hold("ana", held, true, at(PREVIEW)).await;
    stage.wrong = vec![Wrong::NotThere];
    stage.pass(DUE, "2026-06-11T14:00:00Z").await;
    assert_eq!(stage.states().await, [State::Withheld]);
    stage.pass("2026-06-11T15:00:00Z", "2026-06-11T15:00:00Z").await;
    assert_eq!(stage.states().await[0], State::Dropped);
    assert_eq!(stage.notices[&id("priya")].0, State::Dropped);
    assert_eq!(stage.preview("ana").state, State::Dropped);
    stage.wrong = Vec::new();
    stage.pass("2026-06-11T16:00:00Z", "2026-06-19T15:00:00Z").await;
    assert_eq!(stage.posted(), [said("ben", "two")]);
}

#[tokio::test]
async fn a_changed_channel_or_a_team_that_is_gone_ends_what_was_begun() {
    let mut stage = Stage::new().await;
    let posted = stage.share("ana", "one", at(MONDAY)).await;
    stage.pass(PREVIEW, DUE).await;
    stage.share("ana", "two", at("2026-06-08T10:00:00Z")).await;
    stage.pass("2026-06-08T10:00:00Z", "2026-06-12T14:00:00Z").await;
    stage.digests().lay_out(&stage.library, at("2026-06-12T15:00:00Z")).await.unwrap();
    stage.set_digest("G2", at("2026-06-12T15:00:00Z")).await;
    // Even if nobody has looked at it since.
    stage.send(at("2026-06-12T15:00:00Z"), Fate::Well).await;
    assert_eq!(stage.posted(), [said("ana", "one")]);
    stage.look(at("2026-06-12T15:01:00Z")).await;
    assert_eq!(stage.states().await, [State::Posted, State::Dropped]);
    stage.pass("2026-06-15T15:00:00Z", "2026-06-18T10:00:00Z").await;
    assert_eq!(stage.states().await, [State::Posted, State::Dropped, State::Open]);
    let nobody = |_: People| People::default();
    roster::update(&stage.services.store, &here(), &|_| None, nobody).await.unwrap();
    stage.pass("2026-06-18T11:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.states().await, [State::Posted, State::Dropped, State::Dropped]);
    // What stands there can still be taken back.
    stage.services.evidence.change(&who("ana"), posted, &Change::Unshare, at("2026-06-20T10:00:00Z")).await.unwrap();
    stage.look(at("2026-06-20T10:00:00Z")).await;
    assert_eq!(stage.posted(), [(id("ana"), None)]);
}

#[tokio::test]
async fn whoever_was_not_shown_their_part_for_long_enough_is_left_out_and_holds_nobody_up() {
    let mut stage = Stage::new().await;
    // Kenji's Friday morning is over before London's begins, and Ben has left.
    stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.profile("ben", "Europe/London", true).await;
    stage.look(at(PREVIEW)).await;
    assert_eq!(stage.previews.keys().collect::<Vec<_>>(), [&id("ana")]);
    // The bot was not there when the other preview was due.
    stage.share("cleo", "three", at(MONDAY)).await;
    stage.profile("cleo", "Asia/Tokyo", false).await;
    stage.look(at("2026-06-05T14:30:00Z")).await;
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [], "Cleo sleeps, and has not seen hers");
    stage.look(at("2026-06-06T15:00:00Z")).await;
    assert_eq!(stage.posted(), [said("ana", "one")]);
    stage.pass("2026-06-06T16:00:00Z", "2026-06-12T15:00:00Z").await;
    assert_eq!(stage.posted(), [said("ana", "one"), said("cleo", "three")]);
}

#[tokio::test]
async fn managers_open_what_is_shared_with_them_and_their_engineers_read_that_they_did() {
    let stage = Stage::new().await;
    let now = at(MONDAY);
    stage.write("ben", "for himself", now).await;
    stage.share("ana", "older", now).await;
    stage.share("ana", "newer", now + TimeDelta::days(1)).await;
    let digests = stage.digests();
    assert_eq!(digests.shared_with(&who("priya")).await.unwrap(), [id("ana")]);
    let later = now + TimeDelta::days(2);
    let shown = digests.open(&who("priya"), &id("ana"), &stage.library, later).await.unwrap().unwrap();
    let texts: Vec<&str> = shown.entries.iter().map(|entry| entry.words.reveal()).collect();
    assert_eq!(texts, ["newer", "older"]);
    for reader in ["priya", "kim", "ben"] {
        let unwritten = stage.services.evidence.find(&who(reader), shown.entries[0].id).await;
        assert!(matches!(unwritten, Err(EvidenceError::NotThere)), "nothing is read without being written down");
    }
    let strangers = [
        who("kim"),
        who("ben"),
        who("ana"),
        who("hr"),
        Actor { workspace: WorkspaceId::new("T2"), member: id("priya") },
    ];
    for stranger in &strangers {
        assert_eq!(digests.shared_with(stranger).await.unwrap(), [], "{stranger:?}");
        for engineer in ["ana", "ben"] {
            let opened = digests.open(stranger, &id(engineer), &stage.library, later).await.unwrap();
            assert_eq!(opened, None, "{stranger:?} {engineer}");
        }
    }
    let opened = digests.openings(&who("ana")).await.unwrap();
    assert_eq!(opened.len(), 1, "nothing shown is no opening");
    assert_eq!((&opened[0].reader, opened[0].entries, opened[0].opened_at), (&id("priya"), 2, later));
    assert_eq!(digests.openings(&who("ben")).await.unwrap(), []);
    assert_eq!(digests.openings(&who("priya")).await.unwrap(), []);
    // A manager who leaves and comes back begins anew.
    stage.seat("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    assert_eq!(digests.shared_with(&who("kim")).await.unwrap(), []);
    stage.seat("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
    assert_eq!(digests.shared_with(&who("priya")).await.unwrap(), []);
    assert_eq!(digests.open(&who("priya"), &id("ana"), &stage.library, later).await.unwrap(), None);
}

#[tokio::test]
async fn only_admins_and_its_own_managers_set_a_digest() {
    let stage = Stage::new().await;
    let (team, now) = (stage.team().await, at(MONDAY));
    let stranger = Actor { workspace: WorkspaceId::new("T2"), member: id("priya") };
    for (by, is_admin, expected) in
        [(who("ana"), false, false), (stranger, true, false), (who("ana"), true, true), (who("priya"), false, true)]
    {
        let saved =
            teams::save_digest(&stage.services.store, &by, is_admin, team, None, &BTreeSet::new(), now).await.unwrap();
        assert_eq!(saved, expected, "{by:?}");
    }
    assert_eq!(stage.digests().teams_of(&who("priya")).await.unwrap().len(), 1);
    assert_eq!(stage.digests().teams_of(&who("ana")).await.unwrap().len(), 0);
}
