//! What holds a digest up: what the bot tells the managers, and what they answer.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{self as domain, Kind};
use crate::domain::digest::{ChannelProblem, DigestId, Doubt, PostId, State, Trouble, WEEK_OVER, exposing};
use crate::domain::ids::Actor;
use crate::services::deliveries::promise;
use crate::services::digests::loaded::DigestSnapshot;
use crate::services::digests::outcome::finish;
use crate::services::digests::{ChannelChange, Digests};
use crate::store::digest::{self, Part, Post};
use crate::store::{Connection, StoreError, Writing, delivery};

/// Wait before another check of a channel with problems.
pub(super) const CHECK_AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How a manager's answer is recorded.
const SEEN: &str = "a manager says that it is there";

impl Digests {
    /// Withholds a digest because of its channel: nothing is posted, and the managers are told why. Returns when to
    /// look again.
    pub async fn withhold(
        &self,
        post: PostId,
        wrong: &[ChannelProblem],
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(loaded) = DigestSnapshot::read(&mut writing, Part::AllOf(post)).await? else {
            return Ok(now + CHECK_AGAIN);
        };
        let (id, state) = (loaded.digest.id, loaded.digest.state);
        let is_new = state != State::Withheld || loaded.digest.wrong != wrong;
        if is_new && matches!(state, State::Open | State::Posting | State::Withheld) {
            digest::update_state(&mut writing, id, State::Withheld).await?;
            // What is already posted is as readable as the rest would be.
            let is_posted = loaded.posts.iter().any(|post| post.state == domain::State::Sent);
            match exposing(wrong.to_vec()) {
                exposed if is_posted && !exposed.is_empty() => {
                    digest::update_visibility(&mut writing, id, &exposed, now).await?;
                }
                _ => {}
            }
            digest::update_wrong(&mut writing, id, wrong).await?;
            tell(&mut writing, &loaded, now).await?;
            writing.commit().await?;
        }
        Ok(now + CHECK_AGAIN)
    }

    /// It's unknown whether Slack has a post, so the managers are asked. Returns when to look again.
    pub async fn doubt(&self, post: PostId, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(loaded) = DigestSnapshot::read(&mut writing, Part::AllOf(post)).await? else {
            return Ok(now + CHECK_AGAIN);
        };
        let is_begun = loaded.posts.iter().any(|other| other.id == post && other.is_begun);
        if is_begun && matches!(loaded.digest.state, State::Open | State::Posting | State::Withheld) {
            digest::update_state(&mut writing, loaded.digest.id, State::Unconfirmed).await?;
            delivery::update_stale_about(&mut writing, (Kind::Preview, loaded.digest.id.0), now).await?;
            tell(&mut writing, &loaded, now).await?;
            writing.commit().await?;
        }
        Ok((loaded.digest.due_at + WEEK_OVER).max(now + CHECK_AGAIN))
    }

    /// A manager says whether a doubtful post is there. If it isn't, it is posted now. What is no longer in doubt stays
    /// as it is. `None` for anyone who isn't asked.
    pub async fn answer_doubt(
        &self,
        manager: &Actor,
        doubt: Doubt,
        is_there: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Trouble>, StoreError> {
        let mut writing = self.store.write().await?;
        let id = doubt.digest;
        let Some(loaded) = asked(&mut writing, manager, id).await? else { return Ok(None) };
        if self::doubt(&loaded) == Some(doubt) {
            if is_there {
                let seen = (domain::State::Unconfirmed, domain::State::Sent);
                digest::update_posts_ended(&mut writing, id, seen, SEEN, now).await?;
            } else {
                digest::update_begun(&mut writing, doubt.post, false).await?;
                digest::update_posts_ready(&mut writing, id, domain::State::Unconfirmed, now).await?;
            }
            let is_posted = loaded.posts.iter().any(|post| post.state == domain::State::Sent) || is_there;
            let state = if is_posted { State::Posting } else { State::Open };
            digest::update_state(&mut writing, id, state).await?;
            // What waited for the answer is due now.
            digest::update_posts_ready(&mut writing, id, domain::State::Ready, now).await?;
            delivery::update_stale_about(&mut writing, (Kind::Preview, id.0), now).await?;
            delivery::update_stale_about(&mut writing, (Kind::DigestTrouble, id.0), now).await?;
            finish(&mut writing, doubt.post, now).await?;
        }
        let shown = DigestSnapshot::read(&mut writing, Part::All(id)).await?.map(|loaded| describe(&loaded));
        writing.commit().await?;
        Ok(shown)
    }

    /// A manager says that the problem is fixed, so the bot tries again now. `None` for anyone who isn't asked.
    pub async fn check_again(
        &self,
        manager: &Actor,
        id: DigestId,
        now: DateTime<Utc>,
    ) -> Result<Option<Trouble>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(loaded) = asked(&mut writing, manager, id).await? else { return Ok(None) };
        if loaded.digest.is_hidden {
            self.channel_changed(&loaded.digest.workspace, &loaded.digest.channel, ChannelChange::Other);
        }
        let waits = match loaded.digest.state {
            State::Withheld => Some(domain::State::Ready),
            State::Open | State::Posting => Some(domain::State::Dead),
            State::Unconfirmed | State::Posted | State::Dropped => None,
        };
        if let Some(waits) = waits {
            digest::update_posts_ready(&mut writing, id, waits, now).await?;
            delivery::update_stale_about(&mut writing, (Kind::DigestTrouble, id.0), now).await?;
            writing.commit().await?;
        }
        Ok(Some(describe(&loaded)))
    }

    /// What a manager is told about a digest now.
    pub async fn trouble(&self, manager: &Actor, id: DigestId) -> Result<Option<Trouble>, StoreError> {
        let mut reading = self.store.read().await?;
        let loaded = DigestSnapshot::read(&mut reading, Part::All(id)).await?;
        let Some(loaded) = loaded.filter(|loaded| loaded.digest.workspace == manager.workspace) else {
            return Ok(None);
        };
        // Managers who were told before also hear how it ended, even if they no longer manage the team.
        let before = delivery::list_recipients(&mut reading, (Kind::DigestTrouble, id.0)).await?;
        let is_asked = loaded.managers.contains(&manager.member) || before.contains(&manager.member);
        Ok(is_asked.then(|| describe(&loaded)))
    }
}

/// Tells the team's managers, each in one message that is kept up to date from then on.
pub(super) async fn tell(writing: &mut Writing, loaded: &DigestSnapshot, now: DateTime<Utc>) -> Result<(), StoreError> {
    let what = (Kind::DigestTrouble, loaded.digest.id.0);
    delivery::update_stale_about(writing, what, now).await?;
    for member in loaded.managers.iter().cloned() {
        let to = Actor { workspace: loaded.digest.workspace.clone(), member };
        promise(writing, &to, what, now, now).await?;
    }
    Ok(())
}

/// The digest, if this is a manager of its team now.
async fn asked(db: &mut Connection, manager: &Actor, id: DigestId) -> Result<Option<DigestSnapshot>, StoreError> {
    let loaded = DigestSnapshot::read(db, Part::All(id)).await?;
    Ok(loaded
        .filter(|loaded| loaded.digest.workspace == manager.workspace && loaded.managers.contains(&manager.member)))
}

/// What the managers are asked about: one message at most, since each waits for the one before it.
fn doubt(loaded: &DigestSnapshot) -> Option<Doubt> {
    let post = doubtful(loaded)?;
    Some(Doubt { digest: loaded.digest.id, post: post.id, attempt: post.attempts })
}

fn doubtful(loaded: &DigestSnapshot) -> Option<&Post> {
    let is_open = |post: &&Post| !matches!(post.state, domain::State::Sent | domain::State::Dropped);
    let mut begun = loaded.posts.iter().filter(|post| post.is_begun);
    (loaded.digest.state == State::Unconfirmed).then(|| begun.find(is_open)).flatten()
}

fn describe(loaded: &DigestSnapshot) -> Trouble {
    let nth = doubtful(loaded).and_then(|post| loaded.posts.iter().position(|other| other.id == post.id));
    let of = loaded.posts.len();
    Trouble {
        digest: loaded.digest.id,
        state: loaded.digest.state,
        team_id: loaded.digest.team,
        team: loaded.name.clone(),
        week: loaded.digest.week,
        channel: loaded.digest.channel.clone(),
        wrong: loaded.digest.wrong.clone(),
        is_hidden: loaded.digest.is_hidden,
        doubt: doubt(loaded),
        part: nth.filter(|_| of > 1).map(|nth| (nth + 1, of)),
        has_begun: loaded.posts.iter().any(|post| post.state == domain::State::Sent),
        is_refused: loaded.posts.iter().any(|post| post.state == domain::State::Dead),
        delete_by_hand: loaded.is_out_of_reach(),
    }
}
