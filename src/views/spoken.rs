//! What screen readers and notifications say for a message: for them, Slack uses its `text`, not its blocks.

use slack_morphism::prelude::{SlackBlock, SlackBlockText, SlackContextBlockElement};

use crate::views::text::{clip, push_escaped};

/// The most that Slack recommends.
const LONGEST: usize = 4_000;

/// The title, if any, and the words of the blocks below it, a line for each; buttons and menus are read by themselves.
pub(super) fn spoken(title: Option<&str>, blocks: &[SlackBlock]) -> String {
    let mut words = String::with_capacity(LONGEST);
    push_escaped(&mut words, title.unwrap_or_default());
    for block in blocks {
        match block {
            SlackBlock::Section(section) => section.text.iter().for_each(|said| line(&mut words, said)),
            SlackBlock::Context(context) => {
                context.elements.iter().for_each(|element| small_print(&mut words, element));
            }
            _ => {}
        }
    }
    if words.len() > LONGEST { clip(&words, LONGEST) } else { words }
}

fn line(words: &mut String, said: &SlackBlockText) {
    new_line(words);
    match said {
        SlackBlockText::Plain(plain) => push_escaped(words, &plain.text),
        SlackBlockText::MarkDown(mrkdwn) => words.push_str(&mrkdwn.text),
    }
}

fn new_line(words: &mut String) {
    if !words.is_empty() {
        words.push('\n');
    }
}

fn small_print(words: &mut String, element: &SlackContextBlockElement) {
    new_line(words);
    match element {
        SlackContextBlockElement::MarkDown(mrkdwn) => words.push_str(&mrkdwn.text),
        SlackContextBlockElement::Plain(plain) => push_escaped(words, &plain.text),
        SlackContextBlockElement::Image(image) => push_escaped(words, &image.alt_text),
    }
}
