//! Builds the tree from the parser's events.

use granit_parser::{Event, ScalarStyle, Span, StructureStyle, Tag};

use super::swallowed::{self, PrecedingToken};
use super::{At, Node, YamlFault};

pub(super) struct Builder<'t> {
    text: &'t str,
    open: Vec<OpenNode>,
    root: Option<At<Node>>,
    faults: Vec<YamlFault>,
    before: PrecedingToken,
    documents: usize,
}

/// An unfinished list or mapping, with the line and column where it begins.
struct OpenNode {
    line: usize,
    column: usize,
    is_flow: bool,
    holds: OpenContent,
}

enum OpenContent {
    List(Vec<At<Node>>),
    /// The entries, and the key that waits for its value.
    Map(Vec<(At<String>, At<Node>)>, Option<At<String>>),
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, open: Vec::new(), root: None, faults: Vec::new(), before: PrecedingToken::default(), documents: 0 }
    }

    /// The tree, and everything that YAML would leave out of it or can't express in it.
    pub(super) fn finish(self) -> (Option<At<Node>>, Vec<YamlFault>) {
        (self.root, self.faults)
    }

    /// The line where the scalar begins that the parser read last.
    pub(super) fn last_scalar_line(&self) -> Option<usize> {
        self.before.scalar_line()
    }

    pub(super) fn add(&mut self, event: Event<'_>, span: Span) {
        let line = span.start.line();
        match event {
            Event::Comment(comment, _) => self.comment(&comment, span),
            Event::DocumentStart(..) => self.document(line),
            Event::Scalar(value, style, _, tag) => {
                let tag = self.tag(tag.as_deref(), span);
                let is_nothing = style == ScalarStyle::Plain && span.is_empty();
                let value = match tag {
                    Some(tag) if is_nothing => Node::Scalar(tag),
                    _ if is_nothing => Node::Nothing,
                    _ => Node::Scalar(value.into_owned()),
                };
                if style == ScalarStyle::Plain {
                    self.faults.extend(swallowed::by_line_above(self.text, span));
                }
                self.push(At { line: self.line_of(style, line), value });
                self.before = PrecedingToken::scalar(style, span, is_nothing);
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let value = Node::Scalar(self.reference(span, "*"));
                self.push(At { line, value });
                self.before = PrecedingToken::default();
            }
            // Its event follows the node that it names.
            Event::Anchor(..) => drop(self.reference(span, "&")),
            Event::SequenceStart(style, _, tag) => {
                drop(self.tag(tag.as_deref(), span));
                self.begin(span, style, OpenContent::List(Vec::new()));
            }
            Event::MappingStart(style, _, tag) => {
                drop(self.tag(tag.as_deref(), span));
                self.begin(span, style, OpenContent::Map(Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => {}
        }
    }

    fn comment(&mut self, comment: &str, span: Span) {
        let indent = self.open.last().map_or(0, |open| open.column);
        let in_flow = self.open.iter().any(|open| open.is_flow);
        self.faults.extend(swallowed::by_comment(self.text, comment, span, &self.before, (indent, in_flow)));
    }

    fn document(&mut self, line: usize) {
        self.documents += 1;
        if self.documents == 2 {
            let fix = "remove the line “---” or “...” before it, and put a second track into its own file";
            self.faults.push(YamlFault::new(line, "a second document starts here", fix));
        }
    }

    /// Reports a tag, which YAML would leave out, and returns it as written.
    fn tag(&mut self, tag: Option<&Tag>, span: Span) -> Option<String> {
        let tag = tag.filter(|tag| !tag.is_yaml_core_schema())?;
        let written = span.tag_span().and_then(|span| span.slice(self.text));
        let written = written.map_or_else(|| tag.original(), str::to_owned);
        let line = span.tag_start().unwrap_or(span.start).line();
        self.faults.push(swallowed::by_tag(&written, line));
        Some(written)
    }

    /// Reports an anchor or an alias, and returns it as written.
    fn reference(&mut self, span: Span, sign: &str) -> String {
        let written = span.slice(self.text).unwrap_or(sign);
        self.faults.push(swallowed::by_reference(written, span.start.line()));
        written.to_owned()
    }

    /// The line to report for a text: the one of its key if the text begins below it.
    fn line_of(&self, style: ScalarStyle, begins: usize) -> usize {
        let is_below = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        match self.open.last().map(|open| &open.holds) {
            Some(OpenContent::Map(_, Some(key))) if is_below => key.line,
            _ => begins,
        }
    }

    fn begin(&mut self, span: Span, style: StructureStyle, holds: OpenContent) {
        let (line, column) = (span.start.line(), span.start.col());
        self.open.push(OpenNode { line, column, is_flow: style == StructureStyle::Flow, holds });
        self.before = PrecedingToken::default();
    }

    fn end(&mut self, span: Span) {
        let Some(OpenNode { line, holds, is_flow, .. }) = self.open.pop() else { return };
        let value = match holds {
            OpenContent::List(items) => Node::List(items),
            OpenContent::Map(entries, _) => Node::Map(entries),
        };
        self.push(At { line, value });
        self.before = PrecedingToken::end(is_flow, span);
    }

    /// Adds a finished node to the innermost open list or mapping.
    fn push(&mut self, node: At<Node>) {
        let line = node.line;
        let mut is_bad_key = false;
        // `shape` reports a mapping in braces as a whole, where it expects a text.
        let is_flow = self.open.last().is_some_and(|open| open.is_flow);
        match self.open.last_mut().map(|open| &mut open.holds) {
            None if self.documents > 1 => {}
            None => self.root = Some(node),
            Some(OpenContent::List(items)) => items.push(node),
            Some(OpenContent::Map(entries, key @ Some(_))) => entries.extend(key.take().map(|key| (key, node))),
            Some(OpenContent::Map(_, key @ None)) => {
                let value = if let Node::Scalar(text) = node.value {
                    text
                } else {
                    is_bad_key = !is_flow;
                    String::new()
                };
                *key = Some(At { line, value });
            }
        }
        if is_bad_key {
            let what = "there is no name before this “:”";
            self.faults.push(YamlFault::new(line, what, "write it as “name: value”"));
        }
    }
}
