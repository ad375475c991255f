//! The random worlds of `domain::digest`, played through on the real store. In full:
//! `PROPTEST_CASES=1000 cargo test --release --lib services::digests`.

use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

use super::*;
use crate::domain::cadence::Zone;
use crate::domain::digest::tests::account::{Account, Which};
use crate::domain::digest::tests::world::{AUTHORS, MANAGERS, Moment, Name, Step as Happens, TEAMS, World, a_world};
use crate::domain::digest::{Opening, SHARED_ENTRIES_PER_PAGE};

/// Everyone who may try to read something.
const READERS: [Name; 8] = ["ana", "ben", "cleo", "kim", "maya", "priya", "hr", "guest"];
/// Everyone tries once in this many rounds.
const TRIES: usize = 40;

type Outcome = Result<(), TestCaseError>;

/// A real bot in a world, beside a plain account of what everyone chose.
struct Life {
    fixture: DigestFixture,
    account: Account,
    entries: Vec<EntryId>,
    /// The team and week of each digest.
    digests: BTreeMap<DigestId, Which>,
    /// Messages seen in earlier rounds.
    stood: BTreeSet<String>,
    /// Who was shown which digest.
    told: BTreeSet<(MemberId, DigestId)>,
}

impl Life {
    async fn begin(world: &World) -> Self {
        let fixture = DigestFixture::empty().await;
        let account = Account::begin(world);
        for (team, (name, _)) in account.teams.iter().zip(TEAMS) {
            let zone_of = |_: &MemberId| Some(team.zone.to_owned());
            let managers = team.managers.iter().map(|manager| id(manager)).collect();
            let set = |mut roster: Roster| {
                roster.set_team(&TeamName::new(name), managers);
                roster
            };
            roster::update(&fixture.services.store, &here(), &zone_of, set).await.unwrap();
        }
        let (digests, stood, told) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut life = Self { fixture, account, entries: Vec::new(), digests, stood, told };
        for author in 0..AUTHORS.len() {
            let (team, zone) = (life.account.teams_of_authors[author], life.account.zones[author]);
            life.happens(&Happens::TeamChange { author, team }, world.begin()).await;
            life.happens(&Happens::Fly { author, zone }, world.begin()).await;
        }
        for team in 0..TEAMS.len() {
            let on = life.account.teams[team].on;
            life.happens(&Happens::Digest { team, on }, world.begin()).await;
        }
        life
    }

    async fn team_id(&self, team: usize) -> TeamId {
        let teams = team::list_teams(&mut self.fixture.services.store.read().await.unwrap(), &here()).await.unwrap();
        teams.into_iter().find(|known| known.name.as_str() == TEAMS[team].0).unwrap().id
    }

    /// Carries out a step that the account already has.
    async fn happens(&mut self, step: &Happens, now: DateTime<Utc>) {
        let author_of = |account: &Account, entry: &usize| AUTHORS[account.entries[*entry].author];
        match step {
            Happens::Write { author, is_shared } => {
                let entry = self.write(*author, None, now).await;
                self.entries.push(entry);
                if *is_shared {
                    self.fixture.change(AUTHORS[*author], entry, true, now).await;
                }
            }
            Happens::Edit(entry) => {
                self.write(self.account.entries[*entry].author, Some(*entry), now).await;
            }
            Happens::Share(entry) | Happens::Unshare(entry) => {
                let shares = matches!(step, Happens::Share(_));
                self.fixture.change(author_of(&self.account, entry), self.entries[*entry], shares, now).await;
            }
            Happens::Delete { entry, is_undone } => {
                let author = author_of(&self.account, entry);
                self.fixture.delete(author, self.entries[*entry], now).await;
                if *is_undone {
                    let evidence = &self.fixture.services.evidence;
                    evidence.change(&who(author), self.entries[*entry], &Change::Restore, now).await.unwrap();
                }
            }
            Happens::Hold { entry, is_held } => {
                let author = author_of(&self.account, entry);
                if let HoldOutcome::Done(_) = self.fixture.hold_back(author, self.entries[*entry], *is_held, now).await
                {
                    self.account.entries[*entry].is_held = *is_held;
                }
            }
            Happens::Fly { author, zone } => self.fixture.profile(AUTHORS[*author], zone, false).await,
            Happens::Digest { team, on } => {
                let (team, on) = (self.team_id(*team).await, on.map(|(weekly, to)| (weekly, ChannelId::new(to))));
                let (store, admin, nobody) = (&self.fixture.services.store, who("admin"), BTreeSet::new());
                let saved = teams::save_digest(store, &admin, true, team, on.as_ref(), &nobody, now);
                assert!(saved.await.unwrap());
            }
            Happens::TeamChange { .. } | Happens::Managers { .. } => self.reorganise(step).await,
            // No one can set a team's zone; the others happen to the bot.
            Happens::TeamZone { .. } | Happens::Outage(_) | Happens::ClockBack(_) | Happens::ChannelWillNotDo(_) => {}
        }
    }

    async fn reorganise(&self, step: &Happens) {
        let changed = |mut roster: Roster| {
            match step {
                Happens::TeamChange { author, team: Some(team) } => {
                    roster.assign_to_team(&id(AUTHORS[*author]), &TeamName::new(TEAMS[*team].0));
                }
                Happens::TeamChange { author, team: None } => {
                    let engineer = roster.engineers.entry(id(AUTHORS[*author])).or_default();
                    (engineer.team, engineer.managers) = (None, BTreeSet::new());
                }
                Happens::Managers { team, managers } => {
                    roster.set_team(&TeamName::new(TEAMS[*team].0), managers.iter().map(|name| id(name)).collect());
                }
                _ => {}
            }
            roster
        };
        roster::update(&self.fixture.services.store, &here(), &|_| None, changed).await.unwrap();
    }

    /// Submits the form, on the author's own day.
    async fn write(&self, author: usize, edits: Option<usize>, now: DateTime<Utc>) -> EntryId {
        let number = edits.unwrap_or(self.entries.len());
        let is_shared = edits.is_some_and(|entry| !self.account.entries[entry].given.is_empty());
        let managers =
            roster::find_assignment(&self.fixture.services.store, &here(), &id(AUTHORS[author])).await.unwrap();
        let audience = if is_shared { Audience::Managers(managers.manager_ids()) } else { Audience::OnlyMe };
        let filled = FilledEvidence {
            words: PrivateText::new(format!("entry {number} of {now}")),
            behaviours: Vec::new(),
            happened_on: Some(Zone::of(self.account.zones[author], "UTC").local(now).date()),
            link: PrivateText::default(),
            audience: Some(audience),
            quote: None,
            keeps_quote: false,
        };
        let form_id = format!("{number} at {now}");
        let form = Form { id: &form_id, edits: edits.map(|entry| self.entries[entry]) };
        let evidence = &self.fixture.services.evidence;
        evidence.save(&who(AUTHORS[author]), form, filled, &self.fixture.library, now).await.unwrap().entry.id
    }

    async fn looks(&mut self, moment: &Moment) -> Outcome {
        self.fixture.channel_problems = if moment.channel_will_do { Vec::new() } else { vec![ChannelProblem::Public] };
        self.fixture.run_due(moment.now).await;
        self.fixture.services.evidence.erase(moment.now).await.unwrap();
        self.check_begun().await?;
        self.check_previews(moment.now)?;
        self.check_posts(moment.now).await
    }

    async fn check_begun(&mut self) -> Outcome {
        let ids = self.fixture.digest_ids().await;
        let mut reading = self.fixture.services.store.read().await.unwrap();
        for digest in ids {
            if self.digests.contains_key(&digest) {
                continue;
            }
            let found = store::digest::find_digest(&mut reading, digest).await.unwrap().unwrap();
            let team = TEAMS.iter().position(|(name, _)| *name == found.team).unwrap();
            let audience = MANAGERS.into_iter().filter(|name| found.digest.audience.contains(&id(name))).collect();
            self.account.begun((team, found.digest.week), found.digest.due_at, audience)?;
            self.digests.insert(digest, (team, found.digest.week));
        }
        Ok(())
    }

    fn which(&self, digest: DigestId) -> Which {
        self.digests[&digest]
    }

    fn check_previews(&mut self, now: DateTime<Utc>) -> Outcome {
        for (member, preview) in std::mem::take(&mut self.fixture.shown) {
            let author = AUTHORS.iter().position(|name| id(name) == member).unwrap();
            let is_first = self.told.insert((member, preview.digest.id));
            prop_assert!(!is_first || self.account.is_at_work(author, now), "a preview at night");
            let held: Vec<_> = preview.held.iter().filter_map(|item| item.text.as_ref()).collect();
            let items = preview.page.authors.iter().flat_map(|of| &of.items);
            let written = items.filter_map(|item| item.text.as_ref()).chain(held);
            let entries: Vec<usize> = written.map(|written| number(written.words.reveal())).collect();
            self.account.previewed(author, self.which(preview.digest.id), &entries, now)?;
        }
        Ok(())
    }

    async fn check_posts(&mut self, now: DateTime<Utc>) -> Outcome {
        let mut standing = Vec::new();
        for (ts, lines) in self.fixture.channels.clone() {
            let shown: Vec<usize> = lines.iter().filter_map(|(_, words)| words.as_deref().map(number)).collect();
            if self.stood.insert(ts) {
                let mut reading = self.fixture.services.store.read().await.unwrap();
                let first = self.entries[shown[0]];
                let found = store::digest::find_of_entry(&mut reading, first).await.unwrap();
                self.account.posted(self.which(found.unwrap().0), &shown, now)?;
            }
            standing.extend(shown);
        }
        for entry in 0..self.entries.len() {
            let times = standing.iter().filter(|shown| **shown == entry).count();
            prop_assert!(times <= 1, "entry {} is posted twice", entry);
            if self.account.entries[entry].posted.is_some() {
                self.account.is_visible(entry, times == 1)?;
            }
        }
        Ok(())
    }

    /// Everyone tries to read everyone's entries: each sees what its author chose for them, and each look, and nothing
    /// else, is logged for the author.
    async fn check_readers(&mut self, now: DateTime<Utc>) -> Outcome {
        for reader in READERS {
            let mut sharing = Vec::new();
            for (author, name) in AUTHORS.into_iter().enumerate().filter(|(_, name)| *name != reader) {
                if self.reads(reader, author, now).await? {
                    sharing.push(id(name));
                }
            }
            let shared = self.fixture.digests().shared_with(&who(reader)).await.unwrap();
            prop_assert_eq!(shared, sharing, "who shares with {}", reader);
        }
        Ok(())
    }

    /// Whether there was anything to read.
    async fn reads(&mut self, reader: Name, author: usize, now: DateTime<Utc>) -> Result<bool, TestCaseError> {
        let (digests, evidence) = (&self.fixture.services.digests, &self.fixture.services.evidence);
        let mut chosen = BTreeSet::new();
        for (number, told) in self.account.entries.iter().enumerate().filter(|(_, told)| told.author == author) {
            let is_chosen = !told.is_deleted && told.chosen.contains(reader);
            chosen.extend(is_chosen.then_some(self.entries[number]));
            let unwritten = evidence.find(&who(reader), self.entries[number]).await;
            prop_assert!(unwritten.is_err(), "{} reads {} and no one is told", reader, number);
        }
        let name = AUTHORS[author];
        let before = self.openings(name).await;
        let opened = digests.open(&who(reader), &id(name), 0, &self.fixture.library, now).await.unwrap();
        let read: BTreeSet<EntryId> =
            opened.into_iter().flat_map(|shared| shared.entries).map(|entry| entry.id).collect();
        prop_assert_eq!(read.len(), chosen.len().min(SHARED_ENTRIES_PER_PAGE), "a page of what {} shares", name);
        prop_assert!(read.is_subset(&chosen), "{} reads what {} shares", reader, name);
        let mut after = self.openings(name).await;
        if !chosen.is_empty() {
            let written = Opening { reader: id(reader), opened_at: now, entries: chosen.len() };
            let at = after.iter().position(|opening| *opening == written);
            prop_assert!(at.map(|at| after.remove(at)).is_some(), "{} is not told of {}", name, reader);
        }
        prop_assert_eq!(before, after, "nothing shown is no opening");
        Ok(!chosen.is_empty())
    }

    async fn openings(&self, author: Name) -> Vec<Opening> {
        let mut reading = self.fixture.services.store.read().await.unwrap();
        store::opening::list_openings(&mut reading, &who(author), 100_000).await.unwrap()
    }
}

/// The entry that these words belong to.
fn number(words: &str) -> usize {
    words.split(' ').nth(1).unwrap().parse().unwrap()
}

async fn live(world: &World) -> Outcome {
    let mut life = Life::begin(world).await;
    for (step, moment) in world.moments().iter().enumerate() {
        for step in moment.steps.iter().filter(|step| !matches!(step, Happens::TeamZone { .. })) {
            if let Some(step) = life.account.happens(step, moment.now) {
                life.happens(&step, moment.now).await;
            }
        }
        if moment.is_up {
            life.looks(moment).await?;
        }
        if step % TRIES == 0 {
            life.check_readers(moment.now).await?;
        }
    }
    life.account.ended()
}

#[test]
fn on_the_real_store_each_entry_is_in_one_digest_or_none_and_is_read_by_whom_its_author_chose() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let default = ProptestConfig::default();
    // A number set by hand is used; otherwise as many as the other tests leave time for.
    let cases = if default.cases == 256 { 16 } else { default.cases };
    let mut runner = TestRunner::new(ProptestConfig { cases, max_shrink_iters: 20, ..default });
    runner.run(&a_world(), |world| runtime.block_on(live(&world))).unwrap();
}
