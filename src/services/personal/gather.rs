//! Everything that is stored about one person, put into words.

use std::io::Write;

use crate::domain::evidence::{BehaviourRef, Entry, readers};
use crate::domain::ids::Actor;
use crate::domain::link::Link;
use crate::domain::person::Person;
use crate::domain::privacy::{CopyWriter, Item, written};
use crate::domain::prompt::Away;
use crate::domain::roster::Assignment;
use crate::services::personal::CopyError;
use crate::store::personal::{self, Contact, InDigest, Question, Stands, Written};
use crate::store::{Connection, StoreError, evidence, instant, person};

const YOU_ALONE: &str = "only you";

/// How many entries are in memory at once.
const READ_AT_ONCE: usize = 32;

/// Writes everything that is stored about one person. All but the entries is little, and is read section by section.
pub(super) async fn write<W: Write>(
    db: &mut Connection,
    who: &Actor,
    copy: &mut CopyWriter<W>,
) -> Result<(), CopyError> {
    copy.section("evidence", "What you logged", "as each entry says")?;
    let person = person::find_person(db, who).await?;
    entries(db, &person, copy).await?;
    let contact = personal::find_contact(db, who).await?;
    let (openings, opened) = looks(db, who).await?;
    let mut all = |name, title, seen_by, items: Vec<Item>| {
        copy.section(name, title, seen_by)?;
        items.iter().try_for_each(|item| copy.item(item))
    };
    all("prompts", "What Bearings asked you, and what you answered", YOU_ALONE, questions(db, who).await?)?;
    all("openings", "Who opened your entries", YOU_ALONE, openings)?;
    all("opened", "Whose entries you opened", "you, and each author for their own entries", opened)?;
    let exports = administrator_exports(db, who).await?;
    all("administrator_exports", "When an administrator exported your data", YOU_ALONE, exports)?;
    all("settings", "Your settings", YOU_ALONE, settings(&person))?;
    all("slack", "What Slack says about you", "only you", slack(&person, &contact)?)?;
    let managers_too = "you, your managers, and the admins who maintain it";
    all("roster", "What the roster says about you", managers_too, on_roster(db, who).await?)?;
    let channel_too = "you; once posted, everyone in the channel";
    all("digests", "Your entries in digests", channel_too, digests(db, who).await?)?;
    all(
        "digests_to_read",
        "Digests that you can read, as the authors were told",
        "you and their authors",
        of_weeks(personal::list_digests_to_read(db, who).await?),
    )?;
    all(
        "digests_that_waited",
        "Digests on hold because you were in their channel",
        "you, and the managers of those teams",
        of_weeks(personal::list_digests_that_waited(db, who).await?),
    )?;
    let operators_too = "the people who run Bearings, but not what it said";
    all("deliveries", "What was sent to you", operators_too, sent(db, who).await?)?;
    Ok(())
}

async fn entries<W: Write>(db: &mut Connection, author: &Person, copy: &mut CopyWriter<W>) -> Result<(), CopyError> {
    let mut times = personal::list_written(db, &author.who).await?;
    let mut after = None;
    loop {
        let part = evidence::list_entries_after(db, &author.who, after, READ_AT_ONCE).await?;
        let Some(last) = part.last() else { return Ok(()) };
        after = Some((last.happened_on, last.id));
        for entry in &part {
            copy.item(&one_entry(entry, times.remove(&entry.id), &author.assignment)?)?;
        }
    }
}

fn one_entry(entry: &Entry, times: Option<Written>, assignment: &Assignment) -> Result<Item, StoreError> {
    let shown = |shown: &BehaviourRef| {
        let BehaviourRef { wording, theme, level, track, version, behaviour } = shown;
        format!("{wording} ({track} {version}, {theme}, level {level}, {behaviour})")
    };
    let managers: Vec<String> = readers(entry, assignment).map(|manager| manager.member.to_string()).collect();
    let seen_by =
        if managers.is_empty() { "only you".to_owned() } else { format!("you and {}", managers.join(" and ")) };
    let shared_with = entry.shares.iter().map(|share| share.manager.to_string());
    Ok(Item::new()
        .text("number", Some(entry.id.to_string()))
        .text("day", Some(entry.happened_on.to_string()))
        .words("words", Some(&entry.words))
        .text("link", entry.link.as_ref().map(Link::as_str))
        .words("quote", entry.quote.as_ref())
        .list("shows", entry.behaviours.iter().map(shown))
        .text("seen_by", Some(seen_by))
        .list("shared_with", shared_with)
        .at("shared_at", times.as_ref().map(Written::shared_at).transpose()?.flatten())
        .at("written_at", times.as_ref().map(Written::created_at).transpose()?)
        .text("written_in", times.map(|times| times.view_id))
        .at("deleted_at", entry.deleted_at))
}

async fn questions(db: &mut Connection, who: &Actor) -> Result<Vec<Item>, StoreError> {
    let item = |question: Question| {
        let answers = question.answers.iter().map(|(behaviour, at)| Ok(format!("{behaviour}, {}", moment(*at)?)));
        let answers = answers.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Item::new()
            .text("week", Some(question.week))
            .text("state", Some(question.state))
            .at("until", question.state_until.map(instant).transpose()?)
            .text("reason", question.reason)
            .at("asked_at", question.asked_at.map(instant).transpose()?)
            .number("every_so_many_weeks", Some(question.frequency_weeks))
            .truth("offered_to_ask_less_often", question.offers_less_often.then_some(true))
            .number("chosen_weeks", question.chosen_frequency_weeks)
            .list("offered", question.offered)
            .list("answered", answers))
    };
    personal::list_questions(db, who).await?.into_iter().map(item).collect()
}

/// Who opened their entries, and whose entries they opened.
async fn looks(db: &mut Connection, who: &Actor) -> Result<(Vec<Item>, Vec<Item>), StoreError> {
    let (mut openings, mut opened) = (Vec::new(), Vec::new());
    for (author, reader, entries, at) in personal::list_looks(db, who).await? {
        let item = Item::new().at("at", Some(instant(at)?)).number("entries_at_once", Some(entries));
        if author == who.member.as_str() {
            openings.push(item.text("reader", Some(reader)));
        } else {
            opened.push(item.text("author", Some(author)));
        }
    }
    Ok((openings, opened))
}

async fn administrator_exports(db: &mut Connection, who: &Actor) -> Result<Vec<Item>, StoreError> {
    let exports = personal::list_exports(db, who).await?;
    Ok(exports.into_iter().map(|(at, way)| Item::new().at("at", Some(at)).text("way", Some(way.name()))).collect())
}

fn settings(person: &Person) -> Vec<Item> {
    let Some(preferences) = &person.preferences else { return some(Item::new()) };
    let prompt_time = preferences.prompt_time;
    let item = Item::new()
        .text("introduction", Some(preferences.introduction.as_ref()))
        .at("decided_at", preferences.decided_at)
        .at("asked_since", preferences.eligible_since)
        .number("weekday", prompt_time.map(|time| time.weekday().number_from_monday().into()))
        .text("time", prompt_time.map(|time| time.time().format("%H:%M").to_string()))
        .number("every_so_many_weeks", Some(preferences.frequency.weeks().into()))
        .at("paused_until", preferences.paused_until)
        .truth("new_entries_are_shared", Some(preferences.shares_up_to.0 > 0))
        .text("zone", preferences.zone.clone())
        .text("language_of_dates", Some(preferences.language.as_ref()));
    some(item)
}

fn slack(person: &Person, contact: &Contact) -> Result<Vec<Item>, StoreError> {
    let profile = person.slack.as_ref().map(|(profile, _)| profile);
    let away_until = profile.and_then(|profile| if let Away::Until(until) = profile.away { Some(until) } else { None });
    let item = Item::new()
        .text("zone", profile.and_then(|profile| profile.zone.clone()))
        .at("asked_at", person.fetched_at())
        .truth("is_admin", profile.map(|profile| profile.is_admin))
        .truth("is_guest", profile.map(|profile| profile.is_guest))
        .truth("has_left", profile.map(|profile| profile.is_deactivated))
        .at("left_at", contact.left_at.map(instant).transpose()?)
        .truth("is_away", profile.map(|profile| profile.away != Away::No))
        .at("away_until", away_until)
        .text("dm", contact.dm.clone())
        .at("dm_is_emptied_since", contact.erased_at.map(instant).transpose()?);
    Ok(some(item))
}

async fn on_roster(db: &mut Connection, who: &Actor) -> Result<Vec<Item>, StoreError> {
    let found = personal::find_on_roster(db, who).await?;
    let Stands { track, level, sub_level, team } = found.stands.unwrap_or_default();
    let item = Item::new()
        .text("track", track)
        .number("level", level)
        .text("sub_level", sub_level)
        .text("team", team)
        .list("managers", found.managers)
        .list("manager_of", found.engineers)
        .list("manages_teams", found.teams)
        .list("may_be_in_digest_channel_of", found.insider_of);
    Ok(some(item))
}

async fn digests(db: &mut Connection, who: &Actor) -> Result<Vec<Item>, StoreError> {
    let item = |row: InDigest| {
        Ok(Item::new()
            .text("team", Some(row.team))
            .text("week", Some(row.week))
            .text("channel", Some(row.channel))
            .text("state", Some(row.state))
            .text("entry", Some(row.evidence_id.to_string()))
            .truth("held_back", Some(row.is_held))
            .truth("may_stand_in_the_channel", Some(row.posting_started.unwrap_or(false) && !row.is_held))
            .at("preview_sent_at", row.previewed_at.map(instant).transpose()?))
    };
    personal::list_digests(db, who).await?.into_iter().map(item).collect()
}

fn of_weeks(rows: Vec<(String, String)>) -> Vec<Item> {
    rows.into_iter().map(|(team, week)| Item::new().text("team", Some(team)).text("week", Some(week))).collect()
}

async fn sent(db: &mut Connection, who: &Actor) -> Result<Vec<Item>, StoreError> {
    let rows = personal::list_sent(db, who).await?.into_iter().map(|row| {
        Ok(Item::new()
            .text("kind", Some(row.kind))
            .text("state", Some(row.state))
            .at("promised_at", Some(instant(row.created_at)?))
            .text("channel", row.channel)
            .text("message", row.ts)
            .text("reason", row.reason))
    });
    rows.collect()
}

fn some(item: Item) -> Vec<Item> {
    if item.is_empty() { Vec::new() } else { vec![item] }
}

fn moment(millis: i64) -> Result<String, StoreError> {
    Ok(written(instant(millis)?))
}
