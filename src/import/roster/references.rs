//! Finds the people in a cell: an address, an id, a mention or a link to a profile, with or without a name beside it.

use url::Url;

use crate::domain::ids::MemberId;

/// Words and signs between people, besides separators.
const BETWEEN: [&str; 13] = ["and", "&", "/", "+", "·", "•", "-", "–", "—", "und", "et", "y", "e"];
/// Characters around people, besides brackets.
const AROUND: [char; 20] =
    ['<', '>', '(', ')', '[', ']', '"', '\'', '.', ',', ';', ':', ' ', '“', '”', '„', '‘', '’', '«', '»'];

/// The people that a cell names, each as an email or an id if it is one. A cell is one line of plain characters.
pub(super) fn find_references(cell: &str) -> Vec<String> {
    let parts = split_parts(cell);
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let (outside, inside) = split_brackets(part);
        if !inside.is_empty() {
            // In `Ana Lima (U01ANA)`, the text outside the brackets is a name. An address or an id there is a reference
            // of its own.
            found.extend(outside.iter().filter(|word| is_address(word) || is_sure_id(word)).map(|word| clean(word)));
            found.extend(inside.iter().map(|inside| clean(inside)));
        } else if outside.iter().any(|word| is_reference(word)) {
            found.extend(outside.iter().filter(|word| !BETWEEN.contains(&word.as_str())).map(|word| clean(word)));
        } else if !outside.is_empty() && parts.get(at + 1).is_none_or(|next| split_brackets(next).1.is_empty()) {
            found.push(outside.join(" "));
        }
        // Otherwise, it is the beginning of a name with a comma: Sousa, Ana <ana@example.com>.
    }
    found.retain(|reference| !reference.is_empty());
    found
}

/// Splits a cell at separators outside quotes and brackets.
fn split_parts(cell: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut is_quoted, mut depth) = (false, 0_usize);
    for c in cell.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '<' | '(' | '[' if !is_quoted => depth += 1,
            '>' | ')' | ']' if !is_quoted => depth = depth.saturating_sub(1),
            ',' | ';' | '|' | '、' if !is_quoted && depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    parts
}

/// The words outside brackets and quotes, and the content of brackets. Only `<…>` counts around anything but a person.
fn split_brackets(part: &str) -> (Vec<String>, Vec<String>) {
    let (mut outside, mut inside, mut rest) = (String::new(), Vec::new(), part);
    while let Some(at) = rest.find(['<', '(', '[']) {
        let (before, from) = rest.split_at(at);
        let end = match from.as_bytes().first() {
            Some(b'<') => '>',
            Some(b'(') => ')',
            _ => ']',
        };
        let Some(to) = from.find(end) else { break };
        outside.push_str(before);
        outside.push(' ');
        let held = from.get(1..to).unwrap_or_default().trim();
        if end == '>' || is_reference(held) {
            inside.push(held.to_owned());
        }
        rest = from.get(to + 1..).unwrap_or_default();
    }
    outside.push_str(rest);
    let outside = if inside.is_empty() { outside.replace('"', " ") } else { without_quoted(&outside) };
    (split_words(&outside), inside)
}

fn without_quoted(text: &str) -> String {
    text.split('"').step_by(2).collect::<Vec<_>>().join(" ")
}

fn is_reference(word: &str) -> bool {
    is_address(word) || word.contains("://") || MemberId::parse(&clean(word)).is_some()
}

/// A word that begins with `@` is a Slack display name.
fn is_address(word: &str) -> bool {
    word.find('@').is_some_and(|at| at > 0) || word.to_lowercase().starts_with("mailto:")
}

/// Whether a cell certainly names a person.
pub(super) fn is_person(cell: &str) -> bool {
    find_references(cell).iter().any(|word| is_address(word) || is_sure_id(word))
}

/// The words, also split at a slash between two people.
fn split_words(text: &str) -> Vec<String> {
    let cut = |word: &str| {
        let parts: Vec<&str> = word.split('/').collect();
        let are_people = parts.len() > 1 && parts.iter().all(|part| is_reference(part));
        if are_people { parts.into_iter().map(str::to_owned).collect() } else { vec![word.to_owned()] }
    };
    text.split_whitespace().flat_map(cut).collect()
}

/// A name may have the shape of an id, but has no digits.
fn is_sure_id(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && MemberId::parse(word).is_some()
}

/// One person as an email or an id, without what clients, browsers and Slack write around it.
fn clean(word: &str) -> String {
    let word = word.trim_matches(AROUND);
    let lower = word.to_lowercase();
    if lower.starts_with("mailto:") {
        let address = word.get("mailto:".len()..).unwrap_or_default();
        return address.split(['?', '|']).next().unwrap_or_default().trim().to_owned();
    }
    if word.contains("://") {
        return find_linked_member(word.split('|').next().unwrap_or_default()).unwrap_or_else(|| word.to_owned());
    }
    let mention = word.trim_start_matches('@').split('|').next().unwrap_or_default();
    let id = MemberId::parse_typed(mention);
    id.map_or_else(|| word.split('|').next().unwrap_or_default().to_owned(), |id| id.as_str().to_owned())
}

/// The member that a link leads to: `https://….slack.com/team/U…`, `slack://user?id=U…`.
fn find_linked_member(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let asked =
        url.query_pairs().filter(|(name, _)| name == "id" || name == "user").map(|(_, value)| value.into_owned());
    let path = url.path_segments().into_iter().flatten().rev().map(str::to_owned);
    let ids: Vec<String> = asked.chain(path).collect();
    ids.iter().find_map(|id| MemberId::parse_typed(id)).map(|id| id.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_in_what_mail_slack_and_browsers_write() {
        for (cell, expected) in [
            ("ana@x.example", vec!["ana@x.example"]),
            ("Ana <ana@x.example>", vec!["ana@x.example"]),
            ("\"Ana Sousa\" <ana@x.example>", vec!["ana@x.example"]),
            ("\"Sousa, Ana\" <ana@x.example>", vec!["ana@x.example"]),
            ("Sousa, Ana <ana@x.example>; Okafor, Ben <ben@x.example>", vec!["ana@x.example", "ben@x.example"]),
            ("Ana Sousa (ana@x.example)", vec!["ana@x.example"]),
            ("\"ana@x.example\" <ana@x.example>", vec!["ana@x.example"]),
            ("Ana (she/her) <ana@x.example>", vec!["ana@x.example"]),
            ("mailto:ana@x.example", vec!["ana@x.example"]),
            ("MAILTO:ana@x.example?subject=hi", vec!["ana@x.example"]),
            ("<mailto:ana@x.example|ana@x.example>", vec!["ana@x.example"]),
            ("<@U01ANA>", vec!["U01ANA"]),
            ("<@U01ANA|ana>", vec!["U01ANA"]),
            ("@U01ANA", vec!["U01ANA"]),
            ("u01ana", vec!["U01ANA"]),
            ("<@U01ANA> <@U02BEN>", vec!["U01ANA", "U02BEN"]),
            ("https://dummyco.slack.com/team/U01ANA", vec!["U01ANA"]),
            ("https://app.slack.com/team/u01ana?x=1", vec!["U01ANA"]),
            ("slack://user?team=T1&id=U01ANA", vec!["U01ANA"]),
            ("<https://dummyco.slack.com/team/U01ANA|Ana>", vec!["U01ANA"]),
            ("a@x.example b@x.example", vec!["a@x.example", "b@x.example"]),
            ("a@x.example,b@x.example", vec!["a@x.example", "b@x.example"]),
            ("a@x.example; U02BEN", vec!["a@x.example", "U02BEN"]),
            ("a@x.example|U02BEN", vec!["a@x.example", "U02BEN"]),
            ("a@x.example & b@x.example", vec!["a@x.example", "b@x.example"]),
            ("a@x.example and b@x.example", vec!["a@x.example", "b@x.example"]),
            ("Ana <a@x.example> U02BEN", vec!["U02BEN", "a@x.example"]),
            ("Ursula <a@x.example>", vec!["a@x.example"]),
            ("ana@x.example.", vec!["ana@x.example"]),
            ("Priya Raman", vec!["Priya Raman"]),
            ("@ana", vec!["@ana"]),
            ("@Priya Raman", vec!["@Priya Raman"]),
            ("“ana@x.example”", vec!["ana@x.example"]),
            ("‘U01ANA’", vec!["U01ANA"]),
            ("a@x.example/b@x.example", vec!["a@x.example", "b@x.example"]),
            ("U01ANA/U02BEN", vec!["U01ANA", "U02BEN"]),
            ("U01ANA、U02BEN", vec!["U01ANA", "U02BEN"]),
            ("U01ANA und U02BEN", vec!["U01ANA", "U02BEN"]),
            ("U01ANA - U02BEN", vec!["U01ANA", "U02BEN"]),
            ("U01ANA or U02BEN", vec!["U01ANA", "or", "U02BEN"]),
            ("https://x.example/ana", vec!["https://x.example/ana"]),
            ("", vec![]),
            (";,", vec![]),
            ("U01ANA [", vec!["U01ANA"]),
            ("U01ANA \"[", vec!["U01ANA"]),
        ] {
            assert_eq!(find_references(cell), expected, "{cell}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_cell_is_too_strange(cell in "[<>()\\[\\]\",;@| U1a:/.]{0,24}|\\PC{0,30}") {
            for found in find_references(&cell) {
                proptest::prop_assert!(!found.is_empty());
            }
        }
    }
}
