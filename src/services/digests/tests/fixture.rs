//! A team with its people, and a fake Slack that takes their messages.

use super::*;

/// What Slack shows: the words of each message, by its timestamp; `None` for a withdrawn line.
type ChannelFixture = BTreeMap<String, Vec<(MemberId, Option<String>)>>;

pub(super) struct Fixture {
    pub(super) services: Services,
    pub(super) library: Library,
    pub(super) channels: ChannelFixture,
    pub(super) sent: u32,
    /// What each author was shown last.
    pub(super) previews: BTreeMap<MemberId, Preview>,
    /// Everything that authors were shown, in order.
    pub(super) shown: Vec<(MemberId, Preview)>,
    /// Every manager's notices, as they are now.
    pub(super) notices: BTreeMap<MemberId, (State, Vec<ChannelProblem>, bool)>,
    /// The channel's problems now.
    pub(super) wrong: Vec<ChannelProblem>,
    _directory: tempfile::TempDir,
}

/// How the next posts turn out.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fate {
    Well,
    Refused,
    Unclear,
    CutShort,
}

impl Fixture {
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
            channels: ChannelFixture::new(),
            sent: 0,
            previews: BTreeMap::new(),
            shown: Vec::new(),
            notices: BTreeMap::new(),
            wrong: Vec::new(),
            _directory: directory,
        }
    }

    pub(super) async fn assign_to_team(&self, name: &str, managers: &[&str], engineers: &[&str]) {
        let (name, managers): (_, BTreeSet<MemberId>) =
            (TeamName::new(name), managers.iter().map(|manager| id(manager)).collect());
        let seated = |mut people: People| {
            people.set_team(&name, managers.clone());
            for engineer in engineers {
                people.assign_to_team(&id(engineer), &name);
            }
            people
        };
        let zone_of = |_: &MemberId| Some("Europe/London".to_owned());
        roster::update(&self.services.store, &here(), &zone_of, seated).await.unwrap();
    }

    pub(super) async fn team(&self) -> TeamId {
        team::list_teams(&mut self.services.store.read().await.unwrap(), &here()).await.unwrap()[0].id
    }

    pub(super) async fn set_digest(&self, channel: &str, now: DateTime<Utc>) {
        let friday = (WeeklyTime { weekday: 5, minute: 16 * 60 }, ChannelId::new(channel));
        let (team, insiders) = (self.team().await, [id("hr")].into());
        let store = &self.services.store;
        assert!(teams::save_digest(store, &who("priya"), false, team, Some(&friday), &insiders, now).await.unwrap());
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

    pub(super) async fn change(&self, name: &str, entry: EntryId, shares: bool, now: DateTime<Utc>) {
        let managers = roster::find(&self.services.store, &here(), &id(name)).await.unwrap().manager_ids();
        let change = if shares { Change::Share(managers) } else { Change::Unshare };
        self.services.evidence.change(&who(name), entry, &change, now).await.unwrap();
    }

    pub(super) async fn delete(&self, name: &str, entry: EntryId, now: DateTime<Utc>) {
        self.services.evidence.change(&who(name), entry, &Change::Delete, now).await.unwrap();
    }

    /// What Priya is asked about.
    pub(super) async fn doubt(&self) -> Doubt {
        let digest = self.digest_ids().await[0];
        self.digests().trouble(&who("priya"), digest).await.unwrap().unwrap().doubt.unwrap()
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

    pub(super) async fn send(&mut self, now: DateTime<Utc>, fate: Fate) {
        while let Some(delivery) = self.services.deliveries.claim(OPEN, now).await.unwrap() {
            let step = match (delivery.kind, delivery.task.clone()) {
                (Kind::Digest, Task::Post) => self.post(&delivery, now, fate).await,
                (Kind::Digest, Task::Find) => {
                    let post = PostId(delivery.subject);
                    let next = self.digests().doubt(post, now).await.unwrap();
                    Some(Step::Unconfirmed { at: next, reason: "no answer".into() })
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

    pub(super) fn place(&mut self, channel: &str) -> MessageRef {
        self.sent += 1;
        MessageRef { channel: ChannelId::new(channel), ts: format!("{}.0", self.sent) }
    }

    pub(super) async fn show(&mut self, delivery: &Delivery, now: DateTime<Utc>) -> Option<Step> {
        let (to, digest) = (who(delivery.recipient.as_str()), DigestId(delivery.subject));
        match self.digests().decide_preview(&to, digest, &self.library, now).await.unwrap() {
            SendDecision::Send(preview) => {
                self.shown.push((to.member.clone(), preview.clone()));
                self.previews.insert(to.member, preview);
                Some(Step::Sent(self.place("D1")))
            }
            SendDecision::Defer(at) => {
                self.services.deliveries.put_off(delivery.id, at).await.unwrap();
                None
            }
            SendDecision::Drop(reason) => Some(Step::Dropped { reason }),
        }
    }

    pub(super) async fn tell(&mut self, delivery: &Delivery) -> Option<Step> {
        let manager = who(delivery.recipient.as_str());
        let trouble = self.digests().trouble(&manager, DigestId(delivery.subject)).await.unwrap().unwrap();
        self.notices.insert(manager.member, (trouble.state, trouble.wrong, trouble.delete_by_hand));
        Some(Step::Sent(self.place("D2")))
    }

    pub(super) async fn post(&mut self, delivery: &Delivery, now: DateTime<Utc>, fate: Fate) -> Option<Step> {
        let post = PostId(delivery.subject);
        if self.digests().of_post(post).await.unwrap().is_some() && !self.wrong.is_empty() {
            let later = self.digests().withhold(post, &self.wrong, now).await.unwrap();
            self.services.deliveries.put_off(delivery.id, later).await.unwrap();
            return None;
        }
        let (page, _) = match self.digests().begin(post, &self.library, now).await.unwrap() {
            SendDecision::Send(begun) => begun,
            SendDecision::Defer(later) => {
                self.services.deliveries.put_off(delivery.id, later).await.unwrap();
                return None;
            }
            SendDecision::Drop(reason) => return Some(Step::Dropped { reason }),
        };
        let place = self.place("G1");
        match fate {
            Fate::Well => {
                self.channels.insert(place.ts.clone(), words(&page));
                Some(Step::Sent(place))
            }
            Fate::Refused => Some(Step::Again { at: now + TimeDelta::minutes(1), reason: "x".into() }),
            // Slack has it, and gave no answer.
            Fate::Unclear => {
                self.channels.insert(place.ts, words(&page));
                let next = self.digests().doubt(post, now).await.unwrap();
                Some(Step::Unconfirmed { at: next, reason: "no answer".into() })
            }
            Fate::CutShort => None,
        }
    }

    pub(super) async fn edit(&mut self, delivery: &Delivery, place: &MessageRef) {
        let to = who(delivery.recipient.as_str());
        match delivery.kind {
            Kind::Digest => {
                let page = self.digests().shown(PostId(delivery.subject), &self.library).await.unwrap().unwrap();
                self.channels.insert(place.ts.clone(), words(&page));
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

    pub(super) fn preview(&self, name: &str) -> &Preview {
        &self.previews[&id(name)]
    }

    /// What the channel shows, message by message.
    pub(super) fn posted(&self) -> Vec<(MemberId, Option<String>)> {
        self.channels.values().flatten().cloned().collect()
    }

    pub(super) async fn hold_back(&self, name: &str, entry: EntryId, is_held: bool, now: DateTime<Utc>) -> Held {
        self.digests().hold_back(&who(name), entry, is_held, &self.library, now).await.unwrap()
    }

    pub(super) async fn states(&self) -> Vec<State> {
        let mut states = Vec::new();
        for id in self.digest_ids().await {
            states.push(self.digests().find(id).await.unwrap().unwrap().state);
        }
        states
    }

    /// Every digest, the earliest week's first.
    #[expect(clippy::disallowed_methods, reason = "nothing in the bot asks for all of them")]
    pub(super) async fn digest_ids(&self) -> Vec<DigestId> {
        let mut reading = self.services.store.read().await.unwrap();
        let ids = sqlx::query_scalar("SELECT id FROM digest ORDER BY due_at").fetch_all(&mut *reading).await.unwrap();
        ids.into_iter().map(DigestId).collect()
    }

    /// The only digest message there is.
    #[expect(clippy::disallowed_methods, reason = "nothing in the bot asks for it")]
    pub(super) async fn post_id(&self) -> PostId {
        let mut reading = self.services.store.read().await.unwrap();
        PostId(sqlx::query_scalar("SELECT id FROM digest_post").fetch_one(&mut *reading).await.unwrap())
    }
}
