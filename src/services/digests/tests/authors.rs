//! What authors are shown, hold back, change and withdraw.

use super::*;

#[tokio::test]
async fn what_authors_are_shown_is_what_is_posted_and_nobody_else_hears_of_it() {
    let mut fixture = DigestFixture::new().await;
    fixture.share("ana", "one", at(MONDAY)).await;
    fixture.share("ben", "two", at(MONDAY)).await;
    fixture.share("ana", "too late for this week", at(PREVIEW)).await;
    fixture.write("cleo", "for herself", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW) - TimeDelta::seconds(1)).await;
    assert!(fixture.previews.is_empty(), "it is not time yet");
    fixture.run_due(at(PREVIEW)).await;
    assert_eq!(fixture.previews.keys().collect::<Vec<_>>(), [&id("ana"), &id("ben")]);
    assert_eq!(words(&fixture.preview("ana").page), [said("ana", "one")]);
    assert_eq!(fixture.preview("ana").digest.audience, ["priya", "hr"].map(id).into());
    assert_eq!(fixture.preview("ana").managers, [id("priya")].into());
    assert_eq!(fixture.preview("ana").due_on.to_string(), "2026-06-05 16:00:00");
    fixture.run_due(at(DUE) - TimeDelta::seconds(1)).await;
    assert_eq!(fixture.posted(), []);
    let shown = fixture.previews.clone();
    fixture.run_due(at(DUE)).await;
    assert_eq!(fixture.posted(), [said("ana", "one"), said("ben", "two")]);
    let parts = ["ana", "ben"].map(|name| words(&shown[&id(name)].page));
    assert_eq!(fixture.posted(), parts.concat(), "to the letter");
    assert_eq!(fixture.states().await, [DigestState::Posted]);
    assert_eq!(fixture.preview("ana").digest.state, DigestState::Posted);
    assert!(fixture.notices.is_empty());
    // In the second week, only the leftover entry is new.
    fixture.pass(DUE, "2026-06-12T16:00:00Z").await;
    assert_eq!(fixture.posted()[2..], [said("ana", "too late for this week")]);
    fixture.pass("2026-06-12T16:00:00Z", "2026-06-26T16:00:00Z").await;
    assert_eq!(
        fixture.states().await,
        [DigestState::Posted, DigestState::Posted],
        "a week with nothing new leaves no trace"
    );
}

#[tokio::test]
async fn looking_twice_and_starting_anew_change_nothing() {
    let fixture = DigestFixture::new().await;
    fixture.share("ana", "one", at(MONDAY)).await;
    fixture.share("ben", "two", at(MONDAY)).await;
    assert_eq!(fixture.digests().plan(at(PREVIEW)).await.unwrap(), 2);
    for minutes in [0, 1, 20, 60] {
        let now = at(PREVIEW) + TimeDelta::minutes(minutes);
        assert_eq!(fixture.digests().plan(now).await.unwrap(), 0);
        assert_eq!(Digests::new(fixture.services.store.clone()).plan(now).await.unwrap(), 0);
    }
    let mut fixture = fixture;
    fixture.send(at(PREVIEW), Fate::Well).await;
    let now = at(DUE);
    assert_eq!(fixture.digests().lay_out(&fixture.library, now).await.unwrap(), 1);
    assert_eq!(fixture.digests().lay_out(&fixture.library, now).await.unwrap(), 0);
    assert_eq!(Digests::new(fixture.services.store.clone()).lay_out(&fixture.library, now).await.unwrap(), 0);
    // What is shared now joins no digest that is laid out.
    assert_eq!(Digests::new(fixture.services.store.clone()).plan(now).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_held_back_is_in_no_digest_and_stays_shared() {
    let mut fixture = DigestFixture::new().await;
    let held = fixture.share("ana", "held", at(MONDAY)).await;
    let returned = fixture.share("ana", "put back", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    for entry in [held, returned] {
        assert!(matches!(fixture.hold_back("ana", entry, true, at(SHORTLY)).await, HoldOutcome::Done(_)));
    }
    fixture.run_due(at(SHORTLY)).await;
    assert_eq!((fixture.preview("ana").page.authors.len(), fixture.preview("ana").held.len()), (0, 2));
    // Only the author can decide.
    for other in [who("priya"), who("ben"), Actor { workspace: WorkspaceId::new("T2"), member: id("ana") }] {
        let tried = fixture.digests().hold_back(&other, held, false, &fixture.library, at(SHORTLY)).await.unwrap();
        assert_eq!(tried, HoldOutcome::NotThere);
    }
    let HoldOutcome::Done(shown) = fixture.hold_back("ana", returned, false, at(SHORTLY)).await else {
        panic!("it is not posted")
    };
    assert_eq!(words(&shown.page), [said("ana", "put back")]);
    fixture.run_due(at(DUE)).await;
    assert_eq!(fixture.posted(), [said("ana", "put back")]);
    for (entry, is_held) in [(held, false), (returned, true)] {
        assert!(
            matches!(fixture.hold_back("ana", entry, is_held, at(DUE)).await, HoldOutcome::TooLate(_)),
            "{is_held}"
        );
    }
    let read = fixture.digests().open(&who("priya"), &id("ana"), 0, &fixture.library, at(DUE)).await.unwrap().unwrap();
    assert!(read.entries.iter().any(|entry| entry.words.reveal() == "held"));
    fixture.pass(DUE, "2026-06-19T16:00:00Z").await;
    assert_eq!(fixture.posted(), [said("ana", "put back")]);
}

#[tokio::test]
async fn once_it_is_begun_nothing_is_held_back_and_before_everything_can_be() {
    let mut fixture = DigestFixture::new().await;
    let entry = fixture.share("ana", "one", at(MONDAY)).await;
    fixture.share("ben", "two", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    // Laid out, claimed, refused for now: Slack doesn't have it.
    fixture.run_due_with(at(DUE), Fate::Refused).await;
    assert_eq!(fixture.states().await, [DigestState::Open]);
    assert!(matches!(fixture.hold_back("ana", entry, true, at(DUE)).await, HoldOutcome::Done(_)));
    let later = at(DUE) + TimeDelta::minutes(1);
    fixture.run_due_with(later, Fate::CutShort).await;
    assert_eq!(fixture.states().await, [DigestState::Posting]);
    assert!(matches!(fixture.hold_back("ana", entry, false, later).await, HoldOutcome::TooLate(_)));
    assert_eq!(fixture.posted(), [], "the channel has nothing, and no one can know");
    fixture.services.deliveries.abandon(later).await.unwrap();
    fixture.run_due(later + LEASE).await;
    assert_eq!(fixture.notices[&id("priya")].0, DigestState::Unconfirmed);
    assert_eq!(fixture.posted(), [], "nothing is posted blind");
}

#[tokio::test]
async fn what_is_taken_back_before_it_is_posted_was_never_there() {
    let mut fixture = DigestFixture::new().await;
    let unshared = fixture.share("ana", "unshared", at(MONDAY)).await;
    let deleted = fixture.share("ana", "deleted", at(MONDAY)).await;
    let late = fixture.share("ben", "unshared late", at(MONDAY)).await;
    fixture.share("ben", "stays", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.change("ana", unshared, false, at(SHORTLY)).await;
    fixture.delete("ana", deleted, at(SHORTLY)).await;
    fixture.run_due(at(SHORTLY)).await;
    assert_eq!(fixture.preview("ana").page.authors, []);
    // Laid out, and changed before it is begun.
    fixture.digests().lay_out(&fixture.library, at(DUE)).await.unwrap();
    fixture.change("ben", late, false, at(DUE)).await;
    fixture.run_due(at(DUE)).await;
    assert_eq!(fixture.posted(), [said("ben", "stays")]);
    // Shared again, it goes into the next one.
    fixture.change("ana", unshared, true, at("2026-06-09T10:00:00Z")).await;
    fixture.pass("2026-06-09T10:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(fixture.posted(), [said("ben", "stays"), said("ana", "unshared")]);
}

#[tokio::test]
async fn what_changes_after_it_was_posted_is_brought_up_to_date() {
    let mut fixture = DigestFixture::new().await;
    let entry = fixture.share("ana", "first words", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.run_due(at(DUE)).await;
    let now = at("2026-06-08T10:00:00Z");
    fixture.save("ana", Some(entry), "other words", now).await;
    fixture.run_due(now).await;
    assert_eq!(fixture.posted(), [said("ana", "other words")]);
    for (shares, expected) in [(false, (id("ana"), None)), (true, said("ana", "other words"))] {
        fixture.change("ana", entry, shares, now).await;
        fixture.run_due(now).await;
        assert_eq!(fixture.posted(), [expected]);
    }
    fixture.delete("ana", entry, now).await;
    fixture.run_due(now).await;
    assert_eq!(fixture.posted(), [(id("ana"), None)]);
    let erased_at = now + TimeDelta::hours(1);
    fixture.services.evidence.erase(erased_at).await.unwrap();
    let page = fixture.digests().shown(fixture.post_id().await, &fixture.library).await.unwrap().unwrap();
    assert_eq!(words(&page), [(id("ana"), None)], "the message says so though the entry is gone");
    assert!(matches!(fixture.hold_back("ana", entry, true, erased_at).await, HoldOutcome::TooLate(_)));
    fixture.pass("2026-06-08T11:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(fixture.posted(), [(id("ana"), None)], "and is in no later one");
}

#[tokio::test]
async fn what_was_taken_back_comes_back_only_where_somebody_is_named_whom_it_is_given_to() {
    let mut fixture = DigestFixture::new().await;
    let posted = fixture.share("ana", "for Priya", at(MONDAY)).await;
    fixture.run_due(at(PREVIEW)).await;
    fixture.run_due(at(DUE)).await;
    fixture.change("ana", posted, false, at("2026-06-08T10:00:00Z")).await;
    fixture.assign_to_team("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    let now = at("2026-06-08T11:00:00Z");
    fixture.change("ana", posted, true, now).await;
    fixture.run_due(now).await;
    assert_eq!(fixture.posted(), [(id("ana"), None)], "Priya reads nothing that is Kim's");
    // The same before anything is posted: the reader wouldn't be the one its author was told about.
    let waits = fixture.share("ana", "for Kim", now).await;
    fixture.pass("2026-06-08T11:00:00Z", "2026-06-11T10:00:00Z").await;
    assert_eq!(fixture.preview("ana").managers, [id("kim")].into());
    fixture.assign_to_team("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
    fixture.change("ana", waits, true, at("2026-06-11T11:00:00Z")).await;
    fixture.pass("2026-06-11T11:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(fixture.posted(), [(id("ana"), None)]);
    fixture.pass("2026-06-12T17:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(fixture.posted(), [(id("ana"), None), said("ana", "for Kim")]);
    assert_eq!(fixture.preview("ana").managers, [id("priya")].into());
}

#[tokio::test]
async fn what_an_author_was_not_shown_waits_for_the_next_digest() {
    let mut fixture = DigestFixture::new().await;
    fixture.share("ana", "shown", at(MONDAY)).await;
    let unshown = fixture.share("ana", "taken back before the preview was there", at(MONDAY)).await;
    fixture.digests().plan(at(PREVIEW)).await.unwrap();
    fixture.change("ana", unshown, false, at(PREVIEW)).await;
    fixture.send(at(PREVIEW), Fate::Well).await;
    assert_eq!(words(&fixture.preview("ana").page), [said("ana", "shown")]);
    fixture.change("ana", unshown, true, at(DUE) - TimeDelta::minutes(1)).await;
    fixture.run_due(at(DUE)).await;
    assert_eq!(fixture.posted(), [said("ana", "shown")]);
    fixture.pass(DUE, "2026-06-12T16:00:00Z").await;
    assert_eq!(fixture.posted()[1..], [said("ana", "taken back before the preview was there")]);
}

#[tokio::test]
async fn whoever_was_not_shown_their_part_for_long_enough_is_left_out_and_holds_nobody_up() {
    let mut fixture = DigestFixture::new().await;
    // Ben has left.
    fixture.share("ana", "one", at(MONDAY)).await;
    fixture.share("ben", "two", at(MONDAY)).await;
    fixture.profile("ben", "Europe/London", true).await;
    fixture.run_due(at(PREVIEW)).await;
    assert_eq!(fixture.previews.keys().collect::<Vec<_>>(), [&id("ana")]);
    // The bot was down when Cleo's preview was due.
    fixture.share("cleo", "three", at(MONDAY)).await;
    fixture.profile("cleo", "Asia/Tokyo", false).await;
    fixture.run_due(at("2026-06-05T14:30:00Z")).await;
    fixture.run_due(at(DUE)).await;
    assert_eq!(fixture.posted(), [], "Cleo sleeps, and has not seen hers");
    fixture.run_due(at("2026-06-06T15:00:00Z")).await;
    assert_eq!(fixture.posted(), [said("ana", "one")]);
    fixture.pass("2026-06-06T16:00:00Z", "2026-06-12T15:00:00Z").await;
    assert_eq!(fixture.posted(), [said("ana", "one"), said("cleo", "three")]);
}
