//! Tests of the calendar rules: tables for clock changes, and every known zone.

use super::*;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use jiff::tz::TimeZoneDatabase;

use crate::domain::ids::MemberId;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn prompt_time(weekday: Weekday, text: &str) -> PromptTime {
    PromptTime::new(weekday, time(text)).unwrap()
}

#[test]
fn the_same_moment_is_another_day_elsewhere() {
    let now = at("2026-06-03T22:30:00Z");
    for (zone, expected) in [
        ("UTC", "2026-06-03"),
        ("Europe/Lisbon", "2026-06-03"),
        ("Asia/Tokyo", "2026-06-04"),
        ("America/New_York", "2026-06-03"),
        ("Pacific/Kiritimati", "2026-06-04"),
        ("Mars/Olympus_Mons", "2026-06-03"),
        ("", "2026-06-03"),
    ] {
        assert_eq!(today(zone, now).to_string(), expected, "{zone}");
    }
}

#[test]
fn a_day_begins_at_local_midnight_also_when_clocks_change() {
    for (instant, zone, expected) in [
        ("2026-03-28T23:59:59Z", "Europe/Lisbon", "2026-03-28"),
        ("2026-03-29T00:00:00Z", "Europe/Lisbon", "2026-03-29"),
        ("2026-03-29T22:59:59Z", "Europe/Lisbon", "2026-03-29"),
        ("2026-03-29T23:00:00Z", "Europe/Lisbon", "2026-03-30"),
    ] {
        assert_eq!(today(zone, at(instant)).to_string(), expected, "{instant}");
    }
}

#[test]
fn a_zone_that_no_table_knows_is_the_teams() {
    let now = at("2026-06-03T22:30:00Z");
    for (name, team, own, expected) in [
        ("Asia/Tokyo", "Europe/Lisbon", true, "2026-06-04 07:30:00"),
        ("asia/tokyo", "Europe/Lisbon", true, "2026-06-04 07:30:00"),
        ("US/Pacific", "Europe/Lisbon", true, "2026-06-03 15:30:00"),
        ("UTC", "Europe/Lisbon", true, "2026-06-03 22:30:00"),
        ("Mars/Olympus_Mons", "Europe/Lisbon", false, "2026-06-03 23:30:00"),
        ("Etc/Unknown", "Europe/Lisbon", false, "2026-06-03 23:30:00"),
        ("", "Europe/Lisbon", false, "2026-06-03 23:30:00"),
        ("../../etc/passwd", "Europe/Lisbon", false, "2026-06-03 23:30:00"),
        ("", "Mars/Olympus_Mons", false, "2026-06-03 22:30:00"),
    ] {
        let zone = Zone::of(name, team);
        assert_eq!((zone.is_own(), zone.local(now).to_string().as_str()), (own, expected), "{name}");
        assert_eq!(is_known(name), own, "{name}");
    }
    assert_eq!(Zone::of("UTC", "UTC").local(at("2026-06-03T22:30:15.250Z")).to_string(), "2026-06-03 22:30:15.250");
}

#[test]
fn weeks_are_iso_weeks_and_go_through_text() {
    for (date, expected, next, previous) in [
        ("2026-06-04", "2026-W23", "2026-W24", "2026-W22"),
        ("2026-12-31", "2026-W53", "2027-W01", "2026-W52"),
        ("2027-01-03", "2026-W53", "2027-W01", "2026-W52"),
        ("2027-01-04", "2027-W01", "2027-W02", "2026-W53"),
        ("2024-12-30", "2025-W01", "2025-W02", "2024-W52"),
    ] {
        let date: NaiveDate = date.parse().unwrap();
        let week = Week::of(date);
        assert_eq!(week.to_string(), expected);
        assert_eq!((week.next().to_string().as_str(), week.previous().to_string().as_str()), (next, previous));
        assert_eq!(week.to_string().parse(), Ok(week));
        assert_eq!(week.day(date.weekday()), date);
        assert!(week.previous() < week && week < week.next());
        assert_eq!((week.after(60).before(60), week.after(1), week.before(1)), (week, week.next(), week.previous()));
    }
    for (text, error) in [
        ("2025-W53", WeekError::NoSuchWeek),
        ("2026-W00", WeekError::NoSuchWeek),
        ("2026-W54", WeekError::NoSuchWeek),
        ("2026W23", WeekError::Form),
        ("2026-W3", WeekError::Form),
        ("2026-W+3", WeekError::Form),
        ("-026-W23", WeekError::Form),
        ("26-W23", WeekError::Form),
        ("2026-W023", WeekError::Form),
        ("", WeekError::Form),
    ] {
        assert_eq!(text.parse::<Week>(), Err(error), "{text}");
    }
}

#[test]
fn a_prompt_time_is_on_a_working_day_inside_messaging_hours() {
    for (weekday, text, expected) in [
        (Weekday::Mon, "09:00:00", Ok(())),
        (Weekday::Thu, "15:30:00", Ok(())),
        (Weekday::Fri, "17:45:00", Ok(())),
        (Weekday::Fri, "17:45:01", Err(PromptTimeError::TooLate)),
        (Weekday::Fri, "23:00:00", Err(PromptTimeError::TooLate)),
        (Weekday::Mon, "08:59:59", Err(PromptTimeError::TooEarly)),
        (Weekday::Mon, "00:00:00", Err(PromptTimeError::TooEarly)),
        (Weekday::Sat, "12:00:00", Err(PromptTimeError::DayOff)),
        (Weekday::Sun, "03:00:00", Err(PromptTimeError::DayOff)),
    ] {
        let made = PromptTime::new(weekday, time(text));
        assert_eq!(made.map(|_| ()), expected, "{weekday} {text}");
        if let Ok(made) = made {
            assert_eq!((made.weekday(), made.time()), (weekday, time(text)));
        }
    }
    assert_eq!(PromptTimeError::TooEarly.to_string(), "questions go out from 09:00 on");
    assert_eq!(PromptTimeError::TooLate.to_string(), "questions go out until 17:45");
}

#[test]
fn the_jitter_of_a_member_never_changes_and_spreads_them() {
    for (member, seconds) in [("", 437), ("a", 196), ("foobar", 168), ("U012AB3CD", 374)] {
        assert_eq!(jitter(&MemberId::new(member)), TimeDelta::seconds(seconds), "{member}");
    }
    let mut minutes = [0; 15];
    for number in 0..15_000 {
        let jitter = jitter(&MemberId::new(format!("U0{number:07X}")));
        assert!(jitter < JITTER);
        minutes[usize::try_from(jitter.num_minutes()).unwrap()] += 1;
    }
    assert!(minutes.iter().all(|people| (800..1200).contains(people)), "{minutes:?}");
}

#[test]
fn due_is_the_wall_time_also_when_clocks_change() {
    for (zone, week, weekday, wall, expected, why) in [
        ("Europe/Lisbon", "2026-W23", Weekday::Thu, "15:30", "2026-06-04T14:30:00Z", "summer"),
        ("Europe/Lisbon", "2026-W13", Weekday::Thu, "15:30", "2026-03-26T15:30:00Z", "before the change on Sunday"),
        ("Europe/Lisbon", "2026-W14", Weekday::Mon, "09:00", "2026-03-30T08:00:00Z", "after it"),
        ("Europe/Lisbon", "2026-W44", Weekday::Mon, "09:00", "2026-10-26T09:00:00Z", "after the other one"),
        ("America/New_York", "2026-W10", Weekday::Fri, "17:45", "2026-03-06T22:45:00Z", "before the change"),
        ("America/New_York", "2026-W11", Weekday::Fri, "17:45", "2026-03-13T21:45:00Z", "after it"),
        ("Australia/Lord_Howe", "2026-W41", Weekday::Mon, "09:00", "2026-10-04T22:00:00Z", "half an hour of summer"),
        ("Australia/Lord_Howe", "2026-W40", Weekday::Mon, "09:00", "2026-09-27T22:30:00Z", "before it"),
        ("Asia/Kathmandu", "2026-W23", Weekday::Wed, "09:00", "2026-06-03T03:15:00Z", "a quarter of an hour"),
        ("Pacific/Kiritimati", "2026-W23", Weekday::Mon, "09:00", "2026-05-31T19:00:00Z", "Sunday in UTC"),
        ("Pacific/Pago_Pago", "2026-W23", Weekday::Fri, "17:45", "2026-06-06T04:45:00Z", "Saturday in UTC"),
        ("Africa/Juba", "2021-W05", Weekday::Mon, "09:00", "2021-02-01T07:00:00Z", "new rules from this day on"),
        (
            "Pacific/Apia",
            "2011-W52",
            Weekday::Fri,
            "15:30",
            "2011-12-31T01:30:00Z",
            "a Friday that never was: a day later",
        ),
    ] {
        let due = due(week.parse().unwrap(), prompt_time(weekday, &format!("{wall}:00")), &Zone::of(zone, "UTC"));
        assert_eq!(due, at(expected), "{zone} {week}: {why}");
    }
}

#[test]
fn a_gap_shifts_forward_and_an_overlap_takes_the_first() {
    for (zone, day, wall, expected) in [
        ("Europe/Lisbon", "2026-03-29", "00:59:00", "2026-03-29T00:59:00Z"),
        ("Europe/Lisbon", "2026-03-29", "01:30:00", "2026-03-29T01:30:00Z"),
        ("Europe/Lisbon", "2026-03-29", "02:00:00", "2026-03-29T01:00:00Z"),
        ("Europe/Lisbon", "2026-10-25", "01:30:00", "2026-10-25T00:30:00Z"),
        ("Europe/Lisbon", "2026-10-25", "02:00:00", "2026-10-25T02:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15:00", "2026-10-03T15:45:00Z"),
        ("Antarctica/Troll", "2026-03-29", "02:00:00", "2026-03-29T02:00:00Z"),
    ] {
        let instant = Zone::of(zone, "UTC").instant(day.parse().unwrap(), time(wall));
        assert_eq!(instant, at(expected), "{zone} {day} {wall}");
    }
}

#[test]
fn messaging_time_is_a_working_day_between_nine_and_six_where_they_are() {
    for (zone, now, expected) in [
        ("Europe/Lisbon", "2026-06-04T07:59:59.999Z", Some("2026-06-04T08:00:00Z")),
        ("Europe/Lisbon", "2026-06-04T08:00:00Z", None),
        ("Europe/Lisbon", "2026-06-04T16:59:59.999Z", None),
        ("Europe/Lisbon", "2026-06-04T17:00:00Z", Some("2026-06-05T08:00:00Z")),
        ("Europe/Lisbon", "2026-06-05T17:00:00Z", Some("2026-06-08T08:00:00Z")),
        ("Europe/Lisbon", "2026-06-06T12:00:00Z", Some("2026-06-08T08:00:00Z")),
        ("Europe/Lisbon", "2026-06-07T23:30:00Z", Some("2026-06-08T08:00:00Z")),
        ("Europe/Lisbon", "2026-03-27T18:00:00Z", Some("2026-03-30T08:00:00Z")),
        ("Europe/Lisbon", "2026-10-23T17:00:00Z", Some("2026-10-26T09:00:00Z")),
        ("Asia/Tokyo", "2026-06-07T23:59:00Z", Some("2026-06-08T00:00:00Z")),
        ("Asia/Tokyo", "2026-06-08T00:00:00Z", None),
        ("Pacific/Apia", "2011-12-30T05:00:00Z", Some("2012-01-01T19:00:00Z")),
        ("Mars/Olympus_Mons", "2026-06-04T08:59:00Z", Some("2026-06-04T09:00:00Z")),
    ] {
        let expected = expected.map_or(MessagingTime::Now, |text| MessagingTime::From(at(text)));
        assert_eq!(messaging_time(&Zone::of(zone, "UTC"), at(now)), expected, "{zone} {now}");
    }
}

#[test]
fn tomorrow_and_next_monday_are_working_days() {
    let lisbon = Zone::of("Europe/Lisbon", "UTC");
    for (now, tomorrow, monday) in [
        ("2026-06-04T14:30:00Z", "2026-06-05T14:30:00Z", "2026-06-08T08:00:00Z"),
        ("2026-06-04T23:30:00Z", "2026-06-08T14:30:00Z", "2026-06-08T08:00:00Z"),
        ("2026-06-05T14:30:00Z", "2026-06-08T14:30:00Z", "2026-06-08T08:00:00Z"),
        ("2026-06-08T02:00:00Z", "2026-06-09T14:30:00Z", "2026-06-15T08:00:00Z"),
        ("2026-10-23T14:30:00Z", "2026-10-26T15:30:00Z", "2026-10-26T09:00:00Z"),
    ] {
        assert_eq!(next_working_day(&lisbon, at(now), time("15:30:00")), at(tomorrow), "{now}");
        assert_eq!(next_monday(&lisbon, at(now), AT_WORK_FROM), at(monday), "{now}");
    }
    let friday_that_never_was = at("2011-12-29T20:00:00Z");
    let apia = Zone::of("Pacific/Apia", "UTC");
    assert_eq!(next_working_day(&apia, friday_that_never_was, AT_WORK_FROM), at("2012-01-01T19:00:00Z"));
}

/// Every zone in the bundled tables, over ten years of weeks: one due instant per week, in order, on its weekday,
/// inside messaging hours with any jitter. A debug build tests one prompt time per zone, an optimised build three:
///
/// ```sh
/// cargo test --release --lib domain::cadence
/// ```
#[test]
fn every_week_of_every_zone_has_one_due_instant() {
    let rhythms = [
        prompt_time(Weekday::Thu, "15:30:00"),
        prompt_time(Weekday::Mon, "09:00:00"),
        prompt_time(Weekday::Fri, "17:45:00"),
    ];
    let each = if cfg!(debug_assertions) { 1 } else { rhythms.len() };
    let (first, end) = (Week::of(day(2025)), Week::of(day(2035)));
    let db = TimeZoneDatabase::bundled();
    let names: Vec<String> = db.available().map(|name| name.to_string()).collect();
    assert!(names.len() > 400, "only {} zones", names.len());
    for (number, name) in names.iter().enumerate().filter(|(_, name)| name.as_str() != "Etc/Unknown") {
        let zone = Zone::of(name, "");
        assert!(zone.is_own(), "{name}");
        for prompt_time in rhythms.iter().cycle().skip(number).take(each) {
            let (mut week, mut last) = (first, DateTime::<Utc>::MIN_UTC);
            while week < end {
                let due = due(week, *prompt_time, &zone);
                let local = zone.local(due);
                assert_eq!(Week::of(local.date()), week, "{name}: not in its week");
                assert_eq!(
                    (local.weekday(), local.time()),
                    (prompt_time.weekday(), prompt_time.time()),
                    "{name} {week}"
                );
                assert_eq!(messaging_time(&zone, due), MessagingTime::Now, "{name} {week}");
                assert_eq!(
                    messaging_time(&zone, due + JITTER - TimeDelta::milliseconds(1)),
                    MessagingTime::Now,
                    "{name} {week}"
                );
                assert!(due > last, "{name} {week}: not after the week before");
                (week, last) = (week.next(), due);
            }
        }
    }
}

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 4).unwrap()
}
