//! The steps that make up the transactions on evidence.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::cadence;
use crate::domain::evidence::{Action, Audience, Decision, Draft, Entry, Fault, Quota, QuotaExceeded, may, readers};
use crate::domain::ids::{Actor, BehaviourId, EntryId, TrackId};
use crate::domain::roster::Roster;
use crate::secret::PrivateText;
use crate::services::digests;
use crate::services::evidence::edits::RecentEdits;
use crate::services::evidence::{EvidenceError, Owned};
use crate::store::{Connection, StoreError, Writing, engineer, evidence, member, roster};

/// How much an author may store, and how often they may replace it.
type Limits<'l> = (&'l Quota, &'l RecentEdits);

/// The same words for the same day within this time are one entry: a form was open twice.
const TWIN: TimeDelta = TimeDelta::minutes(10);
/// The zone where each day begins first: no place is on a later date.
const FIRST_ZONE: &str = "Pacific/Kiritimati";

/// Today's date where the author is.
pub(super) async fn today(
    writing: &mut Writing,
    author: &Actor,
    now: DateTime<Utc>,
) -> Result<chrono::NaiveDate, StoreError> {
    let known = member::find_whereabouts(writing, &author.workspace, &author.member).await?;
    Ok(cadence::today(known.whereabouts.zone().unwrap_or(FIRST_ZONE), now))
}

/// Inserts a dated entry without words that shows one behaviour, shared by the author's preference for new entries, if
/// there's room for it.
pub(in crate::services) async fn insert_tapped(
    writing: &mut Writing,
    author: &Actor,
    quota: &Quota,
    form: &str,
    behaviour: (TrackId, BehaviourId),
    now: DateTime<Utc>,
) -> Result<Result<EntryId, QuotaExceeded>, StoreError> {
    let Actor { workspace, member } = author;
    let usage = evidence::find_usage(writing, author, now).await?;
    if let Err(exceeded) = quota.check_new(&usage, 0, now) {
        return Ok(Err(exceeded));
    }
    let draft = Draft {
        words: PrivateText::default(),
        behaviours: vec![behaviour],
        happened_on: today(writing, author, now).await?,
        link: None,
        audience: Audience::OnlyMe,
        quote: None,
    };
    let id = evidence::insert_entry(writing, workspace, member, form, &draft, now).await?;
    evidence::update_behaviours(writing, id, &draft.behaviours).await?;
    let roster = roster::find_roster(writing, workspace, member).await?;
    if engineer::find_engineer(writing, author).await?.is_some_and(|author| author.shares_with(&roster)) {
        evidence::update_shares(writing, id, &roster.managers, now).await?;
    }
    Ok(Ok(id))
}

/// Deletes an author's entry; one that is gone counts as deleted.
pub(in crate::services) async fn delete(
    writing: &mut Writing,
    author: &Actor,
    id: EntryId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match permitted(writing, author, Action::Delete, id).await {
        Ok(_) => {
            evidence::update_deleted(writing, id, Some(now)).await?;
            digests::entry_changed(writing, id, now).await
        }
        Err(EvidenceError::Store(error)) => Err(error),
        Err(_) => Ok(()),
    }
}

/// The entry, if this person may do this with it.
pub(super) async fn permitted(
    db: &mut Connection,
    actor: &Actor,
    action: Action,
    id: EntryId,
) -> Result<Owned, EvidenceError> {
    let entry = evidence::find_entry(db, &actor.workspace, id).await?.ok_or(EvidenceError::NotThere)?;
    let roster = roster::find_roster(db, &entry.workspace, &entry.author).await?;
    match may(actor, action, &entry, &roster) {
        Decision::Allowed => {
            let language = engineer::find_date_language(db, actor).await?;
            Ok(Owned { entry, roster, language })
        }
        Decision::Denied => Err(EvidenceError::NotThere),
    }
}

pub(super) async fn insert(
    writing: &mut Writing,
    author: &Actor,
    (form, draft): (&str, Draft),
    roster: &Roster,
    limits: Limits<'_>,
    now: DateTime<Utc>,
) -> Result<EntryId, EvidenceError> {
    let Actor { workspace, member } = author;
    if let Some(twin) = evidence::find_recent_twin(writing, workspace, member, &draft, now - TWIN).await? {
        let twin = permitted(writing, author, Action::Edit, twin).await?.entry;
        return edit(writing, &twin, &draft.with_behaviours_of(&twin), roster, limits, now).await;
    }
    let usage = evidence::find_usage(writing, author, now).await?;
    limits.0.check_new(&usage, draft.bytes(), now).map_err(no_room)?;
    let id = evidence::insert_entry(writing, workspace, member, form, &draft, now).await?;
    evidence::update_behaviours(writing, id, &draft.behaviours).await?;
    if matches!(draft.audience, Audience::Managers(_)) {
        evidence::update_shares(writing, id, &roster.managers, now).await?;
    }
    Ok(id)
}

pub(super) async fn edit(
    writing: &mut Writing,
    before: &Entry,
    draft: &Draft,
    roster: &Roster,
    limits: Limits<'_>,
    now: DateTime<Utc>,
) -> Result<EntryId, EvidenceError> {
    let id = before.id;
    let author = Actor { workspace: before.workspace.clone(), member: before.author.clone() };
    let (quota, edits) = limits;
    if draft.bytes() > before.bytes() {
        let usage = evidence::find_usage(writing, &author, now).await?;
        quota.check_edit(&usage, before.bytes(), draft.bytes()).map_err(no_room)?;
    }
    if (&before.words, &before.link, &before.quote) != (&draft.words, &draft.link, &draft.quote) {
        edits.count(&author, quota, now).map_err(no_room)?;
        evidence::update_text(writing, id, draft).await?;
    }
    if before.happened_on != draft.happened_on {
        evidence::update_day(writing, id, draft.happened_on).await?;
    }
    evidence::update_behaviours(writing, id, &draft.behaviours).await?;
    match draft.audience {
        Audience::OnlyMe if before.shares.is_empty() => {}
        Audience::OnlyMe => evidence::update_shares(writing, id, &[], now).await?,
        // If every manager can read it already, they keep the date since when it's shared.
        Audience::Managers(_) if readers(before, roster).count() == roster.managers.len() => {}
        Audience::Managers(_) => evidence::update_shares(writing, id, &roster.managers, now).await?,
    }
    Ok(id)
}

fn no_room(exceeded: QuotaExceeded) -> EvidenceError {
    EvidenceError::Faults(vec![Fault::Quota(exceeded)])
}
