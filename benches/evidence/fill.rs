//! Fills the database through the product's own store: three years of many people's evidence, in order of date.

use std::path::Path;
use std::time::Instant;

use bearings::domain::evidence::{Audience, EvidenceDraft};
use bearings::domain::framework::LevelNumber;
use bearings::domain::ids::{Actor, EntryId, TrackId};
use bearings::domain::link::Link;
use bearings::domain::member::Profile;
use bearings::domain::roster::{Manager, RosterEngineer};
use bearings::secret::PrivateText;
use bearings::services::frameworks;
use bearings::store::{self, Store, Writing, evidence, member, people, person};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::data::{Chance, Words, framework_dir, manager, member, workspace};
use crate::database::address;

/// The last day on which anyone writes anything.
const LAST_DAY: &str = "2026-06-01";
const DAYS: usize = 3 * 365;
/// Entries per transaction.
const BATCH: usize = 10_000;
const ZONES: [&str; 6] =
    ["Europe/Lisbon", "Europe/Berlin", "Asia/Tokyo", "America/New_York", "America/Los_Angeles", "Australia/Sydney"];

/// How much data to make.
#[derive(Clone, Copy)]
pub struct Amount {
    pub entries: usize,
    pub people: usize,
}

/// Builds the database beside the file and moves it into place once it is complete.
pub async fn fill(file: &Path, amount: Amount) {
    let begun = Instant::now();
    let making = file.with_extension("part.db");
    store::remove(&making).expect("room for a new database");
    let store = store::open(&address(&making.display().to_string())).await.expect("a new database");
    let last_day: NaiveDate = LAST_DAY.parse().expect("a day");
    let last = last_day.and_hms_opt(12, 0, 0).expect("noon").and_utc();
    let loaded = frameworks::load(&store, &framework_dir(), last).await.expect("good framework files");
    let track = loaded.library.default_track_index().framework.track.clone();
    let words = Words::of(&loaded.library);
    let mut chance = Chance::new(1);
    let managers = hire(&store, amount.people, &track, last, &mut chance).await;
    for first in (0..amount.entries).step_by(BATCH) {
        let mut writing = store.write().await.expect("the database");
        for number in first..amount.entries.min(first + BATCH) {
            let before = DAYS - 1 - number * DAYS / amount.entries;
            let at = last - TimeDelta::days(i64::try_from(before).expect("a few years"));
            // Some write more than others: a tenth of all entries comes from a twentieth of the people.
            let among = if chance.one_in(10) { amount.people.div_ceil(20) } else { amount.people };
            let author = chance.below(among);
            let theirs = managers.get(author).expect("everybody's");
            let id = entry(&mut writing, number, author, &words, at, &mut chance).await;
            if chance.one_in(3) {
                evidence::update_shares(&mut writing, id, theirs, at).await.expect("a share");
            }
        }
        writing.commit().await.expect("room on the disk");
        let done = amount.entries.min(first + BATCH);
        if done.is_multiple_of(100_000) || done == amount.entries {
            eprintln!("{done} entries after {:.0} s", begun.elapsed().as_secs_f64());
        }
    }
    store.close().await;
    drop(store);
    std::fs::rename(&making, file).expect("a place for the file");
    std::fs::remove_file(file.with_extension("part.db.lock")).expect("what is left beside it");
}

/// Gives everyone a zone, manager, track and level; returns everyone's managers.
async fn hire(
    store: &Store,
    count: usize,
    track: &TrackId,
    last: DateTime<Utc>,
    chance: &mut Chance,
) -> Vec<Vec<Manager>> {
    let here = workspace();
    let mut managers = Vec::with_capacity(count);
    let mut writing = store.write().await.expect("the database");
    for number in 0..count {
        let engineer_id = member(number);
        let level = LevelNumber(u8::try_from(chance.between(1, 6)).expect("a level"));
        let zone = Some(chance.of::<&str>(&ZONES).to_string());
        let profile = Profile { zone, ..Profile::default() };
        member::update_profile(&mut writing, &here, &engineer_id, &profile, last).await.expect("a member");
        let engineer = RosterEngineer { track: Some(track.clone()), level: Some(level), ..RosterEngineer::default() };
        people::update_engineers(&mut writing, &here, &[(&engineer_id, &engineer, None)]).await.expect("a level");
        people::insert_managers(&mut writing, &here, &[(&engineer_id, &manager(number))]).await.expect("a manager");
        let who = Actor { workspace: here.clone(), member: engineer_id };
        managers.push(person::find_person(&mut writing, &who).await.expect("a person").assignment.managers);
    }
    writing.commit().await.expect("room on the disk");
    managers
}

/// Writes an entry that only its author sees.
pub async fn entry(
    writing: &mut Writing,
    number: usize,
    author: usize,
    words: &Words,
    at: DateTime<Utc>,
    chance: &mut Chance,
) -> EntryId {
    let days_before = TimeDelta::days(i64::try_from(chance.below(7)).expect("a few days"));
    let draft = EvidenceDraft {
        words: PrivateText::new(words.text(chance)),
        behaviours: words.behaviours(chance),
        happened_on: (at - days_before).date_naive(),
        link: chance.one_in(3).then(|| link(number)),
        audience: Audience::OnlyMe,
        quote: chance.one_in(10).then(|| PrivateText::new(words.text(chance))),
    };
    let form = format!("V{number:010}");
    let id = evidence::insert_entry(writing, &workspace(), &member(author), &form, &draft, at).await;
    let id = id.expect("an entry");
    evidence::update_behaviours(writing, id, &draft.behaviours).await.expect("what it shows");
    id
}

fn link(number: usize) -> Link {
    Link::parse(&format!("https://github.com/dummy-co/payouts/pull/{number}")).expect("a web address")
}
