//! What the parser refuses, in plain words and with the mend.

use granit_parser::{ErrorKind, ScanError};

use super::Fault;

/// What YAML reads as something else than the beginning of a text.
const SPECIAL: &[char] = &['@', '`', '%', '&', '*', '!', '|', '>', '[', ']', '{', '}', ',', '?', '-', ':', '#'];

/// What is wrong, and the mend.
type Words = (String, &'static str);

/// Says what is wrong; `last_scalar` is the line on which the text begins that the parser was in, or had just read.
pub(super) fn explain(error: &ScanError, text: &str, last_scalar: Option<usize>) -> Fault {
    let line = error.marker().line().max(1);
    let lines = || text.lines().skip(line - 1);
    // The parser names the line of a text that it read up to the tab, which can be on the line below.
    let tabbed = lines().take(2).position(is_indented_by_tab);
    if is_tab(error.kind()) || tabbed == Some(0) {
        let what = "a tab stands at the beginning of this line".to_owned();
        return fault(line + tabbed.unwrap_or(0), (what, "indent it with spaces, as many as the line beside it has"));
    }
    let source = lines().next().unwrap_or_default();
    let words = of_list_or_quotes(error.kind())
        .or_else(|| of_beginning(error.kind(), source))
        .or_else(|| of_layout(error.kind(), line, last_scalar))
        .unwrap_or_else(|| {
            let what = "this line is not YAML".to_owned();
            (what, "compare it and the line above with README.md's example")
        });
    fault(line, words)
}

fn fault(line: usize, (what, fix): Words) -> Fault {
    Fault { line, what, fix: fix.to_owned() }
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}

fn is_indented_by_tab(line: &str) -> bool {
    line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t')
}

/// A text that begins with a sign that means something else to YAML.
fn of_beginning(kind: &ErrorKind, source: &str) -> Option<Words> {
    let begins_with = |c: char| {
        let what = format!("a text cannot begin with “{c}”");
        Some((what, "put the whole text in double quotes"))
    };
    match kind {
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            let what = format!("an invisible character stands in this line (U+{:04X})", u32::from(*character));
            Some((what, "delete it; typing the line again is the surest way"))
        }
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

/// What stands in a line behind its dashes and its key.
fn value_in(source: &str) -> &str {
    let mut rest = source.trim_start();
    // A dash in front of a dash is the text's own.
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

fn of_list_or_quotes(kind: &ErrorKind) -> Option<Words> {
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

fn of_layout(kind: &ErrorKind, line: usize, last_scalar: Option<usize>) -> Option<Words> {
    let (what, fix) = match kind {
        ErrorKind::MappingValueNotAllowed if last_scalar.is_some_and(|begins| begins < line) => {
            let begins = last_scalar.unwrap_or(line);
            let what = format!("this line is read as the end of the text that begins on line {begins}");
            return Some((what, "indent it like its neighbours, and put “: ” behind every name above it"));
        }
        ErrorKind::MappingValueNotAllowed => {
            ("a second “: ” stands in this line", "put the text behind the first one in double quotes")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "no “: ” stands in this line",
            "write it as “name: text”; if it goes on with the text above, put all of that in double quotes",
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => (
            "this line is not indented like the lines it belongs to",
            "begin it with as many spaces as its neighbours; a list's items each begin with “- ”",
        ),
        ErrorKind::RecursionLimitExceeded => ("too many lists stand inside each other here", "remove some brackets"),
        _ => return None,
    };
    Some((what.to_owned(), fix))
}
