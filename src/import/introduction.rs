//! Reads the introduction: Markdown headings, list items and paragraphs; everything else is text.

use std::path::Path;

use crate::domain::framework::Paragraph;
use crate::import::finding::Findings;

/// A longer paragraph does not fit into one block of a message.
const LONGEST_PARAGRAPH: usize = 2_000;

pub(super) fn check(path: &Path, markdown: &str, findings: &mut Findings) {
    for paragraph in &paragraphs(markdown) {
        let (Paragraph::Heading(text) | Paragraph::Text(text) | Paragraph::Item(text)) = paragraph;
        let length = text.chars().count();
        if length > LONGEST_PARAGRAPH {
            let begins: String = text.chars().take(30).collect();
            let what = format!("the paragraph “{begins}…” has {length} characters");
            let line = markdown.lines().position(|line| line.contains(&begins)).map(|above| above + 1);
            let fix = format!("use at most {LONGEST_PARAGRAPH}, or split it with an empty line");
            findings.add(path, line, what, fix);
        }
    }
}

pub(super) fn paragraphs(markdown: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut goes_on = false;
    for line in markdown.lines().map(str::trim) {
        if line.is_empty() {
            goes_on = false;
        } else if let Some(heading) = heading(line) {
            paragraphs.push(Paragraph::Heading(heading.to_owned()));
            goes_on = false;
        } else if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            paragraphs.push(Paragraph::Item(item.trim().to_owned()));
            goes_on = true;
        } else {
            match paragraphs.last_mut() {
                Some(Paragraph::Text(text) | Paragraph::Item(text)) if goes_on => {
                    text.push(' ');
                    text.push_str(line);
                }
                _ => paragraphs.push(Paragraph::Text(line.to_owned())),
            }
            goes_on = true;
        }
    }
    paragraphs
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    (title.len() < line.len()).then(|| title.strip_prefix(' ')).flatten().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Paragraph::{Heading, Item, Text};

    #[test]
    fn markdown_becomes_headings_items_and_text() {
        let markdown =
            "# Title\n\nOne line\ngoes on.\n\n- first\n  and more\n- second\n\n## Next\n#hashtag stays text\n";
        let expected = [
            Heading("Title".into()),
            Text("One line goes on.".into()),
            Item("first and more".into()),
            Item("second".into()),
            Heading("Next".into()),
            Text("#hashtag stays text".into()),
        ];
        assert_eq!(paragraphs(markdown), expected);
    }
}
