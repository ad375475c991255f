//! Explains in plain words what the parser refuses, with a fix.

use granit_parser::{ErrorKind, ScanError};

use super::YamlFault;
use crate::text::{is_format, name_of};

/// Characters that don't begin a text for YAML.
const SPECIAL: &[char] = &['@', '`', '%', '&', '*', '!', '|', '>', '[', ']', '{', '}', ',', '?', '-', ':', '#'];

type Explanation = (String, &'static str);

/// Explains an error; `last_scalar` is the line where the text begins that the parser was in, or had just read.
pub(super) fn explain(error: &ScanError, text: &str, last_scalar: Option<usize>) -> YamlFault {
    let line = error.marker().line().max(1);
    let source = text.lines().nth(line - 1).unwrap_or_default();
    let begins = last_scalar.filter(|begins| *begins < line);
    // The parser names the line of the text that it read up to the odd indent, which may be the line above or below.
    let mut near = text.lines().zip(1..).take(line + 1).skip(begins.unwrap_or(line) - 1);
    if let Some((c, at)) = near.find_map(|(line, at)| Some((odd_indent(line)?, at))) {
        let (what, fix) = explain_indent(c);
        return YamlFault::new(at, what, fix);
    }
    let colon = begins.into_iter().chain([line]).find(|at| has_wide_colon(text, *at));
    if let Some(at) = colon.filter(|_| explain_layout(error.kind()).is_some()) {
        let what = "a wide “：” stands in this line, which separates nothing";
        return YamlFault::new(at, what, "write “: ” as everywhere else, a colon and a space");
    }
    let (what, fix) = explain_list_or_quotes(error.kind())
        .or_else(|| explain_place(error.kind(), source, begins))
        .or_else(|| explain_beginning(error.kind(), source))
        .or_else(|| explain_layout(error.kind()))
        .unwrap_or_else(|| explain_anything(source));
    YamlFault::new(line, what, fix)
}

fn explain_anything(source: &str) -> Explanation {
    match source.chars().find(|c| is_format(*c)) {
        Some(c) => {
            let what = format!("an invisible character stands in this line ({})", name_of(c));
            (what, "delete it; typing the line again is the surest way")
        }
        None => ("this line is not YAML".to_owned(), "compare it and the line above with README.md's example"),
    }
}

/// The first character in a line's indent that isn't a plain space.
fn odd_indent(line: &str) -> Option<char> {
    line.chars().take_while(|c| c.is_whitespace() || is_format(*c)).find(|c| *c != ' ')
}

fn explain_indent(c: char) -> Explanation {
    let what = match c {
        '\t' => "a tab stands at the beginning of this line".to_owned(),
        c => format!("a blank that is no plain space stands at the beginning of this line ({})", name_of(c)),
    };
    (what, "indent it with spaces, as many as the line beside it has")
}

/// Whether the colon after a line's first word is the one that Chinese and Japanese keyboards type.
fn has_wide_colon(text: &str, line: usize) -> bool {
    let line = text.lines().nth(line - 1).unwrap_or_default().trim_start().trim_start_matches("- ");
    line.split_once('：').is_some_and(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

/// A text that begins with a sign that has another meaning in YAML.
fn explain_beginning(kind: &ErrorKind, source: &str) -> Option<Explanation> {
    let begins_with = |c: char| {
        let what = format!("a text cannot begin with “{c}”");
        Some((what, "put the whole text in double quotes"))
    };
    match kind {
        ErrorKind::UnexpectedCharacter { character } => begins_with(*character),
        ErrorKind::CommentNotSeparated => begins_with('#'),
        _ => match value_in(source).chars().next() {
            Some('[') => {
                let what = "something stands behind the “]” that ends a list".to_owned();
                Some((
                    what,
                    "if the line is a text that begins with “[”, put it in double quotes; else remove the rest",
                ))
            }
            Some(c) if SPECIAL.contains(&c) => begins_with(c),
            _ => None,
        },
    }
}

/// The text of a line after its dash and its key.
fn value_in(source: &str) -> &str {
    let mut rest = source.trim_start();
    // A second dash belongs to the text.
    if let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    match rest.split_once(':') {
        Some((key, value))
            if !key.is_empty()
                && key.chars().all(|c| c.is_alphanumeric() || c == '_')
                && value.starts_with(char::is_whitespace) =>
        {
            value.trim_start()
        }
        _ => rest,
    }
}

fn explain_list_or_quotes(kind: &ErrorKind) -> Option<Explanation> {
    let (what, fix) = match kind {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("the quote that opens here is never closed", "end the text with the same quote, on the same line")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something stands behind the quote that ends this text",
            "put double quotes around the whole text, and write \\\" for each one inside it",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "something stands behind the quote that ends this text",
            "put the whole text in double quotes; an apostrophe can stand inside them",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => {
            ("a backslash in this text means nothing to YAML", "write \\\\ for each backslash that you want to see")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::InvalidFlowScalarIndent => {
            ("a list in brackets is not closed", "end it with “]”, and put a comma between its words")
        }
        ErrorKind::UnexpectedEofImplicitFlowMapping => ("a comma too many stands in this list", "remove it"),
        _ => return None,
    };
    Some((what.to_owned(), fix))
}

/// Explains errors that depend on their place; this takes precedence over what the line begins with.
fn explain_place(kind: &ErrorKind, source: &str, begins: Option<usize>) -> Option<Explanation> {
    match (kind, begins) {
        (ErrorKind::RecursionLimitExceeded, _) => {
            let what = "too many lists stand inside each other here".to_owned();
            Some((what, "compare it with README.md's example; a text that begins with “[” goes in double quotes"))
        }
        (ErrorKind::MappingValueNotAllowed, Some(begins)) => {
            let what = format!("this line is read as the end of the text that begins on line {begins}");
            Some((what, "indent it like its neighbours, and put “: ” behind every name above it"))
        }
        (ErrorKind::MappingValueNotAllowed, None) if source.trim_end().ends_with(':') && !source.contains(": :") => {
            let what = "a “:” stands at the end of the text in this line".to_owned();
            Some((what, "remove it, or put the text in double quotes"))
        }
        _ => None,
    }
}

/// Explains errors about which lines belong together.
fn explain_layout(kind: &ErrorKind) -> Option<Explanation> {
    let (what, fix) = match kind {
        ErrorKind::MappingValueNotAllowed => {
            ("a second “: ” stands in this line", "put the text behind the first one in double quotes")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "no “: ” stands in this line",
            "write it as “name: text”; if it goes on with the text above, put all of that in double quotes",
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => (
            "this line is not indented like the lines it belongs to",
            "begin it with as many spaces as its neighbours; a list's items each begin with “- ”",
        ),
        _ => return None,
    };
    Some((what.to_owned(), fix))
}
