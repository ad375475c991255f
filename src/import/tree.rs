//! Parses a YAML file into a tree of texts in which every node knows its line, and reports each text that YAML would
//! silently cut short.
//!
//! Scalars remain texts as written: `NO`, `3.10`, `0x10` and `null` are words that people use, and nothing in a track
//! file is of another type.

mod builder;
mod faults;
mod swallowed;

use std::path::Path;

use granit_parser::{Options, Parser};

use crate::import::finding::Findings;
use builder::Builder;

/// Any YAML value; its reader decides what a text means.
#[derive(Debug)]
pub(super) enum Node {
    Scalar(String),
    List(Vec<At<Node>>),
    Map(Vec<(At<String>, At<Node>)>),
    /// A value left out.
    Nothing,
}

/// A value and its line, from 1.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) line: usize,
    pub(super) value: T,
}

/// Parses a text that should hold one YAML document; `None` if it holds none, which is reported.
pub(super) fn parse(file: &Path, text: &str, findings: &mut Findings) -> Option<At<Node>> {
    let mut builder = Builder::new(text);
    let mut fault = None;
    for event in Parser::new_from_str_with_options(text, options()) {
        match event {
            Ok((event, span)) => builder.add(event, span),
            Err(error) => {
                fault = Some(faults::explain(&error, text, builder.last_scalar_line()));
                break;
            }
        }
    }
    let (root, swallowed) = builder.finish();
    let is_whole = fault.is_none();
    for YamlFault { line, what, fix } in swallowed.into_iter().chain(fault) {
        findings.add(file, Some(line), what, fix);
    }
    if is_whole && root.is_none() {
        findings.add(file, None, "the file is empty", "write a track into it; the README.md beside it shows how");
    }
    root.filter(|_| is_whole)
}

#[derive(Debug)]
struct YamlFault {
    line: usize,
    what: String,
    fix: String,
}

impl YamlFault {
    fn new(line: usize, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { line, what: what.into(), fix: fix.into() }
    }
}

fn options() -> Options {
    let mut options = Options::default();
    options.emit_anchor_events = true;
    options.emit_unresolved_aliases = true;
    // A file may begin with a page of comments.
    options.max_buffered_comment_events = usize::MAX;
    options
}
