//! Table tests of planning, for the cases that people will ask about.

mod delays;

use chrono::{NaiveTime, Weekday};

use super::*;

/// A member with a jitter of 168 s.
const MEMBER: &str = "foobar";

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn prompt_time(weekday: Weekday, hour: u32, minute: u32) -> PromptTime {
    PromptTime::new(weekday, NaiveTime::from_hms_opt(hour, minute, 0).unwrap()).unwrap()
}

fn week(text: &str) -> Week {
    text.parse().unwrap()
}

/// Thursdays at 15:30 in Lisbon, which is 14:30 UTC in these weeks; the engineer started in early May.
fn schedule() -> PromptSchedule {
    PromptSchedule {
        member: MemberId::new(MEMBER),
        zone: "Europe/Lisbon".into(),
        team_zone: "UTC".into(),
        prompt_time: prompt_time(Weekday::Thu, 15, 30),
        since: Some(at("2026-05-01T00:00:00Z")),
        frequency: Frequency::EveryWeek,
        paused_until: None,
        stopped: false,
        away: Away::No,
        deactivated: false,
    }
}

fn asked(name: &str, at_text: &str) -> Slot {
    Slot { week: week(name), asked_at: Some(at(at_text)), snoozed_until: None }
}

/// Week 22's slot, asked as usual.
fn before() -> [Slot; 1] {
    [asked("2026-W22", "2026-05-28T14:32:48Z")]
}

/// `ask W23`, `skip W23 Missed`, `remind W23`, `wait 2026-06-04T14:32:48Z` or `wait`.
fn describe(plan: Plan) -> String {
    let short = |week: Week| week.to_string()[5..].to_owned();
    let instant = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    match plan {
        Plan::Ask { week, .. } => format!("ask {}", short(week)),
        Plan::Remind { week, .. } => format!("remind {}", short(week)),
        Plan::Skip { week, reason } => format!("skip {} {reason:?}", short(week)),
        Plan::Wait { until: Some(until) } => format!("wait {}", instant(until)),
        Plan::Wait { until: None } => "wait".to_owned(),
    }
}

#[test]
fn one_prompt_from_its_due_instant_for_96_hours_at_work() {
    for (now, expected) in [
        ("2026-06-04T14:32:47Z", "wait 2026-06-04T14:32:48Z"),
        ("2026-06-04T14:32:48Z", "ask W23"),
        ("2026-06-04T16:59:59Z", "ask W23"),
        ("2026-06-04T17:00:00Z", "wait 2026-06-05T08:00:00Z"),
        ("2026-06-05T08:00:00Z", "ask W23"),
        ("2026-06-06T12:00:00Z", "wait 2026-06-08T08:00:00Z"),
        ("2026-06-08T14:32:47Z", "ask W23"),
        ("2026-06-08T14:32:48Z", "skip W23 Missed"),
        ("2026-06-11T14:32:48Z", "skip W23 Missed"),
    ] {
        assert_eq!(describe(plan(&schedule(), &before(), at(now))), expected, "{now}");
    }
    let (due_at, until) = (at("2026-06-04T14:32:48Z"), at("2026-06-08T14:32:48Z"));
    assert_eq!(
        plan(&schedule(), &before(), at("2026-06-05T08:00:00Z")),
        Plan::Ask { week: week("2026-W23"), due_at, until }
    );
}

#[test]
fn a_week_with_a_slot_is_done_whatever_the_clock_says() {
    let history = [asked("2026-W23", "2026-06-04T14:32:48Z"), before()[0]];
    for now in ["2026-06-04T13:03:00Z", "2026-06-04T14:32:48Z", "2026-06-08T09:00:00Z", "2026-05-27T09:00:00Z"] {
        assert_eq!(describe(plan(&schedule(), &history, at(now))), "wait 2026-06-11T14:32:48Z", "{now}");
    }
}

#[test]
fn nobody_is_asked_before_start_or_after_stop() {
    let now = at("2026-06-04T15:00:00Z");
    for (schedule, expected) in [
        (PromptSchedule { since: None, ..schedule() }, "wait"),
        (PromptSchedule { stopped: true, ..schedule() }, "wait"),
        (PromptSchedule { deactivated: true, ..schedule() }, "wait"),
        (PromptSchedule { since: Some(at("2026-06-04T14:32:48Z")), ..schedule() }, "ask W23"),
        (PromptSchedule { since: Some(at("2026-06-04T14:32:49Z")), ..schedule() }, "wait 2026-06-11T14:32:48Z"),
    ] {
        assert_eq!(describe(plan(&schedule, &[], now)), expected, "{schedule:?}");
        assert_eq!(upcoming(&schedule, &[], now).is_none(), expected == "wait");
    }
}

#[test]
fn after_a_long_outage_the_old_weeks_are_skipped_and_the_current_is_asked() {
    let mut history = before().to_vec();
    for expected in ["skip W23 Missed", "skip W24 Missed", "skip W25 Missed", "ask W26"] {
        let plan = plan(&schedule(), &history, at("2026-06-26T09:00:00Z"));
        assert_eq!(describe(plan), expected);
        if let Plan::Skip { week, .. } = plan {
            history.push(Slot { week, asked_at: None, snoozed_until: None });
        }
    }
    assert_eq!(
        describe(plan(&schedule(), &before(), at("2027-06-25T09:00:00Z"))),
        "skip W17 Missed",
        "no older than that"
    );
}

#[test]
fn the_newer_week_wins_and_no_day_has_two() {
    let monday = PromptSchedule { prompt_time: prompt_time(Weekday::Mon, 15, 30), ..schedule() };
    let friday = PromptSchedule { prompt_time: prompt_time(Weekday::Fri, 17, 45), ..schedule() };
    assert_eq!(describe(plan(&friday, &before(), at("2026-06-08T08:00:00Z"))), "ask W23");
    let late = [asked("2026-W23", "2026-06-08T08:00:00Z")];
    assert_eq!(describe(plan(&monday, &late, at("2026-06-08T14:40:00Z"))), "wait 2026-06-09T08:00:00Z");
    assert_eq!(describe(plan(&monday, &late, at("2026-06-09T08:00:00Z"))), "ask W24");
    let none = [asked("2026-W21", "2026-05-21T14:32:48Z")];
    assert_eq!(describe(plan(&monday, &none, at("2026-06-01T14:32:48Z"))), "skip W22 Missed");
    let daily = PromptSchedule { prompt_time: prompt_time(Weekday::Thu, 9, 0), ..schedule() };
    let snoozed = Slot { snoozed_until: Some(at("2026-06-04T08:00:00Z")), ..before()[0] };
    assert_eq!(
        describe(plan(&daily, &[snoozed], at("2026-06-04T08:01:00Z"))),
        "wait 2026-06-04T08:02:48Z",
        "today's is newer"
    );
    assert_eq!(describe(plan(&daily, &[snoozed], at("2026-06-04T08:02:48Z"))), "ask W23");
}

#[test]
fn a_slower_pace_leaves_weeks_out() {
    for (frequency, now, expected) in [
        (Frequency::EverySecondWeek, "2026-06-04T15:00:00Z", "wait 2026-06-11T14:32:48Z"),
        (Frequency::EverySecondWeek, "2026-06-11T15:00:00Z", "ask W24"),
        (Frequency::Monthly, "2026-06-11T15:00:00Z", "wait 2026-06-25T14:32:48Z"),
        (Frequency::Monthly, "2026-06-25T15:00:00Z", "ask W26"),
    ] {
        assert_eq!(
            describe(plan(&PromptSchedule { frequency, ..schedule() }, &before(), at(now))),
            expected,
            "{frequency:?} {now}"
        );
    }
}

#[test]
fn a_snoozed_prompt_comes_again_until_the_next_is_due() {
    let snoozed = |text| [Slot { snoozed_until: Some(at(text)), ..before()[0] }];
    for (until, now, expected) in [
        ("2026-05-29T14:32:48Z", "2026-05-29T14:32:47Z", "wait 2026-05-29T14:32:48Z"),
        ("2026-05-29T14:32:48Z", "2026-05-29T14:32:48Z", "remind W22"),
        ("2026-05-29T14:32:48Z", "2026-05-29T18:00:00Z", "wait 2026-06-01T08:00:00Z"),
        ("2026-05-29T14:32:48Z", "2026-06-02T14:32:47Z", "remind W22"),
        ("2026-05-29T14:32:48Z", "2026-06-02T14:32:48Z", "wait 2026-06-04T14:32:48Z"),
        ("2026-06-20T14:32:48Z", "2026-06-02T14:32:48Z", "wait 2026-06-04T14:32:48Z"),
        ("2026-06-04T13:00:00Z", "2026-06-04T13:10:00Z", "wait 2026-06-04T14:32:48Z"),
        ("2026-06-03T13:00:00Z", "2026-06-04T14:32:48Z", "ask W23"),
        ("2026-05-28T15:00:00Z", "2026-05-28T15:00:00Z", "wait 2026-05-29T08:00:00Z"),
    ] {
        assert_eq!(describe(plan(&schedule(), &snoozed(until), at(now))), expected, "{until} {now}");
    }
    let until = at("2026-06-02T14:32:48Z");
    assert_eq!(
        plan(&schedule(), &snoozed("2026-05-29T14:32:48Z"), at("2026-05-29T14:32:48Z")),
        Plan::Remind { week: week("2026-W22"), until }
    );
    let away = PromptSchedule { away: Away::Open, ..schedule() };
    let plan = plan(&away, &snoozed("2026-05-29T14:32:48Z"), at("2026-05-29T14:32:48Z"));
    assert_eq!(plan, Plan::Wait { until: Some(until) });
}

#[test]
fn what_was_planned_is_sent_only_while_it_still_holds() {
    let until = at("2026-06-08T14:32:48Z");
    let later = |text| Sending::Later(Some(at(text)));
    for (schedule, now, expected) in [
        (schedule(), "2026-06-04T14:33:00Z", Sending::Now),
        (schedule(), "2026-06-04T17:00:00Z", later("2026-06-05T08:00:00Z")),
        (schedule(), "2026-06-08T14:32:47Z", Sending::Now),
        (schedule(), "2026-06-08T14:32:48Z", Sending::Never),
        (PromptSchedule { since: None, ..schedule() }, "2026-06-04T14:33:00Z", Sending::Never),
        (PromptSchedule { stopped: true, ..schedule() }, "2026-06-04T14:33:00Z", Sending::Never),
        (PromptSchedule { deactivated: true, ..schedule() }, "2026-06-04T14:33:00Z", Sending::Never),
        (PromptSchedule { away: Away::Open, ..schedule() }, "2026-06-04T14:33:00Z", Sending::Later(None)),
        (
            PromptSchedule { paused_until: Some(at("2026-06-05T10:00:00Z")), ..schedule() },
            "2026-06-04T14:33:00Z",
            later("2026-06-05T10:00:00Z"),
        ),
        (PromptSchedule { paused_until: Some(until), ..schedule() }, "2026-06-04T14:33:00Z", Sending::Never),
    ] {
        assert_eq!(sending(&schedule, until, at(now)), expected, "{schedule:?} {now}");
    }
}

#[test]
fn the_weeks_that_went_by_come_before_the_prompt_that_is_sent() {
    for (now, expected) in [
        ("2026-06-03T12:00:00Z", &[][..]),
        ("2026-06-04T15:00:00Z", &["ask W23"]),
        ("2026-06-18T15:00:00Z", &["skip W23 Missed", "skip W24 Missed", "ask W25"]),
        ("2026-06-16T15:00:00Z", &["skip W23 Missed", "skip W24 Missed"]),
    ] {
        let steps: Vec<String> = plan_all(&schedule(), &before(), at(now)).into_iter().map(describe).collect();
        assert_eq!(steps, expected, "{now}");
    }
}
