//! When digests are due, which entries go into them, which channels are allowed, and how much fits into a message; plus
//! what holds in any ten weeks. In full: `PROPTEST_CASES=10000 cargo test --release --lib domain::digest`.

pub(crate) mod account;
mod bot;
mod calendar;
pub(crate) mod world;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::domain::cadence::Zone;
use crate::domain::evidence::tests::entry;
use crate::domain::evidence::{Entry, Share};
use crate::domain::roster::{Assignment, Manager, Tenure, WeeklyTime};

const ZONES: [&str; 7] = [
    "Europe/Lisbon",
    "Asia/Tokyo",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
];

fn at(time: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(time).unwrap().into()
}

fn members(names: &[&str]) -> BTreeSet<MemberId> {
    names.iter().map(|name| MemberId::new(*name)).collect()
}

fn assignment(managers: &[(&str, i64)]) -> Assignment {
    let manager = |(member, tenure): &(&str, i64)| Manager { member: MemberId::new(*member), tenure: Tenure(*tenure) };
    Assignment { managers: managers.iter().map(manager).collect(), ..Assignment::default() }
}

fn shared(with: &[(&str, i64)]) -> Entry {
    let share = |(manager, tenure): &(&str, i64)| Share { manager: MemberId::new(*manager), tenure: Tenure(*tenure) };
    Entry { shares: with.iter().map(share).collect(), ..entry(1, "2026-06-03", "words", &[]) }
}

#[test]
fn only_what_every_manager_may_read_now_and_was_newly_shared_goes_in() {
    let (since, until) = (at("2026-06-01T00:00:00Z"), at("2026-06-04T09:00:00Z"));
    let (before, within) = (since - TimeDelta::seconds(1), since + TimeDelta::days(1));
    let one = members(&["UPRIYA"]);
    let two = members(&["UPRIYA", "UKIM"]);
    let nobody = members(&[]);
    let now = assignment(&[("UPRIYA", 1), ("UKIM", 2)]);
    let priyas = [("UPRIYA", 1)];
    let both = [("UPRIYA", 1), ("UKIM", 2)];
    for (with, managers, shared_at, is_in_a_digest, goes) in [
        (&priyas[..], &one, within, false, true),
        (&both[..], &two, within, false, true),
        (&priyas[..], &one, since, false, true),
        (&priyas[..], &two, within, false, false),
        (&priyas[..], &nobody, within, false, false),
        (&[], &one, within, false, false),
        // From an earlier tenure as the author's manager.
        (&[("UPRIYA", 9)], &one, within, false, false),
        (&priyas[..], &one, within, true, false),
        (&priyas[..], &one, before, false, false),
        (&priyas[..], &one, until, false, false),
    ] {
        let entry = shared(with);
        let window = Window { managers, since, until };
        let candidate = Candidate { shares: &entry.shares, shared_at, assignment: &now, is_in_a_digest };
        assert_eq!(goes_in(&candidate, &window), goes, "{with:?} {managers:?} {shared_at} {is_in_a_digest}");
        let deleted = Entry { deleted_at: Some(within), ..entry.clone() };
        assert!(!is_visible(Some(&deleted), &now, managers));
    }
    assert!(!is_visible(None, &now, &one));
}

#[test]
fn what_was_posted_stands_as_long_as_it_is_given_to_somebody_who_reads_it_there() {
    let audience = members(&["UPRIYA", "UHR"]);
    for (with, given) in [
        (&[("UPRIYA", 1)][..], true),
        (&[("UPRIYA", 1), ("UKIM", 2)], true),
        (&[], false),
        // It was shared with another manager since.
        (&[("UKIM", 2)], false),
    ] {
        let entry = shared(with);
        assert_eq!(still_given(Some(&entry), &audience), given, "{with:?}");
        let deleted = Entry { deleted_at: Some(at("2026-06-03T10:00:00Z")), ..entry };
        assert!(!still_given(Some(&deleted), &audience));
    }
    assert!(!still_given(None, &audience));
}

fn insider(name: &str) -> ChannelMember {
    let member = MemberId::new(name);
    let is_self = name == "UBOT";
    ChannelMember { member, is_self, is_bot: is_self, is_guest: false, is_stranger: false, is_deactivated: false }
}

#[test]
fn everything_that_is_wrong_with_a_channel_is_said() {
    let (allowed, told) = (members(&["UPRIYA", "UKIM"]), members(&["UPRIYA", "UMAYA"]));
    let good = || Channel {
        is_private: true,
        is_archived: false,
        is_shared_outside: false,
        is_member: true,
        members: vec![insider("UBOT"), insider("UPRIYA")],
    };
    let with = |who: ChannelMember| Channel { members: [good().members, vec![who]].concat(), ..good() };
    let id = |name: &str| MemberId::new(name);
    for (channel, wrong) in [
        (good(), vec![]),
        (Channel { is_private: false, ..good() }, vec![ChannelProblem::Public]),
        (Channel { is_archived: true, ..good() }, vec![ChannelProblem::Archived]),
        (Channel { is_shared_outside: true, ..good() }, vec![ChannelProblem::SharedOutside]),
        (Channel { is_member: false, ..good() }, vec![ChannelProblem::NotThere]),
        (Channel { members: vec![], ..good() }, vec![ChannelProblem::NotThere]),
        (with(ChannelMember { is_guest: true, ..insider("UPRIYA") }), vec![ChannelProblem::Guest(id("UPRIYA"))]),
        (with(ChannelMember { is_stranger: true, ..insider("UKIM") }), vec![ChannelProblem::SharedOutside]),
        // Not allowed, or not disclosed to the authors.
        (with(insider("UMAYA")), vec![ChannelProblem::Outsider(id("UMAYA"))]),
        (with(insider("UKIM")), vec![ChannelProblem::NotDisclosed(id("UKIM"))]),
        (with(ChannelMember { is_deactivated: true, ..insider("UMAYA") }), vec![]),
        (with(ChannelMember { is_bot: true, ..insider("UAPP") }), vec![ChannelProblem::App(id("UAPP"))]),
        (with(ChannelMember { is_bot: true, ..insider("UJIRA") }), vec![]),
    ] {
        assert_eq!(check(&channel, &allowed, &told, Some(&members(&["UJIRA"]))), wrong, "{channel:?}");
        assert_eq!(ChannelLookup::Channel(channel).problems(&allowed, &told, Some(&members(&["UJIRA"]))), wrong);
    }
    assert_eq!(ChannelLookup::NotThere.problems(&allowed, &told, None), [ChannelProblem::NotThere]);
}

fn item(id: i64, words: &str) -> Item {
    let Entry { words, happened_on, .. } = entry(id, "2026-06-03", words, &[]);
    Item {
        entry: EntryId(id),
        text: Some(ItemText { words, quote: None, link: None, happened_on, behaviours: vec![], is_shortened: false }),
    }
}

proptest! {
    #[test]
    fn a_preview_is_early_enough_on_a_working_morning(
        author in prop::sample::select(&ZONES[..]),
        team in prop::sample::select(&ZONES[..]),
        day in 0..2_000_u32,
        weekday in 1..=5_u8,
        minute in 0..1_440_u32,
    ) {
        let (author, team) = (Zone::of(author, "UTC"), Zone::of(team, "UTC"));
        let week = Week::of(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(day.into()));
        let due = due_at(&team, WeeklyTime::from_numbers(weekday, minute).unwrap(), week);
        prop_assert_eq!(team.local(due).weekday().number_from_monday(), u32::from(weekday));
        let preview = preview_at(&author, &team, due);
        let wall = author.local(preview);
        prop_assert!(wall.hour() == 10 && !matches!(wall.weekday(), Weekday::Sat | Weekday::Sun), "{wall}");
        prop_assert!(wall.date() < team.local(due).date());
        let ahead = due - preview;
        prop_assert!(TimeDelta::hours(18) <= ahead && ahead < TimeDelta::days(6), "{ahead}");
    }

    #[test]
    fn every_line_is_in_one_message_in_its_order(
        authors in prop::collection::vec(prop::collection::vec(0..375_usize, 1..12), 0..8),
    ) {
        let mut ids = 0;
        let authors = authors.into_iter().enumerate().map(|(author, words)| {
            let items = words.iter().map(|times| { ids += 1; item(ids, &"a<&\n".repeat(*times)) }).collect();
            AuthorSection { author: MemberId::new(format!("U{author}")), items, question: None }
        }).collect();
        let week = Week::of(NaiveDate::from_ymd_opt(2026, 6, 3).unwrap());
        let whole = DigestMessage { team: "Payments".into(), week, goes_on: false, authors };
        let pages = pages(&whole);
        let items = |page: &DigestMessage| -> Vec<(MemberId, Item)> {
            let of = |of: &AuthorSection| of.items.iter().map(|item| (of.author.clone(), item.clone())).collect::<Vec<_>>();
            page.authors.iter().flat_map(of).collect()
        };
        prop_assert_eq!(pages.iter().flat_map(items).collect::<Vec<_>>(), items(&whole));
        for (position, page) in pages.iter().enumerate() {
            prop_assert_eq!(page.goes_on, position > 0);
            let long: usize = items(page).iter().map(|(_, item)| {
                item.text.as_ref().map_or(0, |text| text.words.reveal().len())
            }).sum();
            prop_assert!(long <= MOST_CHARACTERS && items(page).len() * 3 <= MOST_BLOCKS);
        }
    }

    #[test]
    fn what_grew_while_it_stood_there_is_shortened_until_it_fits(
        grown in prop::collection::vec((0..375_usize, 0..200_usize), 1..10),
    ) {
        let items: Vec<Item> = grown.iter().zip(1..).map(|((words, quote), id)| {
            let mut item = item(id, &"a<&\n".repeat(*words));
            let quote = PrivateText::new("said".repeat(*quote));
            if let Some(text) = &mut item.text { text.quote = Some(quote); }
            item
        }).collect();
        let week = Week::of(NaiveDate::from_ymd_opt(2026, 6, 3).unwrap());
        let authors = vec![AuthorSection { author: MemberId::new("U1"), items: items.clone(), question: None }];
        let whole = DigestMessage { team: "Payments".into(), week, goes_on: false, authors };
        let entries = items.iter().map(|item| item.entry).collect();
        let posted = of_post(&whole, false, &entries);
        let shown = &posted.authors[0].items;
        prop_assert_eq!(shown.iter().map(|item| item.entry).collect::<BTreeSet<_>>(), entries);
        let length = |item: &Item| item.text.as_ref().map_or(0, |text| {
            clip::escaped(text.words.reveal()) + text.quote.as_ref().map_or(0, |quote| quote.reveal().len())
        });
        prop_assert!(shown.iter().map(length).sum::<usize>() <= MOST_CHARACTERS);
        let is_short = |item: &Item| item.text.as_ref().is_some_and(|text| text.is_shortened);
        for (item, shown) in items.iter().zip(shown) {
            prop_assert_eq!(is_short(shown), item != shown);
        }
        let fits = items.iter().map(length).sum::<usize>() < MOST_CHARACTERS - 3_000;
        prop_assert!(!fits || !shown.iter().any(is_short), "what fits is left as it is");
    }
}

/// Runs a world with a bot that asks the rules.
fn live(world: &world::World) -> Result<account::Account, TestCaseError> {
    let mut account = account::Account::begin(world);
    let mut bot = bot::Bot::default();
    for moment in world.moments() {
        for step in &moment.steps {
            if let Some(step) = account.happens(step, moment.now) {
                bot.happens(&step, &mut account);
            }
        }
        if moment.is_up {
            bot.run_due(&moment, &mut account)?;
        }
    }
    account.ended()?;
    Ok(account)
}

proptest! {
    #[test]
    fn each_shared_entry_is_in_one_digest_of_its_team_or_in_none_if_its_author_held_or_took_it_back(
        world in world::a_world(),
    ) {
        live(&world)?;
    }
}

/// Guards against vacuous worlds: digests do get posted in them.
#[test]
fn a_quiet_world_posts_what_is_shared_and_an_outage_leaves_it_to_the_next_week() {
    use world::{Step, World};
    let (monday, thursday) = (10 * 60, 3 * 24 * 60);
    let writes = |author, is_shared| (monday, Step::Write { author, is_shared });
    let quiet = vec![writes(0, true), writes(1, true), writes(2, false)];
    let week_of = |world: &World| -> Vec<Option<String>> {
        let account = live(world).unwrap();
        account.entries.iter().map(|told| told.posted.map(|(_, week)| week.to_string())).collect()
    };
    let first = || Some("2026-W02".to_owned());
    assert_eq!(week_of(&World::of(quiet.clone())), [first(), first(), None]);

    let holds = (thursday + 13 * 60, Step::Hold { entry: 1, is_held: true });
    assert_eq!(week_of(&World::of([quiet.clone(), vec![holds]].concat())), [first(), None, None]);

    let down = (thursday, Step::Outage(80));
    let next = || Some("2026-W03".to_owned());
    assert_eq!(week_of(&World::of([quiet, vec![down]].concat())), [next(), next(), None]);
}
