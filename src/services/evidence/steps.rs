//! The steps that make up the transactions on evidence.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::cadence;
use crate::domain::evidence::{
    Action, Audience, Entry, EvidenceDraft, EvidenceFault, Quota, QuotaExceeded, may, readers,
};
use crate::domain::ids::{Actor, BehaviourId, EntryId, TrackId};
use crate::domain::roster::Assignment;
use crate::secret::PrivateText;
use crate::services::digests;
use crate::services::evidence::edits::RecentEdits;
use crate::services::evidence::{EntryForView, EvidenceError};
use crate::store::{Connection, StoreError, Writing, evidence, person};

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
    let person = person::find_person(writing, author).await?;
    Ok(cadence::today(person.whereabouts().zone().unwrap_or(FIRST_ZONE), now))
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
    let draft = EvidenceDraft {
        words: PrivateText::default(),
        behaviours: vec![behaviour],
        happened_on: today(writing, author, now).await?,
        link: None,
        audience: Audience::OnlyMe,
        quote: None,
    };
    let id = evidence::insert_entry(writing, workspace, member, form, &draft, now).await?;
    evidence::update_behaviours(writing, id, &draft.behaviours).await?;
    let person = person::find_person(writing, author).await?;
    if person.shares() {
        evidence::update_shares(writing, id, &person.assignment.managers, now).await?;
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
) -> Result<EntryForView, EvidenceError> {
    let entry = evidence::find_entry(db, &actor.workspace, id).await?.ok_or(EvidenceError::NotThere)?;
    let author = Actor { workspace: entry.workspace.clone(), member: entry.author.clone() };
    let author = person::find_person(db, &author).await?;
    if !may(actor, action, &entry, &author.assignment) {
        return Err(EvidenceError::NotThere);
    }
    let language =
        if author.who == *actor { author.language() } else { person::find_person(db, actor).await?.language() };
    Ok(EntryForView { entry, assignment: author.assignment, language })
}

pub(super) async fn insert(
    writing: &mut Writing,
    author: &Actor,
    (form, draft): (&str, EvidenceDraft),
    assignment: &Assignment,
    limits: Limits<'_>,
    now: DateTime<Utc>,
) -> Result<EntryId, EvidenceError> {
    let Actor { workspace, member } = author;
    if let Some(twin) = evidence::find_recent_twin(writing, author, &draft, now - TWIN).await? {
        let twin = permitted(writing, author, Action::Edit, twin).await?.entry;
        return edit(writing, &twin, &draft.with_behaviours_of(&twin), assignment, limits, now).await;
    }
    let usage = evidence::find_usage(writing, author, now).await?;
    limits.0.check_new(&usage, draft.bytes(), now).map_err(no_room)?;
    let id = evidence::insert_entry(writing, workspace, member, form, &draft, now).await?;
    evidence::update_behaviours(writing, id, &draft.behaviours).await?;
    if matches!(draft.audience, Audience::Managers(_)) {
        evidence::update_shares(writing, id, &assignment.managers, now).await?;
    }
    Ok(id)
}

pub(super) async fn edit(
    writing: &mut Writing,
    before: &Entry,
    draft: &EvidenceDraft,
    assignment: &Assignment,
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
        Audience::Managers(_) if readers(before, assignment).count() == assignment.managers.len() => {}
        Audience::Managers(_) => evidence::update_shares(writing, id, &assignment.managers, now).await?,
    }
    Ok(id)
}

fn no_room(exceeded: QuotaExceeded) -> EvidenceError {
    EvidenceError::Faults(vec![EvidenceFault::Quota(exceeded)])
}
