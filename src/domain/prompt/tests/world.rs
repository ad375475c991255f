//! Ten weeks of one engineer and one bot, with whatever events happen in them.

use super::*;

pub const WEEKS: i64 = 10;
pub const ZONES: [&str; 14] = [
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Vancouver",
    "America/St_Johns",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Mars/Olympus_Mons",
];

/// An event in a world.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Start,
    Stop,
    Deactivated,
    Move(usize),
    PromptTime(PromptTime),
    Frequency(Frequency),
    Pause(i64),
    Resume,
    AwayFor(i64),
    AwayOpen,
    Back,
    Snooze(Snooze),
    Outage(i64),
    ClockBack,
}

/// Ten weeks of one engineer and one bot.
#[derive(Clone, Debug)]
pub struct PromptWorld {
    pub begin: i64,
    pub member: u32,
    pub zone: usize,
    pub prompt_time: PromptTime,
    pub events: Vec<(i64, Event)>,
    /// Minutes between the bot's runs, repeated in a cycle.
    pub looks: Vec<i64>,
    /// Whether the bot also runs at the times that the plan names.
    pub obeys: bool,
}

fn a_rhythm() -> impl Strategy<Value = PromptTime> {
    a_rhythm_on(0..5)
}

fn a_rhythm_on(days: Range<u8>) -> impl Strategy<Value = PromptTime> {
    (days, 0..=105_u32).prop_map(|(day, fives)| {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(9 * 3600 + fives * 300, 0).unwrap();
        PromptTime::new(Weekday::try_from(day).unwrap(), time).unwrap()
    })
}

fn an_event() -> impl Strategy<Value = Event> {
    let frequency = prop_oneof![Just(Frequency::EveryWeek), Just(Frequency::EverySecondWeek), Just(Frequency::Monthly)];
    let snooze = prop_oneof![Just(Snooze::Tomorrow), Just(Snooze::NextMonday)];
    prop_oneof![
        2 => Just(Event::Start),
        1 => Just(Event::Stop),
        1 => Just(Event::Deactivated),
        4 => (0..ZONES.len()).prop_map(Event::Move),
        3 => a_rhythm().prop_map(Event::PromptTime),
        1 => frequency.prop_map(Event::Frequency),
        2 => (1..600_i64).prop_map(Event::Pause),
        1 => Just(Event::Resume),
        2 => (1..300_i64).prop_map(Event::AwayFor),
        1 => Just(Event::AwayOpen),
        1 => Just(Event::Back),
        2 => snooze.prop_map(Event::Snooze),
        3 => (1..=400_i64).prop_map(Event::Outage),
        2 => Just(Event::ClockBack),
    ]
}

/// What brings two weeks' prompts to one day: the bot is down from the end of a week to Monday or Tuesday, when it asks
/// last week's prompt. On that day, this week's prompt moves to it, or the engineer changes zones.
fn a_collision() -> impl Strategy<Value = Vec<(i64, Event)>> {
    const HOUR: i64 = 60;
    let week = (3..WEEKS, a_rhythm_on(3..5));
    let moved = prop_oneof![
        3 => a_rhythm_on(0..2).prop_map(Event::PromptTime),
        1 => (0..ZONES.len()).prop_map(Event::Move),
    ];
    (week, 0..40_i64, 0..10_i64, moved).prop_map(|((week, late), ends, later, moved)| {
        let monday = week * 7 * 24 * HOUR;
        let (thursday, back) = (monday - 4 * 24 * HOUR, monday + ends * HOUR);
        let down = Event::Outage((back - thursday) / HOUR);
        vec![(thursday - 24 * HOUR, Event::PromptTime(late)), (thursday, down), (back + later * HOUR, moved)]
    })
}

pub fn a_world() -> impl Strategy<Value = PromptWorld> {
    let minutes = WEEKS * 7 * 24 * 60;
    let shortest = if cfg!(debug_assertions) { 120 } else { 1 };
    (
        0..520_i64,
        any::<u32>(),
        0..ZONES.len(),
        a_rhythm(),
        (0..minutes / 4, prop::collection::vec((0..minutes, an_event()), 0..12)),
        prop::collection::vec(a_collision(), 0..3),
        prop_oneof![prop::collection::vec(shortest..180_i64, 1..3), prop::collection::vec(60..900_i64, 1..6)],
        any::<bool>(),
    )
        .prop_map(|(week, member, zone, prompt_time, (start, mut events), collisions, looks, obeys)| {
            events.push((start, Event::Start));
            events.extend(collisions.into_iter().flatten());
            events.sort_by_key(|(minute, _)| *minute);
            let begin = 1_767_571_200 + week * 7 * 86_400;
            PromptWorld { begin, member, zone, prompt_time, events, looks, obeys }
        })
}
