//! What authors are shown, hold back, change and take back.

use super::*;

#[tokio::test]
async fn what_authors_are_shown_is_what_is_posted_and_nobody_else_hears_of_it() {
    let mut stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.share("ana", "too late for this week", at(PREVIEW)).await;
    stage.write("cleo", "for herself", at(MONDAY)).await;
    stage.look(at(PREVIEW) - TimeDelta::seconds(1)).await;
    assert!(stage.previews.is_empty(), "it is not time yet");
    stage.look(at(PREVIEW)).await;
    assert_eq!(stage.previews.keys().collect::<Vec<_>>(), [&id("ana"), &id("ben")]);
    assert_eq!(words(&stage.preview("ana").page), [said("ana", "one")]);
    assert_eq!(stage.preview("ana").audience, ["priya", "hr"].map(id).into());
    assert_eq!(stage.preview("ana").managers, [id("priya")].into());
    assert_eq!(stage.preview("ana").due_on.to_string(), "2026-06-05 16:00:00");
    stage.look(at(DUE) - TimeDelta::seconds(1)).await;
    assert_eq!(stage.posted(), []);
    let shown = stage.previews.clone();
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ana", "one"), said("ben", "two")]);
    let parts = ["ana", "ben"].map(|name| words(&shown[&id(name)].page));
    assert_eq!(stage.posted(), parts.concat(), "to the letter");
    assert_eq!(stage.states().await, [State::Posted]);
    assert_eq!(stage.preview("ana").state, State::Posted);
    assert!(stage.notices.is_empty());
    // A week in which only what is left over is new.
    stage.pass(DUE, "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted()[2..], [said("ana", "too late for this week")]);
    stage.pass("2026-06-12T16:00:00Z", "2026-06-26T16:00:00Z").await;
    assert_eq!(stage.states().await, [State::Posted, State::Posted], "a week with nothing new leaves no trace");
}

#[tokio::test]
async fn looking_twice_and_starting_anew_change_nothing() {
    let stage = Stage::new().await;
    stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    assert_eq!(stage.digests().plan(at(PREVIEW)).await.unwrap(), 2);
    for minutes in [0, 1, 20, 60] {
        let now = at(PREVIEW) + TimeDelta::minutes(minutes);
        assert_eq!(stage.digests().plan(now).await.unwrap(), 0);
        assert_eq!(Digests::new(stage.services.store.clone()).plan(now).await.unwrap(), 0);
    }
    let mut stage = stage;
    stage.send(at(PREVIEW), Fate::Well).await;
    let now = at(DUE);
    assert_eq!(stage.digests().lay_out(&stage.library, now).await.unwrap(), 1);
    assert_eq!(stage.digests().lay_out(&stage.library, now).await.unwrap(), 0);
    assert_eq!(Digests::new(stage.services.store.clone()).lay_out(&stage.library, now).await.unwrap(), 0);
    // What joins the team's shares now joins no digest that is laid out.
    assert_eq!(Digests::new(stage.services.store.clone()).plan(now).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_held_back_is_in_no_digest_and_stays_shared() {
    let mut stage = Stage::new().await;
    let held = stage.share("ana", "held", at(MONDAY)).await;
    let returned = stage.share("ana", "put back", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    for entry in [held, returned] {
        assert!(matches!(stage.hold("ana", entry, true, at(SHORTLY)).await, Held::Done(_)));
    }
    stage.look(at(SHORTLY)).await;
    assert_eq!((stage.preview("ana").page.authors.len(), stage.preview("ana").held.len()), (0, 2));
    // Nobody else's to decide.
    for other in [who("priya"), who("ben"), Actor { workspace: WorkspaceId::new("T2"), member: id("ana") }] {
        let tried = stage.digests().hold_back(&other, held, false, &stage.library, at(SHORTLY)).await.unwrap();
        assert_eq!(tried, Held::NotThere);
    }
    let Held::Done(shown) = stage.hold("ana", returned, false, at(SHORTLY)).await else { panic!("it is not posted") };
    assert_eq!(words(&shown.page), [said("ana", "put back")]);
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ana", "put back")]);
    for (entry, is_held) in [(held, false), (returned, true)] {
        assert!(matches!(stage.hold("ana", entry, is_held, at(DUE)).await, Held::TooLate(_)), "{is_held}");
    }
    let read = stage.digests().open(&who("priya"), &id("ana"), 0, &stage.library, at(DUE)).await.unwrap().unwrap();
    assert!(read.entries.iter().any(|entry| entry.words.reveal() == "held"));
    stage.pass(DUE, "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [said("ana", "put back")]);
}

#[tokio::test]
async fn once_it_is_begun_nothing_is_held_back_and_before_everything_can_be() {
    let mut stage = Stage::new().await;
    let entry = stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    // Laid out, claimed, refused for now: Slack has nothing of it.
    stage.look_with(at(DUE), Fate::Refused).await;
    assert_eq!(stage.states().await, [State::Open]);
    assert!(matches!(stage.hold("ana", entry, true, at(DUE)).await, Held::Done(_)));
    let later = at(DUE) + TimeDelta::minutes(1);
    stage.look_with(later, Fate::CutShort).await;
    assert_eq!(stage.states().await, [State::Posting]);
    assert!(matches!(stage.hold("ana", entry, false, later).await, Held::TooLate(_)));
    assert_eq!(stage.posted(), [], "the wall has nothing, and nobody can know");
    stage.services.deliveries.abandon(later).await.unwrap();
    stage.look(later + LEASE).await;
    assert_eq!(stage.notices[&id("priya")].0, State::Unconfirmed);
    assert_eq!(stage.posted(), [], "nothing is posted blind");
}

#[tokio::test]
async fn what_is_taken_back_before_it_is_posted_was_never_there() {
    let mut stage = Stage::new().await;
    let unshared = stage.share("ana", "unshared", at(MONDAY)).await;
    let deleted = stage.share("ana", "deleted", at(MONDAY)).await;
    let late = stage.share("ben", "unshared late", at(MONDAY)).await;
    stage.share("ben", "stays", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.change("ana", unshared, false, at(SHORTLY)).await;
    stage.delete("ana", deleted, at(SHORTLY)).await;
    stage.look(at(SHORTLY)).await;
    assert_eq!(stage.preview("ana").page.authors, []);
    // Laid out, and changed before it is begun.
    stage.digests().lay_out(&stage.library, at(DUE)).await.unwrap();
    stage.change("ben", late, false, at(DUE)).await;
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ben", "stays")]);
    // Shared again, it goes into the next one.
    stage.change("ana", unshared, true, at("2026-06-09T10:00:00Z")).await;
    stage.pass("2026-06-09T10:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted(), [said("ben", "stays"), said("ana", "unshared")]);
}

#[tokio::test]
async fn what_changes_after_it_was_posted_is_brought_up_to_date() {
    let mut stage = Stage::new().await;
    let entry = stage.share("ana", "first words", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.look(at(DUE)).await;
    let now = at("2026-06-08T10:00:00Z");
    stage.save("ana", Some(entry), "other words", now).await;
    stage.look(now).await;
    assert_eq!(stage.posted(), [said("ana", "other words")]);
    for (shares, expected) in [(false, (id("ana"), None)), (true, said("ana", "other words"))] {
        stage.change("ana", entry, shares, now).await;
        stage.look(now).await;
        assert_eq!(stage.posted(), [expected]);
    }
    stage.delete("ana", entry, now).await;
    stage.look(now).await;
    assert_eq!(stage.posted(), [(id("ana"), None)]);
    let erased_at = now + TimeDelta::hours(1);
    stage.services.evidence.erase(erased_at).await.unwrap();
    let page = stage.digests().shown(stage.post_id().await, &stage.library).await.unwrap().unwrap();
    assert_eq!(words(&page), [(id("ana"), None)], "the message says so though the entry is gone");
    assert!(matches!(stage.hold("ana", entry, true, erased_at).await, Held::TooLate(_)));
    stage.pass("2026-06-08T11:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [(id("ana"), None)], "and is in no later one");
}

#[tokio::test]
async fn what_was_taken_back_comes_back_only_where_somebody_is_named_whom_it_is_given_to() {
    let mut stage = Stage::new().await;
    let posted = stage.share("ana", "for Priya", at(MONDAY)).await;
    stage.look(at(PREVIEW)).await;
    stage.look(at(DUE)).await;
    stage.change("ana", posted, false, at("2026-06-08T10:00:00Z")).await;
    stage.assign_to_team("Payments", &["kim"], &["ana", "ben", "cleo"]).await;
    let now = at("2026-06-08T11:00:00Z");
    stage.change("ana", posted, true, now).await;
    stage.look(now).await;
    assert_eq!(stage.posted(), [(id("ana"), None)], "Priya reads nothing that is Kim's");
    // The same before anything is posted: who would read it is not who its author was told.
    let waits = stage.share("ana", "for Kim", now).await;
    stage.pass("2026-06-08T11:00:00Z", "2026-06-11T10:00:00Z").await;
    assert_eq!(stage.preview("ana").managers, [id("kim")].into());
    stage.assign_to_team("Payments", &["priya"], &["ana", "ben", "cleo"]).await;
    stage.change("ana", waits, true, at("2026-06-11T11:00:00Z")).await;
    stage.pass("2026-06-11T11:00:00Z", "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted(), [(id("ana"), None)]);
    stage.pass("2026-06-12T17:00:00Z", "2026-06-19T16:00:00Z").await;
    assert_eq!(stage.posted(), [(id("ana"), None), said("ana", "for Kim")]);
    assert_eq!(stage.preview("ana").managers, [id("priya")].into());
}

#[tokio::test]
async fn what_an_author_was_not_shown_waits_for_the_next_digest() {
    let mut stage = Stage::new().await;
    stage.share("ana", "shown", at(MONDAY)).await;
    let unshown = stage.share("ana", "taken back before the preview was there", at(MONDAY)).await;
    stage.digests().plan(at(PREVIEW)).await.unwrap();
    stage.change("ana", unshown, false, at(PREVIEW)).await;
    stage.send(at(PREVIEW), Fate::Well).await;
    assert_eq!(words(&stage.preview("ana").page), [said("ana", "shown")]);
    stage.change("ana", unshown, true, at(DUE) - TimeDelta::minutes(1)).await;
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [said("ana", "shown")]);
    stage.pass(DUE, "2026-06-12T16:00:00Z").await;
    assert_eq!(stage.posted()[1..], [said("ana", "taken back before the preview was there")]);
}

#[tokio::test]
async fn whoever_was_not_shown_their_part_for_long_enough_is_left_out_and_holds_nobody_up() {
    let mut stage = Stage::new().await;
    // Kenji's Friday morning is over before London's begins, and Ben has left.
    stage.share("ana", "one", at(MONDAY)).await;
    stage.share("ben", "two", at(MONDAY)).await;
    stage.profile("ben", "Europe/London", true).await;
    stage.look(at(PREVIEW)).await;
    assert_eq!(stage.previews.keys().collect::<Vec<_>>(), [&id("ana")]);
    // The bot was not there when the other preview was due.
    stage.share("cleo", "three", at(MONDAY)).await;
    stage.profile("cleo", "Asia/Tokyo", false).await;
    stage.look(at("2026-06-05T14:30:00Z")).await;
    stage.look(at(DUE)).await;
    assert_eq!(stage.posted(), [], "Cleo sleeps, and has not seen hers");
    stage.look(at("2026-06-06T15:00:00Z")).await;
    assert_eq!(stage.posted(), [said("ana", "one")]);
    stage.pass("2026-06-06T16:00:00Z", "2026-06-12T15:00:00Z").await;
    assert_eq!(stage.posted(), [said("ana", "one"), said("cleo", "three")]);
}
