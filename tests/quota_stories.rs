//! An engineer has used up their storage: they learn what to do, and lose nothing that they typed.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::Person;
use chrono::TimeDelta;
use support::Story;
use support::steps::starts;

const WORDS: &str = "walked the ledger team through the flamingo rollout";
const FULL: &str = "You’ve reached the limit of 5,000 entries, so this wasn’t saved.";

/// Adds this many entries of Ana's, written this long before her first.
macro_rules! older_entries {
    ($story:expr, $count:literal, $milliseconds:literal, $bytes:literal) => {
        $story
            .sql(concat!(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
                $count,
                ") INSERT INTO evidence_text (words) SELECT 'older' FROM n"
            ))
            .await;
        $story
            .sql(concat!(
                "INSERT INTO evidence (workspace, author, view_id, text_id, happened_on, created_at, bytes)
                 SELECT e.workspace, e.author, 'older ' || t.id, t.id, '2026-05-01', e.created_at - ",
                $milliseconds,
                ", ",
                $bytes,
                " FROM evidence_text t CROSS JOIN (SELECT * FROM evidence ORDER BY created_at DESC LIMIT 1) e
                 WHERE t.words = 'older'"
            ))
            .await;
    };
}

async fn fills_form(person: &Person, words: &str) {
    person.types("#general", &format!("/evidence {words}")).await.unwrap();
    person.waits_until_sees("modal", words).await.unwrap();
    person.submits().await.unwrap();
}

async fn saves(person: &Person, words: &str) {
    fills_form(person, words).await;
    person.waits_until_sees("modal", "Saved").await.unwrap();
    person.closes().await.unwrap();
}

/// Ana tries to save an entry and reads why she can't; her words stay in the form.
async fn is_refused(person: &Person, why: &str) {
    fills_form(person, WORDS).await;
    person.waits_until_sees("modal", why).await.unwrap();
    let modal = person.modal().unwrap();
    assert!(modal.contains("Your words stay here until then.") && modal.contains(WORDS), "{modal}");
}

#[tokio::test]
async fn where_there_is_no_room_for_another_entry_it_is_said_and_made_by_deleting() {
    let mut story = Story::begin().await;
    story.keeps_private("flamingo rollout");
    let ana = story.person("ana");
    saves(&ana, "the first of many").await;
    older_entries!(story, "4999", "7200000", "5");
    is_refused(&ana, FULL).await;
    ana.closes().await.unwrap();
    // A deleted entry can be restored, so it still takes up room.
    ana.opens_home().await.unwrap();
    ana.presses("home", "Delete").await.unwrap();
    ana.waits_until_sees("home", "Deleted:").await.unwrap();
    is_refused(&ana, FULL).await;
    ana.closes().await.unwrap();
    ana.presses("home", "Undo").await.unwrap();
    ana.waits_until_sees("home", "the first of many").await.unwrap();
    ana.presses("home", "Delete").await.unwrap();
    ana.waits_until_sees("home", "Deleted:").await.unwrap();
    is_refused(&ana, FULL).await;
    story.passes(TimeDelta::minutes(11)).await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
}

#[tokio::test]
async fn one_tap_is_an_entry_as_well() {
    let mut story = Story::begin().await;
    story.team("Payments", &["priya"], &["ana"]).await;
    story.sql("UPDATE roster_engineer SET track = 'backend', level = 3").await;
    story.introduces(&["ana"]).await;
    let ana = story.person("ana");
    starts(&ana).await;
    saves(&ana, "the first of many").await;
    older_entries!(story, "4999", "7200000", "5");
    story.passes_to("2026-06-04T14:50:00Z").await;
    ana.waits_until_sees("dm", "Did you do any of these this week?").await.unwrap();
    ana.presses("dm", "I did this").await.unwrap();
    ana.waits_until_sees("dm", FULL).await.unwrap();
    assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM evidence").await, "5000");
    story.sql("DELETE FROM evidence WHERE view_id LIKE 'older %'").await;
    ana.presses("dm", "I did this").await.unwrap();
    ana.waits_until_sees("dm", "Saved:").await.unwrap();
}

#[tokio::test]
async fn two_hundred_within_an_hour_are_enough_for_a_while() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    saves(&ana, "the first of many").await;
    older_entries!(story, "199", "600000", "5");
    is_refused(&ana, "That’s 200 entries within an hour, so this wasn’t saved. Try again in 51 minutes.").await;
    // Other people aren't affected.
    saves(&story.person("ben"), "something of mine").await;
    story.passes(TimeDelta::minutes(51)).await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
}

#[tokio::test]
async fn an_entry_that_grows_needs_room_and_one_that_shrinks_needs_none() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    saves(&ana, "the first of many").await;
    older_entries!(story, "1", "7200000", "16777190");
    is_refused(&ana, "Your entries take 16 MB, which is the limit, so this wasn’t saved. Shorten it.").await;
    ana.closes().await.unwrap();
    ana.opens_home().await.unwrap();
    ana.presses("home", "Edit").await.unwrap();
    ana.waits_until_sees("modal", "the first of many").await.unwrap();
    ana.fills("modal", "What happened?", "the first of many, in more words than before").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Your entries take 16 MB").await.unwrap();
    ana.fills("modal", "What happened?", "the first").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
}

#[tokio::test]
async fn a_number_in_a_button_says_nothing_of_what_others_do() {
    let story = Story::begin().await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    saves(&ana, "before").await;
    for words in ["one", "two", "three"] {
        saves(&ben, words).await;
    }
    saves(&ana, "after").await;
    let of_ana = "SELECT CAST(MAX(id) - MIN(id) AS TEXT) FROM evidence WHERE author = 'U01ANA'";
    let distance: i64 = story.stored(of_ana).await.parse().unwrap();
    assert!(distance > 1_000, "{distance}: as many as others wrote in between");
    // An entry of an earlier version keeps its number, and its buttons still work.
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "after").await.unwrap();
    let newest_first = ana.screen("home");
    story.sql("UPDATE evidence SET id = 7 WHERE id = (SELECT MAX(id) FROM evidence)").await;
    ana.opens_home().await.unwrap();
    ana.waits_until_changed("home", &newest_first).await.unwrap();
    ana.presses_nth("home", "Edit", 2).await.unwrap();
    ana.waits_until_sees("modal", "after").await.unwrap();
    ana.fills("modal", "What happened?", "after all").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
}
