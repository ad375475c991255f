//! What is stored about one person, for them to read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::ids::{Actor, EntryId};
use crate::store::sql::{Connection, from_row, query_as};
use crate::store::{StoreError, instant};

/// When an entry was written and last shared, and in which form.
#[derive(Clone, Debug)]
pub struct Written {
    id: i64,
    /// Slack's id of the form, or the prompt whose button was pressed.
    pub view_id: String,
    created_at: i64,
    shared_at: Option<i64>,
}

from_row!(Written { id, view_id, created_at, shared_at });

impl Written {
    /// When it was written.
    pub fn created_at(&self) -> Result<DateTime<Utc>, StoreError> {
        instant(self.created_at)
    }

    /// When it was last shared, if it is shared.
    pub fn shared_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.shared_at.map(instant).transpose()
    }
}

/// Where the bot writes to a person, and when they left or had everything erased, as stored.
#[derive(Clone, Debug)]
pub struct Contact {
    pub dm: Option<String>,
    pub left_at: Option<i64>,
    pub erased_at: Option<i64>,
}

from_row!(Contact { dm, left_at, erased_at });

/// A week's prompt, asked or not, as stored.
#[derive(Clone, Debug, Default)]
pub struct Question {
    pub id: i64,
    pub week: String,
    pub state: String,
    pub state_until: Option<i64>,
    pub reason: Option<String>,
    pub asked_at: Option<i64>,
    pub frequency_weeks: i64,
    pub offers_less_often: bool,
    pub chosen_frequency_weeks: Option<i64>,
    /// The wordings that it offered.
    pub offered: Vec<String>,
    /// The behaviours for which “I did this” was pressed, and when.
    pub answers: Vec<(String, i64)>,
}

from_row!(Question {
    id,
    week,
    state,
    state_until,
    reason,
    asked_at,
    frequency_weeks,
    offers_less_often,
    chosen_frequency_weeks,
    ..default
});

/// A person's level and team, as stored.
#[derive(Clone, Debug, Default)]
pub struct Stands {
    pub track: Option<String>,
    pub level: Option<i64>,
    pub sub_level: Option<String>,
    pub team: Option<String>,
}

from_row!(Stands { track, level, sub_level, team });

/// What the roster says about a person, as stored.
#[derive(Clone, Debug, Default)]
pub struct OnRoster {
    /// Set if they are an engineer.
    pub stands: Option<Stands>,
    pub managers: Vec<String>,
    /// The engineers they manage.
    pub engineers: Vec<String>,
    /// The teams they manage.
    pub teams: Vec<String>,
    /// The teams whose digest channel they may be in.
    pub insider_of: Vec<String>,
}

/// An entry in a digest, as stored.
#[derive(Clone, Debug)]
pub struct InDigest {
    pub evidence_id: i64,
    pub team: String,
    pub week: String,
    pub channel: String,
    pub state: String,
    pub is_held: bool,
    pub previewed_at: Option<i64>,
    pub posting_started: Option<bool>,
}

from_row!(InDigest { evidence_id, team, week, channel, state, is_held, previewed_at, posting_started });

/// A message to a person, as stored.
#[derive(Clone, Debug)]
pub struct Sent {
    pub kind: String,
    pub state: String,
    pub created_at: i64,
    pub channel: Option<String>,
    pub ts: Option<String>,
    pub reason: Option<String>,
}

from_row!(Sent { kind, state, created_at, channel, ts, reason });

macro_rules! list {
    ($(#[$doc:meta])* $name:ident -> $row:ty: $query:expr) => {
        $(#[$doc])*
        pub async fn $name(db: &mut Connection, who: &Actor) -> Result<Vec<$row>, StoreError> {
            Ok(query_as($query)
                .bind_actor(who)
                .fetch_all(db)
                .await?)
        }
    };
}

list! {
    /// A person's entries that are in digests.
    list_digests -> InDigest:
    "SELECT e.evidence_id, d.team, d.week, d.channel, d.state, e.is_held, e.previewed_at, p.posting_started
     FROM digest_entry e JOIN digest d ON d.id = e.digest_id LEFT JOIN digest_post p ON p.id = e.post_id
     WHERE d.workspace = $1 AND e.author = $2 ORDER BY d.week, d.id, e.evidence_id"
}

list! {
    /// The digests that a person could read, as their authors were told: team and week.
    list_digests_to_read -> (String, String):
    "SELECT d.team, d.week FROM digest_audience a JOIN digest d ON d.id = a.digest_id
     WHERE d.workspace = $1 AND a.member = $2 ORDER BY d.week, d.id"
}

list! {
    /// The digests that were on hold because this person was in their channel: team and week.
    list_digests_that_waited -> (String, String):
    "SELECT team, week FROM digest WHERE workspace = $1 AND replace(channel_problems, '\"' || $2 || '\"', '') <> channel_problems ORDER BY week, id"
}

list! {
    /// What was sent to a person.
    list_sent -> Sent:
    "SELECT kind, state, created_at, channel, ts, reason FROM delivery WHERE workspace = $1 AND recipient = $2
     ORDER BY id"
}

list! {
    /// Each time that a person opened someone else's entries, or someone opened theirs: author, reader, how many, when.
    list_looks -> (String, String, i64, i64):
    "SELECT author, reader, entries, opened_at FROM evidence_access_log WHERE workspace = $1 AND $2 IN (author, reader)
     ORDER BY opened_at, id"
}

list! {
    /// When a person's entries were written and shared.
    rows_written -> Written:
    "SELECT id, view_id, created_at, shared_at FROM evidence WHERE workspace = $1 AND author = $2"
}

list! {
    /// A person's weekly prompts, without what they offered and the answers.
    rows_asked -> Question:
    "SELECT id, week, state, state_until, reason, asked_at, frequency_weeks, offers_less_often, chosen_frequency_weeks FROM prompt
     WHERE workspace = $1 AND engineer = $2 ORDER BY week"
}

list! {
    /// The wordings that were offered, by prompt.
    rows_offered -> (i64, String):
    "SELECT p.id, f.text FROM prompt p JOIN prompt_behaviour b ON b.prompt_id = p.id
     JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour
     WHERE p.workspace = $1 AND p.engineer = $2 ORDER BY p.id, b.position"
}

list! {
    /// The answers, by prompt.
    rows_answered -> (i64, String, i64):
    "SELECT p.id, a.behaviour, a.answered_at FROM prompt p JOIN prompt_answer a ON a.prompt_id = p.id
     WHERE p.workspace = $1 AND p.engineer = $2 ORDER BY p.id, a.answered_at"
}

list! {
    /// What the roster says about a person besides their level, by kind.
    rows_of_roster -> (String, String):
    "SELECT 'manager', manager FROM roster_manager WHERE workspace = $1 AND engineer = $2
     UNION ALL SELECT 'engineer', engineer FROM roster_manager WHERE workspace = $1 AND manager = $2
     UNION ALL SELECT 'team', t.name FROM team_manager m JOIN team t ON t.id = m.team_id
        WHERE t.workspace = $1 AND m.manager = $2
     UNION ALL SELECT 'insider', t.name FROM team_allowed_member i JOIN team t ON t.id = i.team_id
        WHERE t.workspace = $1 AND i.member = $2
     ORDER BY 1, 2"
}

/// When a person's entries were written and shared, by entry.
pub async fn list_written(db: &mut Connection, who: &Actor) -> Result<HashMap<EntryId, Written>, StoreError> {
    Ok(rows_written(db, who).await?.into_iter().map(|written| (EntryId(written.id), written)).collect())
}

/// A person's weekly prompts, with what they offered and the answers.
pub async fn list_questions(db: &mut Connection, who: &Actor) -> Result<Vec<Question>, StoreError> {
    let mut offered: HashMap<i64, Vec<String>> = HashMap::new();
    for (id, wording) in rows_offered(db, who).await? {
        offered.entry(id).or_default().push(wording);
    }
    let mut answers: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
    for (id, behaviour, at) in rows_answered(db, who).await? {
        answers.entry(id).or_default().push((behaviour, at));
    }
    let mut questions = rows_asked(db, who).await?;
    for question in &mut questions {
        question.offered = offered.remove(&question.id).unwrap_or_default();
        question.answers = answers.remove(&question.id).unwrap_or_default();
    }
    Ok(questions)
}

/// Finds a person's DM, and when they left or had everything erased.
pub async fn find_contact(db: &mut Connection, who: &Actor) -> Result<Contact, StoreError> {
    let query = query_as(
        "SELECT (SELECT channel FROM member_dm WHERE workspace = $1 AND member = $2) AS dm,
            (SELECT deactivated_at FROM member WHERE workspace = $1 AND member = $2) AS left_at,
            (SELECT erased_at FROM erasure WHERE workspace = $1 AND member = $2) AS erased_at",
    );
    Ok(query.bind_actor(who).fetch_one(db).await?)
}

/// What the roster says about a person.
pub async fn find_on_roster(db: &mut Connection, who: &Actor) -> Result<OnRoster, StoreError> {
    let mut found = OnRoster::default();
    for (what, name) in rows_of_roster(db, who).await? {
        let list = match what.as_str() {
            "manager" => &mut found.managers,
            "engineer" => &mut found.engineers,
            "team" => &mut found.teams,
            _ => &mut found.insider_of,
        };
        list.push(name);
    }
    found.stands = query_as(
        "SELECT r.track, r.level, r.sub_level, t.name AS team FROM roster_engineer r LEFT JOIN team t ON t.id = r.team_id
         WHERE r.workspace = $1 AND r.engineer = $2",
    )
    .bind_actor(who)
    .fetch_optional(db)
    .await?;
    Ok(found)
}
