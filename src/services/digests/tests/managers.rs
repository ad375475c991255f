//! What managers read, are asked and set.

use super::*;

#[tokio::test]
async fn a_manager_says_whether_a_doubtful_post_is_there() {
    for is_there in [true, false] {
        let mut fixture = DigestFixture::new().await;
        let entry = fixture.share("ana", "one", at(MONDAY)).await;
        fixture.run_due(at(PREVIEW)).await;
        let fate = if is_there { Fate::Unclear } else { Fate::CutShort };
        fixture.run_due_with(at(DUE), fate).await;
        fixture.services.deliveries.abandon(at(DUE)).await.unwrap();
        let mut now = at(DUE) + LEASE;
        fixture.run_due(now).await;
        assert_eq!(fixture.notices[&id("priya")], (DigestState::Unconfirmed, vec![], false));
        let asked = fixture.unconfirmed_post().await;
        for stranger in [who("ana"), who("kim"), Actor { workspace: WorkspaceId::new("T2"), member: id("priya") }] {
            let answered = fixture.digests().answer_unconfirmed(&stranger, asked, true, now).await.unwrap();
            assert_eq!(answered, None);
        }
        let before = fixture.posted();
        fixture.run_due(now + TimeDelta::hours(5)).await;
        assert_eq!(fixture.posted(), before, "it is never repeated by itself");
        now += TimeDelta::hours(6);
        let told = fixture.digests().answer_unconfirmed(&who("priya"), asked, is_there, now).await.unwrap().unwrap();
        assert_eq!(told.digest.state, if is_there { DigestState::Posted } else { DigestState::Open });
        fixture.run_due(now).await;
        assert_eq!(fixture.posted(), [said("ana", "one")], "once, and not twice");
        assert_eq!(fixture.states().await, [DigestState::Posted]);
        fixture.change("ana", entry, false, now).await;
        fixture.run_due(now).await;
        // If the message's place is unknown, a manager is asked to delete it.
        assert_eq!(fixture.notices[&id("priya")], (DigestState::Posted, vec![], is_there));
        let expected = if is_there { said("ana", "one") } else { (id("ana"), None) };
        assert_eq!(fixture.posted(), [expected]);
    }
}

#[tokio::test]
async fn an_old_question_answers_no_newer_doubt() {
    let mut fixture = DigestFixture::new().await;
    fixture.share("ana", "one", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    let mut now = at(DUE);
    let mut asked = Vec::new();
    for _ in 0..2 {
        fixture.run_due_with(now, Fate::CutShort).await;
        fixture.services.deliveries.abandon(now).await.unwrap();
        now += LEASE;
        fixture.run_due(now).await;
        asked.push(fixture.unconfirmed_post().await);
        let answered =
            fixture.digests().answer_unconfirmed(&who("priya"), asked[0], false, now).await.unwrap().unwrap();
        let is_new = asked.len() == 1;
        assert_eq!(
            answered.digest.state,
            if is_new { DigestState::Open } else { DigestState::Unconfirmed },
            "{asked:?}"
        );
    }
    let answered = fixture.digests().answer_unconfirmed(&who("priya"), asked[1], true, now).await.unwrap().unwrap();
    assert_eq!((answered.digest.state, answered.unconfirmed_post), (DigestState::Posted, None));
}

#[tokio::test]
async fn a_manager_who_comes_reads_nothing_by_it_and_nobody_is_said_to_have_withdrawn() {
    let mut fixture = DigestFixture::new().await;
    let before = fixture.share("ana", "for Priya", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.run_due(at(DUE)).await;
    fixture.share("ana", "for Priya, too", at("2026-06-08T10:00:00Z")).await;
    fixture.pass("2026-06-08T10:00:00Z", "2026-06-12T09:00:00Z").await;
    // Between the preview and the post.
    fixture.assign_to_team("Payments", &["kim", "priya"], &["ana", "ben", "cleo"]).await;
    fixture.pass("2026-06-12T10:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(fixture.posted(), [said("ana", "for Priya")]);
    // Shared with both, it goes into the next one.
    let fresh = fixture.share("ana", "for both", at("2026-06-15T10:00:00Z")).await;
    fixture.pass("2026-06-15T10:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(fixture.posted(), [said("ana", "for Priya"), said("ana", "for both")]);
    fixture.assign_to_team("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    let now = at("2026-06-22T10:00:00Z");
    fixture.run_due(now).await;
    assert_eq!(fixture.posted(), [said("ana", "for Priya"), said("ana", "for both")]);
    for entry in [before, fresh] {
        fixture.save("ana", Some(entry), "edited", now).await;
    }
    fixture.run_due(now).await;
    // The form shared the first with Kim alone, so the digest that Priya reads no longer shows it.
    assert_eq!(fixture.posted(), [(id("ana"), None), said("ana", "edited")]);
}

#[tokio::test]
async fn managers_open_what_is_shared_with_them_and_their_engineers_read_that_they_did() {
    let fixture = DigestFixture::new().await;
    let now = at(MONDAY);
    fixture.write("ben", "for himself", now).await;
    fixture.share("ana", "older", now).await;
    fixture.share("ana", "newer", now + TimeDelta::days(1)).await;
    let digests = fixture.digests();
    assert_eq!(digests.shared_with(&who("priya")).await.unwrap(), [id("ana")]);
    let later = now + TimeDelta::days(2);
    let shown = digests.open(&who("priya"), &id("ana"), 0, &fixture.library, later).await.unwrap().unwrap();
    let texts: Vec<&str> = shown.entries.iter().map(|entry| entry.words.reveal()).collect();
    assert_eq!(texts, ["newer", "older"]);
    for reader in ["priya", "kim", "ben"] {
        let unwritten = fixture.services.evidence.find(&who(reader), shown.entries[0].id).await;
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
            let opened = digests.open(stranger, &id(engineer), 0, &fixture.library, later).await.unwrap();
            assert_eq!(opened, None, "{stranger:?} {engineer}");
        }
    }
    let opened = digests.openings(&who("ana")).await.unwrap();
    assert_eq!(opened.len(), 1, "nothing shown is no opening");
    assert_eq!((&opened[0].reader, opened[0].entries, opened[0].opened_at), (&id("priya"), 2, later));
    assert_eq!(digests.openings(&who("ben")).await.unwrap(), []);
    assert_eq!(digests.openings(&who("priya")).await.unwrap(), []);
    // A manager who leaves and comes back starts over.
    fixture.assign_to_team("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    assert_eq!(digests.shared_with(&who("kim")).await.unwrap(), []);
    fixture.assign_to_team("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
    assert_eq!(digests.shared_with(&who("priya")).await.unwrap(), []);
    assert_eq!(digests.open(&who("priya"), &id("ana"), 0, &fixture.library, later).await.unwrap(), None);
}

#[tokio::test]
async fn of_many_entries_one_page_is_read_and_the_opening_counts_all() {
    let fixture = DigestFixture::new().await;
    let now = at(MONDAY);
    for number in 0..23 {
        fixture.share("ana", &format!("entry {number}"), now + TimeDelta::days(number)).await;
    }
    let digests = fixture.digests();
    let later = now + TimeDelta::days(30);
    let newest_first: Vec<String> = (0..23).rev().map(|number| format!("entry {number}")).collect();
    for (asked, page, expected) in [
        (0, 0, &newest_first[..10]),
        (1, 1, &newest_first[10..20]),
        (2, 2, &newest_first[20..]),
        (u16::MAX.into(), 2, &newest_first[20..]),
    ] {
        let shown = digests.open(&who("priya"), &id("ana"), asked, &fixture.library, later).await.unwrap().unwrap();
        let texts: Vec<&str> = shown.entries.iter().map(|entry| entry.words.reveal()).collect();
        assert_eq!((shown.page, shown.last_page), (page, 2), "{asked}");
        assert_eq!(texts, expected, "{asked}");
    }
    let openings = digests.openings(&who("ana")).await.unwrap();
    assert_eq!(openings.iter().map(|opening| opening.entries).collect::<Vec<_>>(), [23; 4]);
}

#[tokio::test]
async fn only_admins_and_its_own_managers_set_a_digest() {
    let fixture = DigestFixture::new().await;
    let (team, now) = (fixture.team().await, at(MONDAY));
    let stranger = Actor { workspace: WorkspaceId::new("T2"), member: id("priya") };
    for (by, is_admin, expected) in
        [(who("ana"), false, false), (stranger, true, false), (who("ana"), true, true), (who("priya"), false, true)]
    {
        let saved = teams::save_digest(&fixture.services.store, &by, is_admin, team, None, &BTreeSet::new(), now)
            .await
            .unwrap();
        assert_eq!(saved, expected, "{by:?}");
    }
    assert_eq!(fixture.digests().teams_of(&who("priya")).await.unwrap().len(), 1);
    assert_eq!(fixture.digests().teams_of(&who("ana")).await.unwrap().len(), 0);
}
