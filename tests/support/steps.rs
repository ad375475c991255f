//! What people do and look for in more than one story.

use bearings::sandbox::Person;

/// The title of the weekly question.
pub const QUESTION: &str = "Did you do any of these this week?";

/// Accepts the weekly question in the introduction.
pub async fn starts(person: &Person) {
    person.presses("dm", "Start").await.unwrap();
    person.waits_until_sees("dm", "You’re in").await.unwrap();
}

/// How many weekly questions are in a person's DM.
pub fn questions(person: &Person) -> usize {
    person.screen("dm").matches(QUESTION).count()
}

/// A manager has a team's digest posted in #payments-leads on Fridays at 16:00; Maya may be in that channel, too.
pub async fn sets_up_digest(manager: &Person, button: &str) {
    manager.opens_home().await.unwrap();
    manager.presses("home", button).await.unwrap();
    manager.chooses("modal", "Digest on", "Friday").await.unwrap();
    manager.fills("modal", "Digest at", "16:00").await.unwrap();
    manager.chooses("modal", "Digest channel", "#payments-leads").await.unwrap();
    manager.chooses("modal", "Who else may be in the channel", "Maya Cohen").await.unwrap();
    manager.submits().await.unwrap();
    manager.waits_until_sees("modal", "Saved.").await.unwrap();
    manager.closes().await.unwrap();
}

/// Opens the form with these words.
pub async fn opens_form(person: &Person, words: &str) {
    person.types("#general", &format!("/framework log {words}")).await.unwrap();
    person.waits_until_sees("modal", "Log evidence").await.unwrap();
}

/// Saves the open form and closes it.
pub async fn saves_form(person: &Person) {
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "can see this.").await.unwrap();
    assert!(person.modal().unwrap().contains("Saved"), "{}", person.modal().unwrap());
    person.closes().await.unwrap();
}

/// Logs an entry for oneself.
pub async fn logs(person: &Person, words: &str) {
    opens_form(person, words).await;
    saves_form(person).await;
}
