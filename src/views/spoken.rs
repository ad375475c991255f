//! What a screen reader and a notification say of a message: Slack reads its `text` there and not its blocks.

use slack_morphism::prelude::{
    SlackBlock, SlackBlockText, SlackContextBlockElement, SlackRichTextBlock, SlackRichTextElement,
    SlackRichTextInlineElement, SlackRichTextListElement,
};

use crate::views::text::{clip, escape};

/// Slack recommends no more.
const LONGEST: usize = 4_000;

/// The words of the blocks, a line for each; buttons and menus are read by themselves.
pub(super) fn spoken(blocks: &[SlackBlock]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            SlackBlock::Header(header) => {
                if let SlackBlockText::Plain(text) = header.text.clone().into() {
                    lines.push(escape(&text.text));
                }
            }
            SlackBlock::Section(section) => lines.extend(section.text.iter().map(text)),
            SlackBlock::Context(context) => lines.extend(context.elements.iter().filter_map(small_print)),
            SlackBlock::RichText(list) => lines.extend(items(list)),
            _ => {}
        }
    }
    clip(&lines.join("\n"), LONGEST)
}

fn text(text: &SlackBlockText) -> String {
    match text {
        SlackBlockText::Plain(text) => escape(&text.text),
        SlackBlockText::MarkDown(text) => text.text.clone(),
    }
}

fn small_print(element: &SlackContextBlockElement) -> Option<String> {
    match element {
        SlackContextBlockElement::MarkDown(text) => Some(text.text.clone()),
        SlackContextBlockElement::Plain(text) => Some(escape(&text.text)),
        SlackContextBlockElement::Image(_) => None,
    }
}

fn items(block: &SlackRichTextBlock) -> impl Iterator<Item = String> {
    let lists = block.elements.iter().filter_map(|element| match element {
        SlackRichTextElement::List(list) => Some(list),
        _ => None,
    });
    lists.flat_map(|list| &list.elements).map(|SlackRichTextListElement::Section(item)| {
        let runs = item.elements.iter().filter_map(|run| match run {
            SlackRichTextInlineElement::Text(text) => Some(escape(&text.text)),
            _ => None,
        });
        format!("• {}", runs.collect::<String>())
    })
}
