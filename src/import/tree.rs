//! A YAML file as a tree of texts in which every node knows its line, and a finding for each text that YAML would cut
//! short without a word.
//!
//! Scalars are texts as they are written: `NO`, `3.10`, `0x10` and `null` are words that people use, and nothing in a
//! track file is of another type.

mod builder;
mod faults;
mod swallowed;

use std::path::Path;

use granit_parser::{Options, Parser};

use crate::import::finding::Findings;
use builder::Builder;

/// Any YAML value; what a text means is for the reader to say.
#[derive(Debug)]
pub(super) enum Node {
    Scalar(String),
    List(Vec<At<Node>>),
    Map(Vec<(At<String>, At<Node>)>),
    /// Nothing was written where a value could be.
    Nothing,
}

/// A value and the line it stands on, from 1.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) line: usize,
    pub(super) value: T,
}

/// Reads a text that should hold one YAML document; `None` if it holds none, which is found.
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
    for finding in swallowed.into_iter().chain(fault.clone()) {
        findings.add(file, Some(finding.line), finding.what, finding.fix);
    }
    match root {
        Some(root) if fault.is_none() => Some(root),
        None if fault.is_none() => {
            findings.add(file, None, "the file is empty", "write a track into it; README.md there shows how");
            None
        }
        _ => None,
    }
}

/// Something wrong with the YAML itself.
#[derive(Clone, Debug)]
struct Fault {
    line: usize,
    what: String,
    fix: String,
}

fn options() -> Options {
    let mut options = Options::default();
    options.emit_anchor_events = true;
    options.emit_unresolved_aliases = true;
    // A file may begin with a page of notes.
    options.max_buffered_comment_events = usize::MAX;
    options
}
