//! Finds wordings in one cell that are probably the same behaviour twice.

/// The earliest text that says nearly the same as the one at this position: the same words, or all but one the same and
/// that one a letter apart. Texts with different numbers are different.
pub(super) fn find_earlier_twin(texts: &[Vec<String>], at: usize) -> Option<usize> {
    let text = texts.get(at).filter(|words| !words.is_empty())?;
    texts.iter().take(at).position(|earlier| is_near(earlier, text))
}

/// The words of a text in lower case, without punctuation, so that a comma makes no difference.
pub(super) fn split_words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_near(one: &[String], other: &[String]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut different = one.iter().zip(other).filter(|(one, other)| one != other);
    match (different.next(), different.next()) {
        (None, _) => true,
        (Some((one, other)), None) => is_slip(one, other),
        (Some(_), Some(_)) => false,
    }
}

fn is_slip(one: &str, other: &str) -> bool {
    let has_digit = |word: &str| word.contains(|c: char| c.is_numeric());
    one.len().abs_diff(other.len()) <= 4
        && !has_digit(one)
        && !has_digit(other)
        && strsim::osa_distance(one, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_or_a_comma_makes_a_twin_and_another_word_or_number_does_not() {
        for (one, other, near) in [
            ("Fixes simple bugs", "Fixes simple bugs", true),
            ("Fixes simple bugs", "Fixes simple bugs.", true),
            ("Fixes simple bugs", "fixes, simple bugs", true),
            ("Fixes simple bugs", "Fixes simple bug", true),
            ("Fixes simple bugs", "Fixes simlpe bugs", true),
            ("Fixes simple bugs", "Fixes complex bugs", false),
            ("Fixes simple bugs", "Fixes simple bugs alone", false),
            ("Leads 1 project", "Leads 3 projects", false),
            ("Leads 1 project", "Leads 3 project", false),
            ("Leads 10 projects", "Leads 100 projects", false),
            ("Knows P1 from P2", "Knows P1 from P3", false),
            ("Writes code", "Code writes", false),
            ("", "", false),
            ("…", "!", false),
        ] {
            let texts = [split_words(one), split_words(other)];
            assert_eq!(find_earlier_twin(&texts, 1), near.then_some(0), "{one} / {other}");
        }
    }
}
