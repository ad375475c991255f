//! Who can see an entry: sharing, new managers, deletion, and texts that mean something to Slack.

use chrono::TimeDelta;
use insta::assert_snapshot;

use super::{WORDS, anas_story, own};
use crate::support::last_answer;
use crate::support::steps::{logs, opens_form};

#[tokio::test]
async fn sharing_names_who_sees_it_and_can_be_taken_back() {
    let (_story, ana) = anas_story().await;
    logs(&ana, WORDS).await;
    own(&ana, "").await;
    ana.presses("#general", "Share with my manager").await.unwrap();
    ana.waits_until_sees("#general", "You and @Priya Raman can see this.").await.unwrap();
    ana.presses("#general", "Unshare").await.unwrap();
    ana.waits_until_sees("#general", "Only you can see this.").await.unwrap();
    // The form shows the same, and can change it, too.
    ana.presses("#general", "Edit").await.unwrap();
    ana.waits_until_sees("modal", "Edit evidence").await.unwrap();
    ana.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "You and @Priya Raman can see this.").await.unwrap();
}

#[tokio::test]
async fn a_new_manager_sees_nothing_until_the_author_shares_again() {
    let (mut story, ana) = anas_story().await;
    logs(&ana, WORDS).await;
    own(&ana, "").await;
    ana.presses("#general", "Share with my manager").await.unwrap();
    ana.waits_until_sees("#general", "You and @Priya Raman can see this.").await.unwrap();
    story.managers("ana", &["maya"]).await;
    assert!(own(&ana, "").await.contains("Your manager has changed since you shared it."));
    // The former manager doesn't see it again when she returns.
    story.managers("ana", &["priya"]).await;
    assert!(own(&ana, "").await.contains("Only you can see this."));
    ana.presses("#general", "Share with my manager").await.unwrap();
    ana.waits_until_sees("#general", "You and @Priya Raman can see this.").await.unwrap();
}

#[tokio::test]
async fn a_choice_made_for_one_manager_is_not_taken_for_another() {
    let (mut story, ana) = anas_story().await;
    opens_form(&ana, WORDS).await;
    ana.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.unwrap();
    story.managers("ana", &["maya"]).await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Your manager has changed since you opened this.").await.unwrap();
    assert!(own(&ana, "").await.contains("Nothing here yet."));
}

#[tokio::test]
async fn what_is_deleted_can_be_brought_back_for_ten_minutes_and_is_then_gone_from_the_file() {
    let (story, ana) = anas_story().await;
    logs(&ana, WORDS).await;
    own(&ana, "").await;
    ana.presses("#general", "Delete").await.unwrap();
    ana.waits_until_sees("#general", "Undo").await.unwrap();
    assert_snapshot!("deleted", last_answer(&ana.screen("#general")));
    story.passes(TimeDelta::minutes(9)).await;
    ana.presses("#general", "Undo").await.unwrap();
    ana.waits_until_sees("#general", "Unshare").await.unwrap_err();
    ana.waits_until_sees("#general", "Only you can see this.").await.unwrap();
    let is_stored = async || memchr::memmem::find(&story.database_bytes().await, b"payouts launch").is_some();
    assert!(is_stored().await);
    ana.presses("#general", "Delete").await.unwrap();
    ana.waits_until_sees("#general", "Undo").await.unwrap();
    story.passes(TimeDelta::minutes(10)).await;
    assert!(!is_stored().await, "erased in the file, too");
    ana.presses("#general", "Undo").await.unwrap();
    ana.waits_until_sees("#general", "Nothing here yet.").await.unwrap();
}
