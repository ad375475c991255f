//! A team with its people, and a fake Slack that takes their messages.

mod sender;

pub(super) use sender::Fate;

use super::*;

/// What Slack shows: the words of each message, by its timestamp; `None` for a withdrawn line.
type ChannelMessages = BTreeMap<String, Vec<(MemberId, Option<String>)>>;

pub(super) struct DigestFixture {
    pub(super) services: Services,
    pub(super) library: Library,
    pub(super) channels: ChannelMessages,
    pub(super) sent: u32,
    /// What each author was shown last.
    pub(super) previews: BTreeMap<MemberId, Preview>,
    /// Everything that authors were shown, in order.
    pub(super) shown: Vec<(MemberId, Preview)>,
    /// Every manager's notices, as they are now.
    pub(super) notices: BTreeMap<MemberId, (DigestState, Vec<ChannelProblem>, bool)>,
    /// The channel's problems now.
    pub(super) channel_problems: Vec<ChannelProblem>,
    _directory: tempfile::TempDir,
}

impl DigestFixture {
    /// Ana, Ben and Cleo in Priya's team, which has its digest on Fridays at 16:00 in #payments-digest.
    pub(super) async fn new() -> Self {
        let fixture = Self::empty().await;
        fixture.assign_to_team("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
        fixture.set_digest("G1", at("2026-05-29T18:00:00Z")).await;
        for name in ["ana", "ben", "cleo", "priya"] {
            fixture.profile(name, "Europe/London", false).await;
        }
        fixture
    }

    /// There is no one yet.
    pub(super) async fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/bearings.db", directory.path().display());
        let store = Arc::new(store::open(&url).await.unwrap());
        let services = Services::new(&store);
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("framework");
        let library = frameworks::load(&store, &files, at("2026-05-01T09:00:00Z")).await.unwrap().library;
        Self {
            services,
            library,
            channels: ChannelMessages::new(),
            sent: 0,
            previews: BTreeMap::new(),
            shown: Vec::new(),
            notices: BTreeMap::new(),
            channel_problems: Vec::new(),
            _directory: directory,
        }
    }

    pub(super) async fn assign_to_team(&self, name: &str, managers: &[&str], engineers: &[&str]) {
        let (name, managers): (_, BTreeSet<MemberId>) =
            (TeamName::new(name), managers.iter().map(|manager| id(manager)).collect());
        let seated = |mut roster: Roster| {
            roster.set_team(&name, managers.clone());
            for engineer in engineers {
                roster.assign_to_team(&id(engineer), &name);
            }
            roster
        };
        let zone_of = |_: &MemberId| Some("Europe/London".to_owned());
        roster::update(&self.services.store, &here(), &zone_of, seated).await.unwrap();
    }

    pub(super) async fn team(&self) -> TeamId {
        team::list_teams(&mut self.services.store.read().await.unwrap(), &here()).await.unwrap()[0].id
    }

    pub(super) async fn set_digest(&self, channel: &str, now: DateTime<Utc>) {
        let friday = (WeeklyTime::from_numbers(5, 16 * 60).unwrap(), ChannelId::new(channel));
        let (team, allowed_members) = (self.team().await, [id("hr")].into());
        let store = &self.services.store;
        assert!(
            teams::save_digest(store, &who("priya"), false, team, Some(&friday), &allowed_members, now).await.unwrap()
        );
    }

    pub(super) async fn profile(&self, name: &str, zone: &str, is_deactivated: bool) {
        let profile = Profile { zone: Some(zone.into()), is_deactivated, ..Profile::default() };
        members::note(&self.services.store, &who(name), &profile, at("2026-05-01T09:00:00Z")).await.unwrap();
    }

    /// A user writes an entry and shares it with their managers.
    pub(super) async fn share(&self, name: &str, words: &str, now: DateTime<Utc>) -> EntryId {
        let entry = self.write(name, words, now).await;
        self.change(name, entry, true, now).await;
        entry
    }

    pub(super) async fn write(&self, name: &str, words: &str, now: DateTime<Utc>) -> EntryId {
        self.save(name, None, words, now).await
    }

    pub(super) async fn save(&self, name: &str, edits: Option<EntryId>, words: &str, now: DateTime<Utc>) -> EntryId {
        let form_id = format!("{words} {now}");
        let form = Form { id: &form_id, edits };
        let before = match edits {
            Some(edited) => self.services.evidence.find(&who(name), edited).await.unwrap().entry.shares,
            None => Vec::new(),
        };
        let managers = roster::find_assignment(&self.services.store, &here(), &id(name)).await.unwrap().manager_ids();
        let audience = if before.is_empty() { Audience::OnlyMe } else { Audience::Managers(managers) };
        let filled = FilledEvidence {
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

    pub(super) async fn change(&self, name: &str, entry: EntryId, shares: bool, now: DateTime<Utc>) {
        let managers = roster::find_assignment(&self.services.store, &here(), &id(name)).await.unwrap().manager_ids();
        let change = if shares { Change::Share(managers) } else { Change::Unshare };
        self.services.evidence.change(&who(name), entry, &change, now).await.unwrap();
    }

    pub(super) async fn delete(&self, name: &str, entry: EntryId, now: DateTime<Utc>) {
        self.services.evidence.change(&who(name), entry, &Change::Delete, now).await.unwrap();
    }

    /// What Priya is asked about.
    pub(super) async fn unconfirmed_post(&self) -> UnconfirmedPost {
        let digest = self.digest_ids().await[0];
        self.digests().problem(&who("priya"), digest).await.unwrap().unwrap().unconfirmed_post.unwrap()
    }

    fn outbox(&self) -> Outbox {
        Outbox::new(&self.services)
    }

    pub(super) fn digests(&self) -> &Digests {
        &self.services.digests
    }

    /// One round of the jobs and of the sender.
    pub(super) async fn run_due(&mut self, now: DateTime<Utc>) {
        self.run_due_with(now, Fate::Well).await;
    }

    pub(super) async fn run_due_with(&mut self, now: DateTime<Utc>, fate: Fate) {
        self.digests().drop_old(now).await.unwrap();
        self.digests().plan(now).await.unwrap();
        self.digests().lay_out(&self.library, now).await.unwrap();
        self.send(now, fate).await;
    }

    /// One round an hour between two instants.
    pub(super) async fn pass(&mut self, from: &str, until: &str) {
        let mut now = at(from);
        while now < at(until) {
            self.run_due(now).await;
            now += TimeDelta::hours(1);
        }
        self.run_due(at(until)).await;
    }

    pub(super) fn preview(&self, name: &str) -> &Preview {
        &self.previews[&id(name)]
    }

    /// What the channel shows, message by message.
    pub(super) fn posted(&self) -> Vec<(MemberId, Option<String>)> {
        self.channels.values().flatten().cloned().collect()
    }

    pub(super) async fn hold_back(&self, name: &str, entry: EntryId, is_held: bool, now: DateTime<Utc>) -> HoldOutcome {
        self.digests().hold_back(&who(name), entry, is_held, &self.library, now).await.unwrap()
    }

    pub(super) async fn states(&self) -> Vec<DigestState> {
        let mut states = Vec::new();
        for id in self.digest_ids().await {
            states.push(self.digests().check_of(id).await.unwrap().unwrap().digest.state);
        }
        states
    }

    /// Every digest, the earliest week's first.
    pub(super) async fn digest_ids(&self) -> Vec<DigestId> {
        let mut reading = self.services.store.read().await.unwrap();
        let ids = store::query_scalar("SELECT id FROM digest ORDER BY due_at").fetch_all(&mut reading).await.unwrap();
        ids.into_iter().map(DigestId).collect()
    }

    /// The only digest message there is.
    pub(super) async fn post_id(&self) -> PostId {
        let mut reading = self.services.store.read().await.unwrap();
        PostId(store::query_scalar("SELECT id FROM digest_post").fetch_one(&mut reading).await.unwrap())
    }
}
