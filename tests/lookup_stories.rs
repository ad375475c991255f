//! A user asks the framework: types or presses in the local Slack, and reads the screen.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::Fault;
use insta::assert_snapshot;
use support::{Story, last_answer, repository};

/// What Ana sees after typing this in #general.
async fn answer_to(story: &Story, words: &str) -> String {
    let ana = story.person("ana");
    ana.types("#general", format!("/framework {words}").trim()).await.unwrap();
    last_answer(&ana.screen("#general"))
}

#[tokio::test]
async fn a_cell_shows_every_behaviour_with_its_examples() {
    let story = Story::begin().await;
    assert_snapshot!(answer_to(&story, "level 3 mastery").await);
}

#[tokio::test]
async fn every_row_of_the_language_has_its_answer() {
    let story = Story::begin().await;
    for (name, words) in [
        ("picker", ""),
        ("level", "level 2"),
        ("theme", "influence"),
        ("compare", "compare 5 6 communication"),
        ("compare_all", "1 vs 2"),
        ("search", "search proposals"),
        ("search_nothing", "search xyzzy"),
        ("gaps", "gaps 1"),
        ("about", "about"),
        ("help", "help"),
        ("help_word", "help compare"),
        ("empty_cell", "level 1 leadership"),
        ("no_such_level", "level 9 impact"),
        ("negative_level", "level -1"),
        ("same_level", "compare 5 5 communication"),
        ("unknown", "banana"),
        ("unknown_but_searchable", "grafana dashboards please"),
        ("guesses", "what is expected at l3 mastry and bananas"),
    ] {
        assert_snapshot!(name, answer_to(&story, words).await);
    }
}

#[tokio::test]
async fn a_level_may_be_a_word_and_joined_to_a_theme() {
    let story = Story::begin().await;
    let expected = answer_to(&story, "level 3 mastery").await;
    for words in ["mastery three", "third level mastery", "3rd level in mastery", "mastery-3"] {
        assert_eq!(answer_to(&story, words).await, expected, "{words}");
    }
}

#[tokio::test]
async fn the_buttons_lead_from_cell_to_cell_in_the_same_message() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    for (button, title) in [
        ("Level 4 →", "🛠️ Mastery · Level 4"),
        ("✨ Influence", "✨ Influence · Level 4"),
        ("← Level 3", "✨ Influence · Level 3"),
        ("👩‍💼 Leadership", "👩‍💼 Leadership · Level 3"),
        ("← Level 2", "👩‍💼 Leadership · Level 2"),
        ("Leadership at level 3", "👩‍💼 Leadership · Level 3"),
    ] {
        ana.presses("#general", button).await.unwrap();
        ana.waits_until_sees("#general", title).await.unwrap();
        assert_eq!(ana.screen("#general").matches("only you:").count(), 1, "after {button}");
    }
}

#[tokio::test]
async fn the_picker_shows_what_is_chosen_and_waits_until_something_is() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    ana.types("#general", "/framework").await.unwrap();
    ana.presses("#general", "Show").await.unwrap();
    ana.waits_until_sees("#general", "You haven’t chosen anything yet.").await.unwrap();
    ana.chooses("#general", "Theme", "✨ Influence").await.unwrap();
    ana.chooses("#general", "Level", "Level 5").await.unwrap();
    ana.presses("#general", "Show").await.unwrap();
    ana.waits_until_sees("#general", "✨ Influence · Level 5").await.unwrap();
}

#[tokio::test]
async fn share_here_shows_the_cell_to_everyone_once() {
    let story = Story::begin().await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    ana.types("#backend", "/framework level 3 mastery").await.unwrap();
    assert!(!ben.screen("#backend").contains("Mastery · Level 3"), "what Ana asked is hers");
    ana.presses("#backend", "Share here").await.unwrap();
    ana.waits_until_sees("#backend", "Shared here:").await.unwrap();
    assert_snapshot!("shared_as_ben_sees_it", last_answer(&ben.screen("#backend")));
    assert_snapshot!("shared_as_ana_sees_it", last_answer(&ana.screen("#backend")));

    // Ben looks around by himself; what everyone sees stays as it is.
    ben.presses("#backend", "Look around").await.unwrap();
    ben.waits_until_sees("#backend", "only you:").await.unwrap();
    ben.presses("#backend", "Level 4 →").await.unwrap();
    ben.waits_until_sees("#backend", "Mastery · Level 4").await.unwrap();
    let ana_sees = ana.screen("#backend");
    assert!(ana_sees.contains("Mastery · Level 3") && !ana_sees.contains("Mastery · Level 4"), "{ana_sees}");
}

#[tokio::test]
async fn a_double_press_shares_once() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    ana.types("#backend", "/framework level 3 mastery").await.unwrap();
    let (one, other) = tokio::join!(ana.presses("#backend", "Share here"), ana.presses("#backend", "Share here"));
    assert!(one.is_ok() || other.is_ok());
    ana.waits_until_sees("#backend", "Shared here:").await.unwrap();
    // The second press gets its answer without waiting for the first one's post.
    story.person("ben").waits_until_sees("#backend", "Shared by").await.unwrap();
    assert_eq!(story.person("ben").screen("#backend").matches("Shared by").count(), 1);
}

#[tokio::test]
async fn when_slack_does_not_take_what_is_shared_ana_is_told_and_can_press_again() {
    let mut story = Story::begin().await;
    story.expects_in_log("could not finish");
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    ana.types("#backend", "/framework level 3 mastery").await.unwrap();
    story.slack.break_next("response_url", Fault::RateLimited(1));
    ana.presses("#backend", "Share here").await.unwrap();
    ana.waits_until_sees("#backend", "nothing was posted").await.unwrap();
    assert!(!ben.screen("#backend").contains("Mastery · Level 3"));
    ana.presses("#backend", "Share here").await.unwrap();
    ana.waits_until_sees("#backend", "Shared here:").await.unwrap();
    assert!(ben.screen("#backend").contains("Mastery · Level 3"));
}

#[tokio::test]
async fn home_opens_the_framework_in_a_modal() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    assert_snapshot!("home", ana.home());
    ana.chooses("home", "Level", "Level 1").await.unwrap();
    ana.chooses("home", "Theme", "👩‍💼 Leadership").await.unwrap();
    ana.presses("home", "Show").await.unwrap();
    ana.waits_until_sees("modal", "Leadership · Level 1").await.unwrap();
    ana.presses("modal", "Leadership at level 3").await.unwrap();
    ana.waits_until_sees("modal", "Onboards / mentors new engineers").await.unwrap();
    assert_snapshot!("modal", ana.modal().unwrap());
    ana.closes().await.unwrap();
    assert_eq!(ana.modal(), None);
}

#[tokio::test]
async fn two_tracks_are_distinguished() {
    let story = Story::with_framework(repository("tests/data/framework-small")).await;
    assert_snapshot!("two_tracks_cell", answer_to(&story, "design 2 craft").await);
    let ana = story.person("ana");
    ana.types("#general", "/framework").await.unwrap();
    ana.chooses("#general", "Track", "Product Design").await.unwrap();
    // The menus belong to the other track once its example is shown below them.
    ana.waits_until_sees("#general", "/framework level 2 collaboration").await.unwrap();
    ana.chooses("#general", "Theme", "🤝 Collaboration").await.unwrap();
    ana.presses("#general", "Show").await.unwrap();
    ana.waits_until_sees("#general", "Collaboration · all levels").await.unwrap();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    ana.chooses("home", "Track", "Product Design").await.unwrap();
    ana.waits_until_sees("home", "Product Design 0.3.0").await.unwrap();
}

#[tokio::test]
async fn whatever_is_typed_gets_a_short_answer_that_mentions_no_one() {
    let mut story = Story::begin().await;
    story.keeps_private("'; DROP TABLE");
    for words in [
        "<!channel> <!here|here> <@U02BEN> <#C01GENERAL>",
        "&lt;!channel&gt; &amp;",
        "R&D > level",
        "'; DROP TABLE framework_version; --",
        "🦀🦀🦀",
        "\u{202E}yretsam 3 level\u{202C} مستوى",
        "a\u{0}b\u{7}c\u{1b}[31m",
        "*bold* _it_ `code` https://example.com",
        &"x".repeat(10_000),
        &"level 3 ".repeat(1_200),
        "search <!channel> &<>",
        "help <!channel>",
        "level <!channel>",
    ] {
        let answer = answer_to(&story, words).await;
        assert!(answer.starts_with("Bearings, only you:"), "{words}: {answer}");
        assert!(answer.chars().count() < 2_500, "a long answer to {words}: {answer}");
        for call in ["@Ben Okafor", "\u{202E}", "\u{7}", "\u{1b}"] {
            assert!(!answer.contains(call), "{words:?} calls or hides something: {answer:?}");
        }
    }
    // No one was mentioned and nothing was posted: Ben sees what he saw before.
    assert!(!story.person("ben").screen("#general").contains("Bearings"));
}

#[tokio::test]
async fn renamed_commands_are_understood_and_every_text_calls_them_so() {
    let story = Story::with_commands("/growth", "/kudos").await;
    let ana = story.person("ana");
    ana.types("#general", "/growth level 3 mastery").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("Mastery · Level 3"));
    for typed in ["/growth help", "/growth banana", "/growth"] {
        ana.types("#general", typed).await.unwrap();
        let answer = last_answer(&ana.screen("#general"));
        assert!(answer.contains("/growth ") && !answer.contains("/framework"), "{typed}: {answer}");
    }
    ana.types("#general", "/kudos set up the alerts").await.unwrap();
    ana.waits_until_sees("modal", "set up the alerts").await.unwrap();
    ana.closes().await.unwrap();
    ana.types("dm", "set up the alerts").await.unwrap();
    ana.waits_until_sees("dm", "/growth level 3 mastery").await.unwrap();
}
