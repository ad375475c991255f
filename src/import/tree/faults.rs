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
        let what = "this line has a full-width “：”, which YAML doesn't read as a colon";
        return YamlFault::new(at, what, "write a plain colon and a space: “: ”");
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
            let what = format!("this line has an invisible character ({})", name_of(c));
            (what, "delete it, or retype the line to be sure")
        }
        None => ("this line isn't YAML".to_owned(), "compare it and the line above with the example in README.md"),
    }
}

/// The first character in a line's indent that isn't a plain space.
fn odd_indent(line: &str) -> Option<char> {
    line.chars().take_while(|c| c.is_whitespace() || is_format(*c)).find(|c| *c != ' ')
}

fn explain_indent(c: char) -> Explanation {
    let what = match c {
        '\t' => "this line starts with a tab".to_owned(),
        c => format!("this line starts with a special space ({})", name_of(c)),
    };
    (what, "indent it with spaces, like the lines around it")
}

/// Whether the colon after a line's first word is the one that Chinese and Japanese keyboards type.
fn has_wide_colon(text: &str, line: usize) -> bool {
    let line = text.lines().nth(line - 1).unwrap_or_default().trim_start().trim_start_matches("- ");
    line.split_once('：').is_some_and(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

/// A text that begins with a sign that has another meaning in YAML.
fn explain_beginning(kind: &ErrorKind, source: &str) -> Option<Explanation> {
    let begins_with = |c: char| {
        let what = format!("a text can't start with “{c}”");
        Some((what, "put the whole text in double quotes"))
    };
    match kind {
        ErrorKind::UnexpectedCharacter { character } => begins_with(*character),
        ErrorKind::CommentNotSeparated => begins_with('#'),
        _ => match value_in(source).chars().next() {
            Some('[') => {
                let what = "there is something after the “]” that ends a list".to_owned();
                Some((
                    what,
                    "if the line is a text that starts with “[”, put it in double quotes; otherwise remove the rest",
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
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "the quotation mark that opens here is never closed",
            "end the text with the same quotation mark, on the same line",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "there is something after the quotation mark that ends this text",
            "put the whole text in double quotes, and write \\\" for each one inside it",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "there is something after the quotation mark that ends this text",
            "put the whole text in double quotes, which can contain an apostrophe",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => {
            ("YAML doesn't understand a backslash in this text", "write \\\\ for each backslash")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::InvalidFlowScalarIndent => {
            ("a list in brackets is never closed", "end it with “]”, and separate its words with commas")
        }
        ErrorKind::UnexpectedEofImplicitFlowMapping => ("this list has a comma too many", "remove it"),
        _ => return None,
    };
    Some((what.to_owned(), fix))
}

/// Explains errors that depend on their place; this takes precedence over what the line begins with.
fn explain_place(kind: &ErrorKind, source: &str, begins: Option<usize>) -> Option<Explanation> {
    match (kind, begins) {
        (ErrorKind::RecursionLimitExceeded, _) => {
            let what = "too many lists are nested here".to_owned();
            Some((
                what,
                "compare it with the example in README.md, and put a text that starts with “[” in double \
                quotes",
            ))
        }
        (ErrorKind::MappingValueNotAllowed, Some(begins)) => {
            let what = format!("this line is read as the end of the text that starts on line {begins}");
            Some((what, "indent it like its neighbours, and put “: ” after every name above it"))
        }
        (ErrorKind::MappingValueNotAllowed, None) if source.trim_end().ends_with(':') && !source.contains(": :") => {
            let what = "the text in this line ends with a “:”".to_owned();
            Some((what, "remove it, or put the text in double quotes"))
        }
        _ => None,
    }
}

/// Explains errors about which lines belong together.
fn explain_layout(kind: &ErrorKind) -> Option<Explanation> {
    let (what, fix) = match kind {
        ErrorKind::MappingValueNotAllowed => {
            ("this line has a second “: ”", "put the text after the first one in double quotes")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this line has no “: ”",
            "write it as “name: text”; if it continues the text above, put that whole text in double quotes",
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => (
            "this line isn't indented like the lines it belongs to",
            "start it with as many spaces as its neighbours; each item of a list starts with “- ”",
        ),
        _ => return None,
    };
    Some((what.to_owned(), fix))
}
