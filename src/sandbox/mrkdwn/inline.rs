//! Splits one line of Slack's markup into spans.

use super::{Span, emoji, unescape};

/// Reads a line; what isn't markup stays text.
pub fn spans(line: &str) -> Vec<Span> {
    let mut scan = Scan { line, at: 0, text: String::new(), spans: Vec::new() };
    while let Some(next) = scan.rest().chars().next() {
        let taken = match next {
            '<' => scan.entity(),
            '`' => scan.code(),
            '*' | '_' | '~' => scan.styled(next),
            ':' => scan.emoji(),
            'h' => scan.bare_link(),
            _ => false,
        };
        if !taken {
            scan.text.push(next);
            scan.at += next.len_utf8();
        }
    }
    scan.flush();
    scan.spans
}

struct Scan<'a> {
    line: &'a str,
    at: usize,
    text: String,
    spans: Vec<Span>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.line.get(..self.at).and_then(|text| text.chars().next_back())
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.spans.push(Span::Text(unescape(&std::mem::take(&mut self.text))));
        }
    }

    fn take(&mut self, bytes: usize, span: Span) -> bool {
        self.flush();
        self.spans.push(span);
        self.at += bytes;
        true
    }

    /// `<…>`: a link, a mention or a date. Slack shows the label of anything it doesn't know.
    fn entity(&mut self) -> bool {
        let Some((inside, _)) = self.rest().strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
            return false;
        };
        if inside.is_empty() || inside.contains('<') || inside.starts_with(char::is_whitespace) {
            return false;
        }
        let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
        let span = entity(target, label);
        self.take(inside.len() + 2, span)
    }

    fn code(&mut self) -> bool {
        let Some((inside, _)) = self.rest().strip_prefix('`').and_then(|rest| rest.split_once('`')) else {
            return false;
        };
        !inside.is_empty() && self.take(inside.len() + 2, Span::Code(unescape(inside)))
    }

    /// Bold, italic or strikethrough: the marks must touch the text inside and be at the edges of words.
    fn styled(&mut self, mark: char) -> bool {
        let inside = self.rest().strip_prefix(mark).unwrap_or_default();
        if self.before().is_some_and(is_word) || inside.starts_with(|c: char| c.is_whitespace() || c == mark) {
            return false;
        }
        let closes = |&(index, _): &(usize, &str)| {
            let (within, after) = inside.split_at(index);
            let after = after.strip_prefix(mark).unwrap_or_default();
            !within.is_empty()
                && !within.ends_with(char::is_whitespace)
                && !after.starts_with(|c| is_word(c) || c == mark)
        };
        let Some((end, _)) = inside.match_indices(mark).find(closes) else { return false };
        let within = spans(inside.get(..end).unwrap_or_default());
        let span = match mark {
            '*' => Span::Bold(within),
            '_' => Span::Italic(within),
            _ => Span::Strike(within),
        };
        self.take(end + 2, span)
    }

    fn emoji(&mut self) -> bool {
        let Some((name, _)) = self.rest().strip_prefix(':').and_then(|rest| rest.split_once(':')) else { return false };
        let Some(glyph) = emoji::glyph(name) else { return false };
        self.take(name.len() + 2, Span::Emoji { name: name.to_owned(), glyph })
    }

    fn bare_link(&mut self) -> bool {
        let rest = self.rest();
        let starts =
            (rest.starts_with("https://") || rest.starts_with("http://")) && !self.before().is_some_and(is_word);
        if !starts {
            return false;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '|')).unwrap_or(rest.len());
        let url =
            rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_', '~']);
        let span = Span::Link { url: unescape(url), label: unescape(url) };
        url.len() > "https://".len() && self.take(url.len(), span)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn entity(target: &str, label: &str) -> Span {
    let label_or = |otherwise: &str| if label.is_empty() { otherwise.to_owned() } else { unescape(label) };
    if let Some(id) = target.strip_prefix('@') {
        return Span::Member(id.to_owned());
    }
    if let Some(id) = target.strip_prefix('#') {
        return Span::Channel { id: id.to_owned(), name: unescape(label) };
    }
    if let Some(command) = target.strip_prefix('!') {
        let mut parts = command.split('^');
        return match (parts.next(), parts.next().and_then(|at| at.parse().ok()), parts.next(), parts.next()) {
            (Some("date"), Some(at), Some(format), link) => {
                let (format, link) = (unescape(format), link.map(unescape));
                Span::Date { at, format, link, fallback: unescape(label) }
            }
            _ => Span::Broadcast(label_or(command)),
        };
    }
    let url = unescape(target);
    if ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
        let label = label_or(url.trim_start_matches("mailto:"));
        Span::Link { url, label }
    } else {
        Span::Text(label_or(target))
    }
}
