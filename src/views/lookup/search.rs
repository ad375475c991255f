//! What a search found, by cell, best match first.

use crate::domain::framework::Framework;
use crate::domain::lookup::{CellOf, Topic};
use crate::views::kit;
use crate::views::lookup::{AnswerLayout, bullet, open, title_of};
use crate::views::text::Mrkdwn;

pub(super) fn page(framework: &Framework, words: &str, groups: &[CellOf<'_>], more: bool) -> AnswerLayout {
    let title = format!("Search: {words}");
    if groups.is_empty() {
        let text = Mrkdwn::new().text("No behaviour mentions “").text(words).text("”. Try a different word.");
        let browse = open(framework, Topic::Picker, "Browse the framework", "Browse the framework by level and theme");
        return AnswerLayout::new(title, vec![kit::section(text)]).link(vec![browse]);
    }
    let found = groups.iter().map(|group| {
        let number = group.level.number;
        let title = Mrkdwn::new().bold(&format!("{} · Level {number}", title_of(group.theme)));
        let text = kit::one_section(title, group.behaviours.iter().map(|behaviour| bullet(behaviour)));
        let says = format!("Open {} at level {number}", group.theme.name);
        kit::section_with(text, open(framework, Topic::Cell(number, group.theme.id.clone()), "Open", says))
    });
    let hint = more.then(|| kit::context("These match best. Add words to narrow the search."));
    AnswerLayout::of_framework(title, found.chain(hint).collect())
}
