//! An engineer logs what they did, finds it again, and decides who can see it.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "evidence_stories/not_lost.rs"]
mod not_lost;
#[path = "evidence_stories/sharing.rs"]
mod sharing;
mod support;

use bearings::sandbox::Person;
use insta::assert_snapshot;
use support::steps::{logs, opens_form};
use support::{Story, last_answer, repository};

const WORDS: &str = "set up Grafana alerts before the payouts launch";
const DASHBOARDS: &str = "Includes actionable dashboarding as part of a new system";

/// Ana, whose manager is Priya.
async fn anas_story() -> (Story, Person) {
    let mut story = Story::begin().await;
    story.keeps_private("payouts launch");
    story.managers("ana", &["priya"]).await;
    let ana = story.person("ana");
    (story, ana)
}

/// Ana's own page, narrowed by these words.
async fn own(ana: &Person, narrowed: &str) -> String {
    ana.types("#general", format!("/framework me {narrowed}").trim()).await.unwrap();
    last_answer(&ana.screen("#general"))
}

#[tokio::test]
async fn a_line_is_written_tagged_dated_and_kept_for_oneself() {
    let (_story, ana) = anas_story().await;
    ana.types("#general", &format!("/evidence {WORDS} https://example.com/pull/7")).await.unwrap();
    ana.waits_until_sees("modal", "Suggested behaviours").await.unwrap();
    assert_snapshot!("form", ana.modal().unwrap());
    ana.chooses("modal", "Suggested behaviours", DASHBOARDS).await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Only you can see this.").await.unwrap();
    assert_snapshot!("saved", ana.modal().unwrap());
    ana.closes().await.unwrap();
    assert_snapshot!("own_page", own(&ana, "").await);
    ana.waits_until_sees("home", WORDS).await.unwrap();
    assert_snapshot!("home_with_evidence", ana.home());
}

#[tokio::test]
async fn every_way_in_opens_the_same_form() {
    let (story, ana) = anas_story().await;
    let title = |modal: Option<String>| modal.unwrap().lines().next().unwrap().to_owned();
    opens_form(&ana, "by command").await;
    let expected = title(ana.modal());
    ana.closes().await.unwrap();
    ana.types("#general", "/evidence by the short command").await.unwrap();
    ana.waits_until_sees("modal", "by the short command").await.unwrap();
    assert_eq!(title(ana.modal()), expected);
    ana.closes().await.unwrap();
    ana.uses_shortcut("Log evidence").await.unwrap();
    ana.waits_until_sees("modal", "What happened?").await.unwrap();
    assert_eq!(title(ana.modal()), expected);
    ana.closes().await.unwrap();
    ana.opens_home().await.unwrap();
    ana.presses("home", "Log evidence").await.unwrap();
    ana.waits_until_sees("modal", "What happened?").await.unwrap();
    assert_eq!(title(ana.modal()), expected);
    ana.closes().await.unwrap();
    story.person("ben").types("#backend", "Ana got the alerts in before launch").await.unwrap();
    ana.uses_message_shortcut("#backend", "Ana got the alerts", "Save as evidence").await.unwrap();
    ana.waits_until_sees("modal", "What happened?").await.unwrap();
    assert_eq!(title(ana.modal()), expected);
    assert_snapshot!("form_of_a_message", ana.modal().unwrap());
}

#[tokio::test]
async fn a_message_leaves_its_link_and_its_words_only_if_ticked() {
    let (story, ana) = anas_story().await;
    story.person("ben").types("#backend", "Ana got the alerts in before launch").await.unwrap();
    for (ticks, kept) in [(false, false), (true, true)] {
        ana.uses_message_shortcut("#backend", "Ana got the alerts", "Save as evidence").await.unwrap();
        ana.waits_until_sees("modal", "What happened?").await.unwrap();
        ana.fills("modal", "What happened?", if ticks { "With the message" } else { "Without it" }).await.unwrap();
        if ticks {
            ana.chooses("modal", "Message", "Keep the message’s text, too").await.unwrap();
        }
        ana.submits().await.unwrap();
        ana.waits_until_sees("modal", "Saved").await.unwrap();
        let saved = ana.modal().unwrap();
        assert!(saved.contains("dummyco.slack.com/archives/"), "{saved}");
        assert_eq!(saved.contains("got the alerts in"), kept, "{saved}");
        ana.closes().await.unwrap();
    }
    let bytes = story.database_bytes().await;
    assert_eq!(memchr::memmem::find_iter(&bytes, "got the alerts in").count(), 1, "only what was ticked is stored");
}

#[tokio::test]
async fn likely_behaviours_follow_the_words_while_they_are_typed() {
    let (_story, ana) = anas_story().await;
    opens_form(&ana, "").await;
    assert!(!ana.modal().unwrap().contains("Suggested"), "nothing is likely without words");
    ana.fills("modal", "What happened?", WORDS).await.unwrap();
    ana.waits_until_sees("modal", DASHBOARDS).await.unwrap();
    ana.chooses("modal", "Suggested behaviours", DASHBOARDS).await.unwrap();
    ana.fills("modal", "Link", "https://example.com/pull/7").await.unwrap();
    // Other words bring other suggestions, and leave what is filled in.
    ana.fills("modal", "What happened?", "mentored a new joiner in the payouts launch").await.unwrap();
    ana.waits_until_sees("modal", "Onboards / mentors new engineers").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    let saved = ana.modal().unwrap();
    for kept in ["mentored a new joiner", DASHBOARDS, "example.com/pull/7"] {
        assert!(saved.contains(kept), "{kept}: {saved}");
    }
}

#[tokio::test]
async fn a_link_is_found_in_a_sentence_and_completed_in_its_field() {
    let (_story, ana) = anas_story().await;
    ana.types("#general", "/evidence fixed it, see https://git.example/pr/1.").await.unwrap();
    ana.waits_until_sees("modal", "fixed it, see.").await.unwrap();
    let form = ana.modal().unwrap();
    assert!(form.contains("https://git.example/pr/1") && !form.contains("pr/1."), "{form}");
    ana.fills("modal", "Link", "github.com/x").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    assert!(ana.modal().unwrap().contains("github.com/x"), "{:?}", ana.modal());
}

#[tokio::test]
async fn the_menu_offers_likely_ones_first_and_finds_every_other() {
    let (_story, ana) = anas_story().await;
    opens_form(&ana, WORDS).await;
    let opened = ana.looks_up("modal", "More behaviours", "").await.unwrap();
    assert!(opened.iter().take(5).any(|offer| offer.contains("actionable dashboarding")), "{opened:?}");
    assert!(opened.len() > 50);
    let found = ana.looks_up("modal", "More behaviours", "leadership level 5").await.unwrap();
    assert!(!found.is_empty());
    ana.chooses("modal", "More behaviours", "Onboards / mentors new engineers").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Onboards / mentors new engineers").await.unwrap();
}

#[tokio::test]
async fn a_form_submitted_twice_or_in_two_windows_is_one_entry() {
    let (_story, ana) = anas_story().await;
    opens_form(&ana, WORDS).await;
    ana.submits_twice().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.closes().await.unwrap();
    // The same words again, in another form.
    logs(&ana, WORDS).await;
    assert_eq!(own(&ana, "").await.matches(WORDS).count(), 1);
    // A behaviour ticked in the other window isn't lost.
    opens_form(&ana, WORDS).await;
    ana.chooses("modal", "Suggested behaviours", DASHBOARDS).await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.closes().await.unwrap();
    let page = own(&ana, "").await;
    assert!(page.matches(WORDS).count() == 1 && page.contains(DASHBOARDS), "{page}");
    logs(&ana, "something else in the payouts launch").await;
    assert!(own(&ana, "").await.contains("something else"));
}

#[tokio::test]
async fn own_evidence_is_found_by_theme_by_words_and_by_turning_pages() {
    let (_story, ana) = anas_story().await;
    for number in 1..=7 {
        logs(&ana, &format!("paired on part {number} of the payouts launch")).await;
    }
    logs(&ana, "wrote the runbook of the payouts launch").await;
    let page = own(&ana, "").await;
    assert!(page.contains("wrote the runbook") && !page.contains("part 3"), "{page}");
    ana.presses("#general", "Older →").await.unwrap();
    ana.waits_until_sees("#general", "part 1").await.unwrap();
    assert!(!last_answer(&ana.screen("#general")).contains("runbook"));
    ana.presses("#general", "← Newer").await.unwrap();
    ana.waits_until_sees("#general", "runbook").await.unwrap();
    ana.fills("#general", "Search your evidence", "parts 2").await.unwrap();
    ana.presses_enter("#general", "Search your evidence").await.unwrap();
    ana.waits_until_sees("#general", "part 2 of").await.unwrap();
    assert!(!last_answer(&ana.screen("#general")).contains("runbook"));
    assert!(own(&ana, "part 4").await.contains("part 4 of the payouts launch"));
    assert!(own(&ana, "mastery").await.contains("You have no entries for this theme yet."));
    ana.presses("#general", "Show all entries").await.unwrap();
    ana.waits_until_sees("#general", "runbook").await.unwrap();
    ana.chooses("#general", "Theme", "🛠️ Mastery").await.unwrap();
    ana.waits_until_sees("#general", "You have no entries for this theme yet.").await.unwrap();
}

#[tokio::test]
async fn the_framework_marks_for_the_reader_alone_what_they_have_evidence_for() {
    let (story, ana) = anas_story().await;
    opens_form(&ana, WORDS).await;
    ana.chooses("modal", "Suggested behaviours", DASHBOARDS).await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Mastery · Level 4").await.unwrap();
    ana.closes().await.unwrap();
    let cell = "/framework level 4 mastery";
    let mark = format!("{DASHBOARDS}  (your evidence: 3 June 2026)");
    ana.types("#backend", cell).await.unwrap();
    let screen = last_answer(&ana.screen("#backend"));
    assert!(screen.contains(&mark), "{screen}");
    assert_eq!(screen.matches("your evidence").count(), 1);
    // Others don't see it: neither in their own answers, nor in what she shares.
    let ben = story.person("ben");
    ben.types("#backend", cell).await.unwrap();
    assert!(!ben.screen("#backend").contains("your evidence"));
    ana.presses("#backend", "Share here").await.unwrap();
    ana.waits_until_sees("#backend", "Shared here:").await.unwrap();
    assert!(!ben.screen("#backend").contains("your evidence"));
    // It disappears with the entry.
    own(&ana, "").await;
    ana.presses("#general", "Delete").await.unwrap();
    ana.waits_until_sees("#general", "Undo").await.unwrap();
    ana.types("#backend", cell).await.unwrap();
    assert!(!last_answer(&ana.screen("#backend")).contains("your evidence"));
}

#[tokio::test]
async fn an_entry_keeps_the_wording_it_answered() {
    let mut story = Story::begin().await;
    let files = tempfile::tempdir().unwrap();
    for file in ["about.md", "design.yaml", "data.yaml"] {
        std::fs::copy(repository("tests/data/framework-small").join(file), files.path().join(file)).unwrap();
    }
    story.framework = files.path().to_owned();
    story.stop().await;
    story.start().await.unwrap();
    let ana = story.person("ana");
    opens_form(&ana, "").await;
    ana.chooses("modal", "Behaviours it shows", "Shows rough work early and asks a clear question about it")
        .await
        .unwrap();
    ana.fills("modal", "What happened?", "Drew three ways to show a payout").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.closes().await.unwrap();
    let design = std::fs::read_to_string(files.path().join("design.yaml")).unwrap();
    let newer =
        design.replace("Shows rough work early", "Shows sketches early").replace("version: 0.3.0", "version: 0.4.0");
    std::fs::write(files.path().join("design.yaml"), newer).unwrap();
    story.stop().await;
    story.start().await.unwrap();
    assert_snapshot!("both_wordings", own(&ana, "").await);
}

#[tokio::test]
async fn all_of_ones_evidence_is_read_in_the_modal_it_was_saved_in() {
    let (_story, ana) = anas_story().await;
    opens_form(&ana, WORDS).await;
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.presses("modal", "Delete").await.unwrap();
    ana.waits_until_sees("modal", "Undo").await.unwrap();
    ana.presses("modal", "Undo").await.unwrap();
    ana.waits_until_sees("modal", "Only you can see this.").await.unwrap();
    ana.presses("modal", "All my evidence").await.unwrap();
    ana.waits_until_sees("modal", "Only you see this page.").await.unwrap();
    ana.presses("modal", "Edit").await.unwrap();
    ana.waits_until_sees("modal", "Edit evidence").await.unwrap();
    ana.fills("modal", "What happened?", "rolled the payouts launch back").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "rolled the payouts launch back").await.unwrap();
    assert!(!own(&ana, "").await.contains(WORDS));
}

#[tokio::test]
async fn nothing_that_is_typed_calls_anybody_or_becomes_a_link() {
    let (_story, ana) = anas_story().await;
    let words = "<!channel> <@U02BEN> <https://evil.example|click> *bold* & https://example.com/x and more";
    logs(&ana, words).await;
    let page = own(&ana, "").await;
    assert!(page.contains(words), "{page}");
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", words).await.unwrap();
    let search = own(&ana, "<!channel> <@U02BEN>").await;
    assert!(!search.contains("@Ben"), "{search}");
}
