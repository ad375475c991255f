//! What delays a prompt or leaves one out: pauses, absences, flights and new habits.

use super::*;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn pauses_and_absences_that_end_in_time_only_delay() {
    let until = |text| Some(at(text));
    let away = |text| Away::Until(at(text));
    for (schedule, now, expected) in [
        (
            PromptSchedule { paused_until: until("2026-06-05T10:00:00Z"), ..schedule() },
            "2026-06-04T15:00:00Z",
            "wait 2026-06-05T10:00:00Z",
        ),
        (
            PromptSchedule { paused_until: until("2026-06-05T10:00:00Z"), ..schedule() },
            "2026-06-05T10:00:00Z",
            "ask W23",
        ),
        (
            PromptSchedule { paused_until: until("2026-07-01T10:00:00Z"), ..schedule() },
            "2026-06-04T15:00:00Z",
            "wait 2026-06-08T14:32:48Z",
        ),
        (
            PromptSchedule { paused_until: until("2026-07-01T10:00:00Z"), ..schedule() },
            "2026-06-08T14:32:48Z",
            "skip W23 Paused",
        ),
        (
            PromptSchedule { paused_until: until("2026-06-05T10:00:00Z"), ..schedule() },
            "2026-06-08T14:32:48Z",
            "skip W23 Missed",
        ),
        (
            PromptSchedule { away: away("2026-06-08T08:30:00Z"), ..schedule() },
            "2026-06-05T10:00:00Z",
            "wait 2026-06-08T08:30:00Z",
        ),
        (PromptSchedule { away: away("2026-06-08T08:30:00Z"), ..schedule() }, "2026-06-08T08:30:00Z", "ask W23"),
        (PromptSchedule { away: away("2026-06-20T08:30:00Z"), ..schedule() }, "2026-06-08T14:32:48Z", "skip W23 Away"),
        (
            PromptSchedule { away: away("2026-06-05T08:30:00Z"), ..schedule() },
            "2026-06-08T14:32:48Z",
            "skip W23 Missed",
        ),
        (PromptSchedule { away: Away::Open, ..schedule() }, "2026-06-04T15:00:00Z", "wait 2026-06-08T14:32:48Z"),
        (PromptSchedule { away: Away::Open, ..schedule() }, "2026-06-08T14:32:48Z", "skip W23 Away"),
        (
            PromptSchedule {
                away: away("2026-06-05T10:00:00Z"),
                paused_until: until("2026-06-05T12:00:00Z"),
                ..schedule()
            },
            "2026-06-05T09:00:00Z",
            "wait 2026-06-05T12:00:00Z",
        ),
        (
            PromptSchedule {
                prompt_time: prompt_time(Weekday::Tue, 17, 45),
                paused_until: until("2026-06-05T19:00:00Z"),
                ..schedule()
            },
            "2026-06-08T09:00:00Z",
            "skip W23 Paused",
        ),
    ] {
        assert_eq!(describe(plan(&schedule, &before(), at(now))), expected, "{schedule:?} {now}");
    }
}

#[test]
fn flights_and_new_habits_neither_double_nor_lose_a_week() {
    let done = [asked("2026-W23", "2026-06-04T06:32:48Z")];
    for (zone, weekday, history, now, expected, why) in [
        (
            "America/Los_Angeles",
            Weekday::Thu,
            &done[..],
            "2026-06-04T22:40:00Z",
            "wait 2026-06-11T22:32:48Z",
            "flew west",
        ),
        ("Asia/Tokyo", Weekday::Thu, &before()[..], "2026-06-04T07:00:00Z", "ask W23", "flew east on the day"),
        ("Mars/Base", Weekday::Thu, &before()[..], "2026-06-04T15:32:48Z", "ask W23", "the team's zone"),
        (
            "Europe/Lisbon",
            Weekday::Fri,
            &done[..],
            "2026-06-05T15:00:00Z",
            "wait 2026-06-12T14:32:48Z",
            "later, after it",
        ),
        (
            "Europe/Lisbon",
            Weekday::Mon,
            &done[..],
            "2026-06-05T15:00:00Z",
            "wait 2026-06-08T14:32:48Z",
            "earlier, after it",
        ),
        ("Europe/Lisbon", Weekday::Mon, &before()[..], "2026-06-02T15:00:00Z", "ask W23", "to a day that passed"),
        ("Europe/Lisbon", Weekday::Mon, &before()[..], "2026-06-05T15:00:00Z", "skip W23 Missed", "long ago"),
    ] {
        let schedule = PromptSchedule { zone: zone.into(), prompt_time: prompt_time(weekday, 15, 30), ..schedule() };
        assert_eq!(describe(plan(&schedule, history, at(now))), expected, "{why}");
    }
}
