//! A posted digest is hidden while its channel has a reader that its authors weren't told about.

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;

use super::{ALERTS, CHANNEL, DM, REVIEW, fridays, posted, shares, takes_back};
use crate::support::last_answer;

#[tokio::test]
async fn an_edit_reads_nothing_to_a_guest_who_came_after_the_post() {
    let (mut story, ana, priya) = fridays().await;
    story.keeps_private("ledger rollback");
    shares(&ana, REVIEW, None).await;
    shares(&ana, ALERTS, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    story.slack.make_guest("kenji").await;
    story.slack.invite("kenji", "payments-leads").await;
    ana.types("#general", "/framework me").await.unwrap();
    ana.presses("#general", "Edit").await.unwrap();
    ana.waits_until_sees("modal", "What happened").await.unwrap();
    ana.fills("modal", "What happened?", "wrote down the ledger rollback").await.unwrap();
    ana.submits().await.unwrap();
    ana.closes().await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    let kenji = story.person("kenji");
    kenji.waits_until_sees(CHANNEL, "This digest is hidden").await.unwrap();
    insta::assert_snapshot!("hidden_from_a_guest", last_answer(&kenji.screen(CHANNEL)));
    // A withdrawn entry goes while the guest is in the channel; the rest returns once the guest has left.
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    let seen = kenji.screen(CHANNEL);
    assert!(!seen.contains("ledger") && !seen.contains("payouts"), "{seen}");
    story.slack.remove("kenji", "payments-leads").await;
    story.passes(TimeDelta::hours(7)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    let seen = priya.screen(CHANNEL);
    assert!(seen.contains("ledger") || seen.contains("payouts"), "{seen}");
}

const SHOWS_NOTHING: &str = "This digest is hidden";

/// The author and the manager have been told, and the words are hidden.
async fn is_hidden(ana: &Person, priya: &Person) {
    priya.waits_until_sees(CHANNEL, SHOWS_NOTHING).await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(REVIEW), "{}", priya.screen(CHANNEL));
    priya.waits_until_sees(DM, "is hidden").await.unwrap();
    ana.waits_until_sees(DM, "digest is hidden for now").await.unwrap();
}

async fn is_shown(ana: &Person, priya: &Person) {
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(SHOWS_NOTHING), "{}", priya.screen(CHANNEL));
    ana.waits_until_sees(DM, "Posted in @Priya Raman’s digest").await.unwrap();
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
}

#[tokio::test]
async fn a_guest_who_joins_after_the_post_reads_nothing_and_authors_and_managers_are_told() {
    let (story, ana, priya) = posted().await;
    story.slack.make_guest("kenji").await;
    let before = (story.slack.posted_to("ana").len(), story.slack.posted_to("priya").len());
    story.slack.invite("kenji", "payments-leads").await;
    // No time passes.
    is_hidden(&ana, &priya).await;
    insta::assert_snapshot!("hidden_told_to_the_manager", last_answer(&priya.screen(DM)));
    insta::assert_snapshot!("hidden_told_to_the_author", last_answer(&ana.screen(DM)));
    // Both get a new message at the end of their DM; the author's replaces the one before.
    assert_eq!((story.slack.posted_to("ana").len(), story.slack.posted_to("priya").len()), (before.0, before.1 + 1));
    story.slack.remove("kenji", "payments-leads").await;
    is_shown(&ana, &priya).await;
}

#[tokio::test]
async fn without_events_the_channel_is_looked_at_within_the_hour_and_daily_after_a_week() {
    let (story, ana, priya) = posted().await;
    story.slack.loses_events(true);
    story.slack.invite("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    is_hidden(&ana, &priya).await;
    story.slack.remove("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    is_shown(&ana, &priya).await;
    story.passes(TimeDelta::days(8)).await;
    let before = story.slack.calls("conversations.info").made;
    for _ in 0..23 {
        story.passes(TimeDelta::hours(1)).await;
    }
    assert_eq!(story.slack.calls("conversations.info").made, before);
    story.slack.make_public("payments-leads");
    story.passes(TimeDelta::hours(1)).await;
    is_hidden(&ana, &priya).await;
    priya.waits_until_sees(DM, "The channel is public.").await.unwrap();
}

#[tokio::test]
async fn what_changes_who_can_read_hides_it_however_it_is_found() {
    for case in ["shared", "guest", "while down", "unseen", "not listed yet"] {
        let (mut story, ana, priya) = posted().await;
        match case {
            "shared" => {
                story.slack.share_externally("payments-leads");
                story.slack.tells("channel_shared", "payments-leads").await;
            }
            "guest" => {
                story.slack.invite("maya", "payments-leads").await;
                story.passes(TimeDelta::minutes(1)).await;
                assert!(priya.screen(CHANNEL).contains(REVIEW), "Maya is on the list");
                story.slack.make_guest("maya").await;
            }
            "while down" => {
                story.stop().await;
                story.slack.loses_events(true);
                story.slack.invite("ben", "payments-leads").await;
                story.start().await.unwrap();
            }
            "unseen" => {
                story.slack.break_next("conversations.info", Fault::ServerError);
                story.slack.invite("ben", "payments-leads").await;
            }
            _ => {
                story.slack.tells_of("member_joined_channel", "ben", "payments-leads").await;
            }
        }
        is_hidden(&ana, &priya).await;
    }
}

#[tokio::test]
async fn a_person_put_on_the_list_reads_it_once_its_authors_know() {
    let (story, ana, priya) = posted().await;
    story.slack.invite("ben", "payments-leads").await;
    is_hidden(&ana, &priya).await;
    priya.opens_home().await.unwrap();
    priya.presses("home", "Digest settings").await.unwrap();
    priya.chooses("modal", "Who else may be in the channel", "Ben Okafor").await.unwrap();
    priya.submits().await.unwrap();
    priya.waits_until_sees("modal", "Saved.").await.unwrap();
    ana.waits_until_sees(DM, "is new on the list").await.unwrap();
    insta::assert_snapshot!("newcomer_told_to_the_author", last_answer(&ana.screen(DM)));
    assert!(!priya.screen(CHANNEL).contains(REVIEW));
    story.passes(TimeDelta::minutes(2)).await;
    is_shown(&ana, &priya).await;
    assert!(last_answer(&ana.screen(DM)).contains("@Ben Okafor"), "{}", ana.screen(DM));
}

#[tokio::test]
async fn other_apps_are_named_to_authors_beforehand_and_later_ones_hide_the_digest() {
    let (story, ana, priya) = fridays().await;
    story.slack.adds_app("Jira");
    story.slack.adds_app("Zapier");
    story.slack.invite("jira", "payments-leads").await;
    shares(&ana, REVIEW, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Apps that can read it: @Jira.").await.unwrap();
    story.slack.invite("zapier", "payments-leads").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(DM, "@Zapier is an app that can read the channel").await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(REVIEW));
    story.slack.remove("zapier", "payments-leads").await;
    priya.presses(DM, "Check again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    story.slack.invite("zapier", "payments-leads").await;
    is_hidden(&ana, &priya).await;
    story.slack.remove("zapier", "payments-leads").await;
    is_shown(&ana, &priya).await;
}

#[tokio::test]
async fn a_bot_that_was_removed_says_that_it_cannot_look_after_its_digest() {
    let (mut story, ana, priya) = posted().await;
    story.expects_in_log("not delivered");
    story.slack.remove("bearings", "payments-leads").await;
    priya.waits_until_sees(DM, "where I can no longer hide it").await.unwrap();
    ana.waits_until_sees(DM, "so the digest can’t be hidden").await.unwrap();
    story.slack.invite("bearings", "payments-leads").await;
    is_shown(&ana, &priya).await;
}

#[tokio::test]
async fn a_digest_that_shows_nothing_more_alarms_no_one() {
    let (story, ana, priya) = posted().await;
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    let before = priya.screen(DM);
    story.slack.invite("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(priya.screen(DM), before);
}
