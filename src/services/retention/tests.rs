//! Each kind of data is deleted on its day and not before; everything else is kept.

use std::sync::Arc;

use super::*;
use crate::store;

/// One row of each kind, written at $1; the last three have to stay whatever their age.
const ROWS: &[(&str, Option<Kept>, &[&str])] = &[
    (
        "evidence WHERE view_id = 'V1' AND deleted_at IS NULL",
        Some(Kept::Evidence),
        &[
            "INSERT INTO evidence_text (id, words) VALUES (1, 'words')",
            "INSERT INTO evidence (id, workspace, author, view_id, text_id, happened_on, created_at)
             VALUES (1, 'T1', 'UANA', 'V1', 1, '2020-01-01', $1)",
        ],
    ),
    (
        "prompt WHERE id = 1",
        Some(Kept::Prompts),
        &["INSERT INTO prompt (id, workspace, engineer, week, state, frequency_weeks, created_at)
           VALUES (1, 'T1', 'UANA', '2020-W01', 'expired', 1, $1)"],
    ),
    (
        "evidence_access_log",
        Some(Kept::Openings),
        &["INSERT INTO evidence_access_log (workspace, author, reader, entries, opened_at)
           VALUES ('T1', 'UANA', 'UPRIYA', 1, $1)"],
    ),
    (
        "administrator_export",
        Some(Kept::Openings),
        &["INSERT INTO administrator_export (workspace, member, method, made_at) VALUES ('T1', 'UANA', 'dm', $1)"],
    ),
    (
        "digest WHERE id = 1",
        Some(Kept::Digests),
        &[
            "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state)
             VALUES (1, 'T1', 1, 'Payments', '2020-W01', 'C1', $1, 'posted')",
            "INSERT INTO digest_post (id, digest_id, position, posting_started) VALUES (1, 1, 1, 1)",
            // Its author has withdrawn it since.
            "INSERT INTO digest_entry (evidence_id, digest_id, author, post_id) VALUES (77, 1, 'UANA', 1)",
        ],
    ),
    (
        "delivery WHERE kind = 'prompt'",
        Some(Kept::Deliveries),
        &["INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at)
           VALUES ('T1', 'prompt', 9, 'UANA', 'k1', 'sent', $1, $1)"],
    ),
    (
        "evidence WHERE author = 'ULEFT'",
        Some(Kept::Leavers),
        &[
            "INSERT INTO member (workspace, member, zone, fetched_at, is_deactivated, deactivated_at)
             VALUES ('T1', 'ULEFT', '', $1, 1, $1)",
            "INSERT INTO evidence_text (id, words) VALUES (2, 'words')",
            "INSERT INTO evidence (id, workspace, author, view_id, text_id, happened_on, created_at)
             VALUES (2, 'T1', 'ULEFT', 'V2', 2, '2020-01-01', 4000000000000)",
        ],
    ),
    (
        "prompt WHERE id = 2",
        None,
        &["INSERT INTO prompt (id, workspace, engineer, week, state, frequency_weeks, created_at)
           VALUES (2, 'T1', 'UBEN', '2020-W01', 'asked', 1, $1)"],
    ),
    (
        "digest WHERE id = 2",
        None,
        &[
            "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state)
             VALUES (2, 'T1', 2, 'Ledger', '2020-W01', 'C2', $1, 'posted')",
            "INSERT INTO digest_post (id, digest_id, position, posting_started) VALUES (2, 2, 1, 1)",
            "INSERT INTO evidence_text (id, words) VALUES (3, 'words')",
            "INSERT INTO evidence (id, workspace, author, view_id, text_id, happened_on, created_at)
             VALUES (3, 'T1', 'UKIM', 'V3', 3, '2020-01-01', 4000000000000)",
            "INSERT INTO digest_entry (evidence_id, digest_id, author, post_id) VALUES (3, 2, 'UKIM', 2)",
        ],
    ),
    // Its author held it back and still shares it: if it were forgotten, it would go into the next digest.
    (
        "digest WHERE id = 3",
        None,
        &[
            "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state)
             VALUES (3, 'T1', 3, 'Cards', '2020-W01', 'C3', $1, 'dropped')",
            "INSERT INTO evidence_text (id, words) VALUES (4, 'words')",
            "INSERT INTO evidence (id, workspace, author, view_id, text_id, happened_on, created_at)
             VALUES (4, 'T1', 'UKIM', 'V4', 4, '2020-01-01', 4000000000000)",
            "INSERT INTO digest_entry (evidence_id, digest_id, author, is_held) VALUES (4, 3, 'UKIM', 1)",
        ],
    ),
];

async fn insert(db: &mut store::Connection, written_at: DateTime<Utc>) {
    for statement in ROWS.iter().flat_map(|(_, _, statements)| *statements) {
        store::query(*statement).bind(written_at.timestamp_millis()).run(db).await.unwrap();
    }
}

/// The rows that are still there.
async fn left(db: &mut store::Connection) -> Vec<&'static str> {
    let mut left = Vec::new();
    for (which, _, _) in ROWS {
        let count = format!("SELECT COUNT(*) FROM {which}");
        let count: i64 = store::query_scalar(count).fetch_one(&mut *db).await.unwrap();
        left.extend((count > 0).then_some(*which));
    }
    left
}

async fn kept(settings: &str, age: TimeDelta) -> Vec<&'static str> {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("bearings.db").display());
    let store = Arc::new(store::open(&url).await.unwrap());
    let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    let mut writing = store.write().await.unwrap();
    insert(&mut writing, now - age).await;
    writing.commit().await.unwrap();
    let services = Services::new(&store);
    for _ in 0..2 {
        apply(&services, &Retention::parse(settings).unwrap(), now).await.unwrap();
    }
    let left = left(&mut store.read().await.unwrap()).await;
    store.close().await;
    left
}

fn all_but(gone: &[Kept]) -> Vec<&'static str> {
    let stays = ROWS.iter().filter(|(_, kind, _)| kind.is_none_or(|kind| !gone.contains(&kind)));
    stays.map(|(which, _, _)| *which).collect()
}

#[tokio::test]
async fn each_kind_goes_on_its_day_and_no_other_with_it() {
    let usual = [Kept::Prompts, Kept::Openings, Kept::Digests, Kept::Deliveries, Kept::Leavers];
    let lone = |kind: Kept, days: u32| {
        let others =
            Kept::ALL.into_iter().filter(|other| *other != kind).map(|other| format!("{}=forever", other.name()));
        others.chain([format!("{}={days}", kind.name())]).collect::<Vec<_>>().join(",")
    };
    for kind in Kept::ALL {
        let (settings, days) = (lone(kind, 150), TimeDelta::days(150));
        assert_eq!(kept(&settings, days - TimeDelta::hours(1)).await, all_but(&[]), "{kind:?}");
        assert_eq!(kept(&settings, days + TimeDelta::hours(1)).await, all_but(&[kind]), "{kind:?}");
    }
    for (days, gone) in [(89, &usual[..0]), (91, &usual[3..4]), (181, &usual[3..]), (401, &usual[..])] {
        assert_eq!(kept("", TimeDelta::days(days)).await, all_but(gone), "{days} days");
    }
}
