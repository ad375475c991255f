//! When somebody is asked less often, by table.

use super::*;

/// `a` answered, `i` ignored, `o` ignored though it asked "Less often?", `O` that one answered, `-` neither.
fn past(text: &str, pace: Pace) -> Vec<Past> {
    let outcome = |letter| match letter {
        'a' | 'O' => Outcome::Answered,
        'i' | 'o' => Outcome::Ignored,
        _ => Outcome::Neither,
    };
    text.chars().map(|letter| Past { outcome: outcome(letter), pace, offered: matches!(letter, 'o' | 'O') }).collect()
}

#[test]
fn three_ignored_in_a_row_ask_once_then_slow_down() {
    use Advice::{Keep, Offer, Slow};
    use Pace::{EverySecondWeek, Monthly, Weekly};
    for (weekly, every_second, monthly, pace, expected) in [
        ("", "", "", Weekly, Keep),
        ("ii", "", "", Weekly, Keep),
        ("iii", "", "", Weekly, Offer),
        ("iii-", "", "", Weekly, Offer),
        ("i-i--i", "", "", Weekly, Offer),
        ("iiia", "", "", Weekly, Keep),
        ("iiaii", "", "", Weekly, Keep),
        ("aiii", "", "", Weekly, Offer),
        ("iiio", "", "", Weekly, Slow(EverySecondWeek)),
        ("iiio-", "", "", Weekly, Slow(EverySecondWeek)),
        ("iiiO", "", "", Weekly, Keep),
        ("iiiOii", "", "", Weekly, Keep),
        ("iiiOiii", "", "", Weekly, Offer),
        ("iiio", "", "", EverySecondWeek, Keep),
        ("iiio", "ii", "", EverySecondWeek, Keep),
        ("iiio", "iii", "", EverySecondWeek, Slow(Monthly)),
        ("iiio", "iai", "", EverySecondWeek, Keep),
        ("iiio", "iii", "", Monthly, Keep),
        ("iiio", "iii", "iiii", Monthly, Keep),
        ("iii", "i", "", Weekly, Keep),
    ] {
        let mut all = past(weekly, Weekly);
        all.extend(past(every_second, EverySecondWeek));
        all.extend(past(monthly, Monthly));
        assert_eq!(advise(&all, pace), expected, "{weekly} {every_second} {monthly} {pace:?}");
    }
    assert_eq!([Weekly, EverySecondWeek, Monthly].map(Pace::weeks), [1, 2, 4]);
}
