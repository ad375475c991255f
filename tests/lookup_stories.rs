//! Somebody asks the framework: types or presses in the local Slack, and reads the screen.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use insta::assert_snapshot;
use support::{Story, repository};

/// What is on Ana's screen after she typed this in #general, from the answer on.
async fn answer_to(story: &Story, words: &str) -> String {
    let ana = story.person("ana");
    ana.types("#general", &format!("/framework {words}")).await.unwrap();
    last_answer(&ana.screen("#general"))
}

fn last_answer(screen: &str) -> String {
    let at = screen.rfind("only you: ").unwrap_or(0);
    screen[at..].to_owned()
}

#[tokio::test]
async fn ana_asks_for_a_cell() {
    let story = Story::begin().await;
    assert_snapshot!(answer_to(&story, "level 3 mastery").await);
}

#[tokio::test]
async fn a_typo_is_understood_and_said() {
    let story = Story::begin().await;
    let answer = answer_to(&story, "l3 mastry").await;
    assert!(answer.contains("Showing *Mastery*") || answer.contains("Showing Mastery"), "{answer}");
    assert!(answer.contains("Uses appropriate design patterns"), "{answer}");
}
