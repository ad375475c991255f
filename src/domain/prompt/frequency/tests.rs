//! Table tests of when to ask less often.

use super::*;

/// `a` answered, `i` ignored, `o` ignored with "Less often?", `O` answered with "Less often?", `-` not counted.
fn past(text: &str, frequency: Frequency) -> Vec<Past> {
    let outcome = |letter| match letter {
        'a' | 'O' => PromptOutcome::Answered,
        'i' | 'o' => PromptOutcome::Ignored,
        _ => PromptOutcome::Neither,
    };
    text.chars()
        .map(|letter| Past { outcome: outcome(letter), frequency, offered: matches!(letter, 'o' | 'O') })
        .collect()
}

#[test]
fn three_ignored_in_a_row_ask_once_then_slow_down() {
    use Advice::{Keep, Offer, Slow};
    use Frequency::{EverySecondWeek, EveryWeek, Monthly};
    for (weekly, every_second, monthly, frequency, expected) in [
        ("", "", "", EveryWeek, Keep),
        ("ii", "", "", EveryWeek, Keep),
        ("iii", "", "", EveryWeek, Offer),
        ("iii-", "", "", EveryWeek, Offer),
        ("i-i--i", "", "", EveryWeek, Offer),
        ("iiia", "", "", EveryWeek, Keep),
        ("iiaii", "", "", EveryWeek, Keep),
        ("aiii", "", "", EveryWeek, Offer),
        ("iiio", "", "", EveryWeek, Slow(EverySecondWeek)),
        ("iiio-", "", "", EveryWeek, Slow(EverySecondWeek)),
        ("iiiO", "", "", EveryWeek, Keep),
        ("iiiOii", "", "", EveryWeek, Keep),
        ("iiiOiii", "", "", EveryWeek, Offer),
        ("iiio", "", "", EverySecondWeek, Keep),
        ("iiio", "ii", "", EverySecondWeek, Keep),
        ("iiio", "iii", "", EverySecondWeek, Slow(Monthly)),
        ("iiio", "iai", "", EverySecondWeek, Keep),
        ("iiio", "iii", "", Monthly, Keep),
        ("iiio", "iii", "iiii", Monthly, Keep),
        ("iii", "i", "", EveryWeek, Keep),
    ] {
        let mut all = past(weekly, EveryWeek);
        all.extend(past(every_second, EverySecondWeek));
        all.extend(past(monthly, Monthly));
        assert_eq!(advise(&all, frequency), expected, "{weekly} {every_second} {monthly} {frequency:?}");
    }
    assert_eq!([EveryWeek, EverySecondWeek, Monthly].map(Frequency::weeks), [1, 2, 4]);
}
