//! What authors do with their entries: hold them back, withdraw them, and change their words.

use std::sync::Mutex;

use bearings::sandbox::{CannotDo, Person};

use super::Season;
use super::notes::{Choice, Note};
use crate::support::last_answer;

/// How an entry's words begin on its author's own page: on a line of their own.
const CARD: &str = "\n  ";

impl Season {
    /// Authors press what they find, one after the other, until they're stopped.
    pub async fn authors_act(&self) {
        loop {
            let some = usize::try_from(self.below(self.notes.len() as u64)).unwrap();
            let note = self.notes.get(some).unwrap();
            // If an author finds nothing to press, or the bot doesn't answer, the next author tries.
            let _ = match self.below(8) {
                0..4 => self.holds(note).await,
                4 => self.takes_back(note, "Unshare").await,
                5 => self.takes_back(note, "Delete").await,
                _ => self.edits(note).await,
            };
            tokio::task::yield_now().await;
        }
    }

    /// Presses *Hold back*, or *Put back* if the entry is held back.
    pub async fn holds(&self, note: &Mutex<Note>) -> Result<(), CannotDo> {
        const LABELS: [&str; 2] = ["Hold back", "Put back"];
        let (person, mark) = self.author(note).await;
        person.presses("dm", "See the exact text").await?;
        person.waits_until_sees("modal", &mark).await?;
        let before = person.screen("modal");
        let Some((label, nth)) = button_below(&before, &mark, &LABELS) else { return Ok(()) };
        let was = note.lock().unwrap().clone();
        let choice = if label == LABELS[0] { Choice::Held } else { Choice::Given };
        note.lock().unwrap().may_be(choice);
        person.presses_nth("modal", label, nth).await?;
        person.waits_until_changed("modal", &before).await?;
        let after = person.screen("modal");
        if button_below(&after, &mark, &LABELS).is_some_and(|(other, _)| other != label) {
            note.lock().unwrap().is(choice, self.now());
        } else if after.contains("It’s too late to hold entries back.") {
            *note.lock().unwrap() = was;
        }
        Ok(())
    }

    /// Presses *Unshare* or *Delete* on the author's own page.
    pub async fn takes_back(&self, note: &Mutex<Note>, label: &'static str) -> Result<(), CannotDo> {
        let (person, mark) = self.author(note).await;
        let Some((before, nth)) = own_page(&person, &mark, label).await? else { return Ok(()) };
        note.lock().unwrap().may_be(Choice::Withdrawn);
        person.presses_nth("#general", label, nth).await?;
        person.waits_until_changed("#general", &before).await?;
        let after = last_answer(&person.screen("#general"));
        let is_deleted = after.contains(&format!("Deleted: “{mark}"));
        if is_deleted || card(&after, &mark).is_some_and(|card| card.contains("Only you can see this.")) {
            note.lock().unwrap().is(Choice::Withdrawn, self.now());
        }
        Ok(())
    }

    /// Changes the words, no matter who can read them.
    pub async fn edits(&self, note: &Mutex<Note>) -> Result<(), CannotDo> {
        let (person, mark) = self.author(note).await;
        let Some((_, nth)) = own_page(&person, &mark, "Edit").await? else { return Ok(()) };
        person.presses_nth("#general", "Edit", nth).await?;
        // An earlier form may still be on its way.
        person.waits_until_sees("modal", &mark).await?;
        let wording = note.lock().unwrap().wordings.last().unwrap() + 1;
        let words = note.lock().unwrap().words(wording);
        person.fills("modal", "What happened?", &words).await?;
        note.lock().unwrap().wordings.insert(wording);
        person.submits().await?;
        // Without an answer, the form stays as it is.
        let is_saved = person.modal().is_some_and(|modal| !modal.contains("Edit evidence"));
        if is_saved {
            note.lock().unwrap().wordings = [wording].into();
        }
        Ok(())
    }

    /// The author with no modal open, and the entry's mark.
    async fn author(&self, note: &Mutex<Note>) -> (Person, String) {
        let Note { author, mark, .. } = note.lock().unwrap().clone();
        let person = self.fixture.slack.person(author.as_str());
        while person.modal().is_some() && person.closes().await.is_ok() {}
        (person, mark)
    }

    /// The first entry that its author certainly gives to the digest.
    pub fn first_given(&self) -> &Mutex<Note> {
        let is_given = |note: &&Mutex<Note>| note.lock().unwrap().choices == [Choice::Given].into();
        self.notes.iter().find(is_given).unwrap()
    }
}

/// The author's own page, redrawn: the whole screen, and which of its buttons with this label belongs to the entry.
async fn own_page(person: &Person, mark: &str, label: &str) -> Result<Option<(String, usize)>, CannotDo> {
    person.types("#general", "/framework me").await?;
    let screen = person.screen("#general");
    let page = last_answer(&screen);
    let is_on = card(&page, mark).is_some_and(|card| card.contains(&format!("[{label}]")));
    Ok(is_on.then(|| button_below(&page, &format!("{CARD}{mark}"), &[label])).flatten().map(|(_, nth)| (screen, nth)))
}

/// An entry on its author's own page, from its words to its last button. The note of a deletion doesn't count.
fn card<'s>(page: &'s str, mark: &str) -> Option<&'s str> {
    let (_, rest) = page.split_once(&format!("{CARD}{mark}-"))?;
    rest.split_inclusive("[Delete]").next()
}

/// The first button with one of these labels below a mark, and its position among the screen's buttons with that label.
fn button_below<'l>(screen: &str, mark: &str, labels: &[&'l str]) -> Option<(&'l str, usize)> {
    let at = screen.find(&format!("{mark}-"))?;
    let (above, below) = screen.split_at(at);
    let found = labels.iter().filter_map(|label| Some((below.find(&format!("[{label}]"))?, *label))).min()?;
    Some((found.1, above.matches(&format!("[{}]", found.1)).count() + 1))
}
