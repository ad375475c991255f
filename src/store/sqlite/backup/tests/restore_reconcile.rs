//! What people withdrew since a backup was made, after it is restored.

use super::*;
use crate::store::evidence::update_text;
use crate::store::personal::{delete_rows, insert_erasure};
use crate::store::sqlite::restore::Reconciled;

#[tokio::test]
async fn what_people_took_back_since_stays_taken_back() {
    let place = DatabaseFixture::with_entries(4).await;
    let backup = place.backed_up().await;
    let store = place.open().await;
    let mut writing = store.write().await.unwrap();
    update_deleted(&mut writing, EntryId(1), Some(now())).await.unwrap();
    delete_erased(&mut writing, now()).await.unwrap();
    update_text(&mut writing, EntryId(2), &draft("put in better words")).await.unwrap();
    update_shares(&mut writing, EntryId(3), &[], now()).await.unwrap();
    writing.commit().await.unwrap();
    store.close().await;

    let restored = restore(&place.url(), &backup, now()).await.unwrap();
    assert_eq!(restored.reconciled, Some(Reconciled { deleted: 1, edited: 1, unshared: 1 }));
    assert_eq!((restored.contents.entries, restored.made_at), (3, now()));
    let replaced = restored.replaced.unwrap();
    assert_eq!(check(&replaced).await.unwrap().entries, 3);
    let store = place.open().await;
    assert_eq!(words(&store, 1).await, None);
    assert_eq!(words(&store, 2).await.as_deref(), Some("put in better words"));
    assert!(words(&store, 4).await.unwrap().starts_with("entry 4 of"));
    let shares = |id| {
        let store = &store;
        async move {
            let found = find_entry(&mut store.read().await.unwrap(), &here(), EntryId(id)).await.unwrap();
            found.unwrap().shares.len()
        }
    };
    assert_eq!((shares(2).await, shares(3).await, shares(4).await), (1, 0, 1));
    store.close().await;
    for gone in ["entry 1 of", "entry 2 of"] {
        assert!(!place.database_holds(gone), "{gone}");
    }
}

pub(super) async fn run(store: &Store, statements: &[&'static str]) {
    let mut writing = store.write().await.unwrap();
    for statement in statements {
        crate::store::query(*statement).run(&mut writing).await.unwrap();
    }
    writing.commit().await.unwrap();
}

/// One line for each row.
pub(super) async fn lines(store: &Store, of: &'static str) -> Vec<String> {
    crate::store::query_scalar(of).fetch_all(&mut store.read().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn whoever_had_all_erased_or_wants_no_messages_stays_so() {
    let place = DatabaseFixture::with_entries(1).await;
    let store = place.open().await;
    run(
        &store,
        &[
            "INSERT INTO engineer (workspace, engineer, introduction, introduction_count, decided_at, shares_up_to) VALUES
                ('T1', 'UANA', 'started', 1, 1, 5), ('T1', 'UBEN', 'started', 1, 1, 5), ('T1', 'UCLEO', 'started', 1, 1, 5),
                ('T1', 'UEVE', 'started', 1, 1, 5), ('T1', 'UFAY', 'started', 1, 1, 5)",
            "INSERT INTO prompt (workspace, engineer, week, state, frequency_weeks, created_at) VALUES
                ('T1', 'UANA', '2026-W40', 'asked', 1, 1), ('T1', 'UFAY', '2026-W40', 'asked', 1, 1)",
            "INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at)
             VALUES ('T1', 'prompt', 2, 'UFAY', 'k2', 'sent', 1, 1)",
            "INSERT INTO member_dm (workspace, member, channel) VALUES ('T1', 'UANA', 'D1')",
        ],
    )
    .await;
    store.close().await;
    let backup = place.backed_up().await;
    let store = place.open().await;
    let mut writing = store.write().await.unwrap();
    let [ana, fay] = ["UANA", "UFAY"].map(|member| Actor { workspace: here(), member: MemberId::new(member) });
    delete_rows(&mut writing, &ana).await.unwrap();
    delete_rows(&mut writing, &fay).await.unwrap();
    insert_erasure(&mut writing, &ana, None, now()).await.unwrap();
    writing.commit().await.unwrap();
    run(
        &store,
        &[
            "UPDATE engineer SET introduction = 'never', decided_at = 2 WHERE engineer = 'UBEN'",
            "UPDATE engineer SET shares_up_to = 0, paused_until = 9 WHERE engineer = 'UCLEO'",
            "UPDATE engineer SET introduction = 'later', decided_at = 2 WHERE engineer = 'UEVE'",
            // She started over.
            "UPDATE engineer SET introduction = 'started', decided_at = 2 WHERE engineer = 'UFAY'",
            "INSERT INTO engineer (workspace, engineer, introduction, introduction_count, decided_at) VALUES ('T1', 'UDEE', 'never', 1, 2)",
        ],
    )
    .await;
    store.close().await;

    restore(&place.url(), &backup, now()).await.unwrap();
    let store = place.open().await;
    let engineers =
        "SELECT concat_ws(' ', engineer, introduction, decided_at, shares_up_to, paused_until) FROM engineer
                     ORDER BY engineer";
    assert_eq!(
        lines(&store, engineers).await,
        [
            "UANA never 0",
            "UBEN never 2 5",
            "UCLEO started 1 0 9",
            "UDEE never 2 0",
            "UEVE later 2 5",
            "UFAY started 1 0"
        ]
    );
    let left = "SELECT week FROM prompt UNION ALL SELECT channel FROM member_dm UNION ALL SELECT key FROM delivery";
    assert_eq!(lines(&store, left).await, Vec::<String>::new());
    assert_eq!(lines(&store, "SELECT member FROM erasure").await, ["UANA"], "the DM is emptied to the end");
}

#[tokio::test]
async fn digests_stay_as_they_stand_in_their_channels() {
    let place = DatabaseFixture::with_entries(3).await;
    let store = place.open().await;
    run(
        &store,
        &[
            "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state)
             VALUES (1, 'T1', 1, 'Payments', '2026-W47', 'C1', 1, 'open')",
            "INSERT INTO digest_entry (evidence_id, digest_id, author) VALUES (1, 1, 'UANA'), (2, 1, 'UANA')",
            "INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at)
             VALUES ('T1', 'preview', 1, 'UANA', 'k1', 'ready', 1, 1), ('T1', 'prompt', 1, 'UANA', 'k2', 'ready', 1, 1)",
        ],
    )
    .await;
    store.close().await;
    let backup = place.backed_up().await;
    let store = place.open().await;
    run(
        &store,
        &[
            "UPDATE digest SET state = 'posted', posted_at = 5, hidden_at = 6, apps = '[\"UAPP\"]'",
            "INSERT INTO digest_post (id, digest_id, position, posting_started) VALUES (7, 1, 1, 1)",
            "UPDATE digest_entry SET post_id = 7 WHERE evidence_id = 1",
            "UPDATE digest_entry SET is_held = 1 WHERE evidence_id = 2",
            "UPDATE delivery SET state = 'sent', channel = 'D1', ts = '1.1'",
            "INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at, channel, ts)
             VALUES ('T1', 'digest', 7, 'UPRIYA', 'k3', 'sent', 1, 1, 'C1', '1.2')",
        ],
    )
    .await;
    store.close().await;

    restore(&place.url(), &backup, now()).await.unwrap();
    let store = place.open().await;
    let entries = "SELECT concat_ws(' ', e.evidence_id, d.state, e.is_held, e.post_id) FROM digest_entry e
                   JOIN digest d ON d.id = e.digest_id ORDER BY e.evidence_id";
    assert_eq!(lines(&store, entries).await, ["1 posted 0 7", "2 posted 1"]);
    let sent = "SELECT concat_ws(' ', kind, state, ts, first_tried_at) FROM delivery ORDER BY id";
    // The question may have been sent since, so it is looked for from when it was promised.
    assert_eq!(lines(&store, sent).await, ["preview sent 1.1", "prompt doubtful 1", "digest sent 1.2"]);
    let visibility = "SELECT concat_ws(' ', posted_at, hidden_at, apps) FROM digest";
    assert_eq!(lines(&store, visibility).await, ["5 6 [\"UAPP\"]"], "one that is hidden stays hidden");
}

#[tokio::test]
async fn in_place_of_a_damaged_database_nobody_can_tell_what_was_taken_back() {
    let place = DatabaseFixture::with_entries(40).await;
    let backup = place.backed_up().await;
    let damaged: Vec<u8> = noise(7).take(20_000).collect();
    fs::write(place.database(), &damaged).unwrap();
    let restored = restore(&place.url(), &backup, now()).await.unwrap();
    assert_eq!((restored.reconciled, restored.contents.entries), (None, 40));
    assert_eq!(fs::read(restored.replaced.unwrap()).unwrap(), damaged);
    assert!(words(&place.open().await, 1).await.is_some());
}

#[tokio::test]
async fn where_nobody_can_tell_no_digest_is_posted_by_itself() {
    let place = DatabaseFixture::with_entries(4).await;
    let store = place.open().await;
    run(
        &store,
        &[
            "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state) VALUES
                (1, 'T1', 1, 'Payments', '2026-W46', 'C1', 1, 'posted'), (2, 'T1', 1, 'Payments', '2026-W47', 'C1', 2, 'open'),
                (3, 'T1', 2, 'Search', '2026-W47', 'C2', 2, 'open')",
            "INSERT INTO digest_post (id, digest_id, position, posting_started, attempts) VALUES (7, 1, 1, 1, 1), (8, 2, 1, 0, 0)",
            "INSERT INTO digest_entry (evidence_id, digest_id, author, post_id) VALUES
                (1, 1, 'UANA', 7), (2, 2, 'UANA', 8), (3, 3, 'UBEN', NULL)",
            "INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at) VALUES
                ('T1', 'digest', 7, 'UPRIYA', 'k7', 'sent', 1, 1), ('T1', 'digest', 8, 'UPRIYA', 'k8', 'ready', 1, 1),
                ('T1', 'preview', 2, 'UANA', 'k2', 'sent', 1, 1), ('T1', 'preview', 3, 'UBEN', 'k3', 'sent', 1, 1)",
        ],
    )
    .await;
    store.close().await;
    let backup = place.backed_up().await;
    fs::remove_file(place.database()).unwrap();
    restore(&place.url(), &backup, now()).await.unwrap();
    let store = place.open().await;
    let digests = "SELECT concat_ws(' ', d.id, d.state, p.posting_started, p.attempts) FROM digest d
                   LEFT JOIN digest_post p ON p.digest_id = d.id ORDER BY d.id";
    // A manager is asked about the second; the third's author may have held something back.
    assert_eq!(lines(&store, digests).await, ["1 posted 1 1", "2 open 1 1", "3 dropped"]);
    let sent = "SELECT concat_ws(' ', kind, subject_id, state, is_stale) FROM delivery ORDER BY kind, subject_id";
    assert_eq!(
        lines(&store, sent).await,
        ["digest 7 sent 0", "digest 8 doubtful 0", "preview 2 sent 0", "preview 3 sent 1"]
    );
    let kept = "SELECT CAST(evidence_id AS TEXT) FROM digest_entry ORDER BY evidence_id";
    assert_eq!(lines(&store, kept).await, ["1", "2", "3"], "none of them goes into another digest");
}

#[tokio::test]
async fn the_numbers_of_another_databases_entries_mean_nothing_here() {
    let (place, other) = (DatabaseFixture::with_entries(4).await, DatabaseFixture::with_entries(2).await);
    let backup = place.backed_up().await;
    let restored = restore(&other.url(), &backup, now()).await.unwrap();
    assert_eq!((restored.reconciled, restored.contents.entries), (None, 4));
}

#[tokio::test]
async fn two_that_went_different_ways_are_two() {
    let place = DatabaseFixture::with_entries(4).await;
    let backup = place.backed_up().await;
    let store = place.open().await;
    // As after restoring something older, where ids are reused.
    run(&store, &["UPDATE evidence SET author = 'UBEN', view_id = 'another' WHERE id = 4"]).await;
    store.close().await;
    assert_eq!(restore(&place.url(), &backup, now()).await.unwrap().reconciled, None);
}

#[tokio::test]
async fn a_log_without_its_database_is_not_applied_to_what_comes_in_its_place() {
    let place = DatabaseFixture::with_entries(2).await;
    let backup = place.backed_up().await;
    // Killed, so the log isn't checkpointed.
    let store = place.open().await;
    run(&store, &["DELETE FROM evidence WHERE id = 1"]).await;
    let log = fs::read(place.file("bearings.db-wal")).unwrap();
    store.close().await;
    fs::remove_file(place.database()).unwrap();
    fs::write(place.file("bearings.db-wal"), log).unwrap();
    restore(&place.url(), &backup, now()).await.unwrap();
    let store = place.open().await;
    assert_eq!(lines(&store, "SELECT CAST(id AS TEXT) FROM evidence ORDER BY id").await, ["1", "2"]);
}
