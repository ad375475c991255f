//! Finds what YAML silently takes out of an unquoted text: everything from ` #` on, a first word that begins with `!`
//! or `&`, and one that begins with `*`; and lines that it silently joins into one text.
//!
//! A `#` begins a real comment far more often than not. So only a comment is reported that is glued to a word, as in
//! `#general`, and where a text could go on: after something on its line that isn't a closed quote or list, inside a
//! list in brackets, or further to the right than the entries around it.

use granit_parser::{ScalarStyle, Span};

use super::YamlFault;
use crate::domain::lookup::quotable;

const MAX_QUOTED_CHARS: usize = 30;
const IN_QUOTES: &str = "put the whole text in double quotes";

/// What the parser read before a comment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PrecedingToken {
    scalar_line: Option<usize>,
    /// Whether it is an unquoted text, which could go on.
    is_plain_text: bool,
    /// Where a complete value ends: a quoted text or a list in brackets.
    complete_at: Option<usize>,
}

impl PrecedingToken {
    pub(super) fn scalar(style: ScalarStyle, span: Span, is_nothing: bool) -> Self {
        let is_quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        Self {
            scalar_line: Some(span.start.line()),
            is_plain_text: style == ScalarStyle::Plain && !is_nothing,
            complete_at: span.end.byte_offset().filter(|_| is_quoted),
        }
    }

    pub(super) fn end(is_flow: bool, span: Span) -> Self {
        Self { complete_at: span.end.byte_offset().filter(|_| is_flow), ..Self::default() }
    }

    pub(super) fn scalar_line(&self) -> Option<usize> {
        self.scalar_line
    }
}

/// A comment that was probably meant as part of a text; `indent` is the column of the entries around it.
pub(super) fn by_comment(
    text: &str,
    comment: &str,
    span: Span,
    before: &PrecedingToken,
    (indent, in_flow): (usize, bool),
) -> Option<YamlFault> {
    let is_glued = comment.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let until = text.get(..span.start.byte_offset()?)?;
    let left = until.rsplit('\n').next().unwrap_or_default();
    let could_be_text = if left.trim().is_empty() {
        in_flow || before.is_plain_text && span.start.col() > indent
    } else {
        before.complete_at.is_none_or(|end| end != until.trim_end().len())
    };
    (is_glued && could_be_text).then(|| {
        let what = format!("“#{}” is read as a comment and ignored", quotable(comment, MAX_QUOTED_CHARS));
        YamlFault::new(span.start.line(), what, format!("{IN_QUOTES}; if it is a comment, put a space after the #"))
    })
}

/// A tag, such as `!important`.
pub(super) fn by_tag(written: &str, line: usize) -> YamlFault {
    let written = quotable(written, MAX_QUOTED_CHARS);
    YamlFault::new(line, format!("“{written}” is read as a YAML tag and ignored"), IN_QUOTES)
}

/// An item indented further than the one above it, whose text YAML continues with it, dash and all.
pub(super) fn by_line_above(text: &str, span: Span) -> Option<YamlFault> {
    let mut lines = span.slice(text)?.lines().zip(span.start.line()..).skip(1);
    let (_, line) = lines.find(|(line, _)| line.trim_start().starts_with("- "))?;
    let fix = format!("start it with as many spaces as the item above; if it isn't an item, {IN_QUOTES}");
    Some(YamlFault::new(line, "this item is read as part of the text above", fix))
}

/// An anchor or an alias, such as `&name` or `*name`. People who don't know YAML have no use for them.
pub(super) fn by_reference(written: &str, line: usize) -> YamlFault {
    let kind = if written.starts_with('&') { "anchor" } else { "alias" };
    let what = format!("“{}” is read as a YAML {kind}, not as text", quotable(written, MAX_QUOTED_CHARS));
    YamlFault::new(line, what, format!("{IN_QUOTES}, or write its value out"))
}
