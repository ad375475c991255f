//! Draws parsed text as HTML, and reads it out as the plain words that a person would see.

use maud::{Markup, PreEscaped, html as markup};
use serde_json::Value;

use super::{Lens, Span, TextBlock, dates, emoji::emojify, parse};
use crate::sandbox::json::str_of;

/// Draws mrkdwn as HTML.
pub fn html(text: &str, lens: Lens<'_>) -> Markup {
    markup! {
        @for part in parse(text) {
            @match part {
                TextBlock::Lines(lines) => (lines_html(&lines, lens)),
                TextBlock::Quote(lines) => blockquote { (lines_html(&lines, lens)) },
                TextBlock::Pre(code) => pre { (code) },
            }
        }
    }
}

/// Draws a plain-text object, where only emoji and line breaks mean anything.
pub fn plain_html(object: &Value) -> Markup {
    markup! {
        @for (index, line) in read_plain(object).split('\n').enumerate() {
            @if index > 0 { br; }
            (line)
        }
    }
}

/// Draws the plain-text object in a field, if there is one.
pub fn plain_html_of(holder: &Value, name: &str) -> Markup {
    markup! { @if let Some(object) = holder.get(name) { (plain_html(object)) } }
}

/// What a plain-text object says. Slack turns emoji names into emoji unless the app forbids it.
pub fn read_plain(object: &Value) -> String {
    let text = str_of(object, "text");
    if object.get("emoji") == Some(&Value::Bool(false)) { text.to_owned() } else { emojify(text) }
}

/// What the plain-text object in a field says.
pub fn read_plain_of(holder: &Value, name: &str) -> String {
    holder.get(name).map(read_plain).unwrap_or_default()
}

/// What mrkdwn says, without its marks.
pub fn read(text: &str, lens: Lens<'_>) -> String {
    let lines = |lines: &[Vec<Span>], before: &str| {
        lines.iter().map(|line| format!("{before}{}", words(line, lens))).collect::<Vec<_>>().join("\n")
    };
    let parts = parse(text).into_iter().map(|part| match part {
        TextBlock::Lines(all) => lines(&all, ""),
        TextBlock::Quote(all) => lines(&all, "| "),
        TextBlock::Pre(code) => code,
    });
    parts.collect::<Vec<_>>().join("\n")
}

fn lines_html(lines: &[Vec<Span>], lens: Lens<'_>) -> Markup {
    markup! {
        @for (index, line) in lines.iter().enumerate() {
            @if index > 0 { br; }
            (spans_html(line, lens))
        }
    }
}

fn spans_html(spans: &[Span], lens: Lens<'_>) -> Markup {
    markup! { @for span in spans { (span_html(span, lens)) } }
}

fn span_html(span: &Span, lens: Lens<'_>) -> Markup {
    match span {
        Span::Text(text) => markup! { (text) },
        Span::Emoji { name, glyph } => {
            markup! { span.emoji role="img" aria-label=(name.replace('_', " ")) title={ ":" (name) ":" } { (glyph) } }
        }
        Span::Bold(inner) => markup! { strong { (spans_html(inner, lens)) } },
        Span::Italic(inner) => markup! { em { (spans_html(inner, lens)) } },
        Span::Strike(inner) => markup! { s { (spans_html(inner, lens)) } },
        Span::Code(code) => markup! { code { (code) } },
        Span::Link { url, label } => link(url, &markup! { (emojify(label)) }),
        Span::Date { at, format, link: Some(url), fallback } if url.starts_with("http") => {
            link(url, &time(*at, format, fallback, lens))
        }
        Span::Date { at, format, fallback, .. } => time(*at, format, fallback, lens),
        mention => markup! { span.mention { (word(mention, lens)) } },
    }
}

fn link(url: &str, label: &Markup) -> Markup {
    markup! { a href=(url) target="_blank" rel="noopener noreferrer" { (PreEscaped(&label.0)) } }
}

fn time(at: i64, format: &str, fallback: &str, lens: Lens<'_>) -> Markup {
    let Some(words) = dates::render(at, format, &lens.member.zone, lens.world.now().timestamp()) else {
        return markup! { (fallback) };
    };
    markup! { time datetime=(dates::iso(at)) title=(fallback) { (words) } }
}

fn words(spans: &[Span], lens: Lens<'_>) -> String {
    spans.iter().map(|span| word(span, lens)).collect()
}

fn word(span: &Span, lens: Lens<'_>) -> String {
    match span {
        Span::Text(text) | Span::Code(text) => text.clone(),
        Span::Emoji { glyph, .. } => glyph.clone(),
        Span::Bold(inner) | Span::Italic(inner) | Span::Strike(inner) => words(inner, lens),
        Span::Link { label, .. } => emojify(label),
        Span::Member(id) => format!("@{}", lens.world.name_of(id).unwrap_or(id)),
        Span::Channel { id, name } => {
            let known = lens.world.channels_of(&lens.member.id).find(|channel| channel.id.as_str() == id);
            let name = if name.is_empty() { "private-channel" } else { name };
            format!("#{}", known.map_or(name, |channel| &channel.name))
        }
        Span::Broadcast(name) => format!("@{name}"),
        Span::Date { at, format, fallback, .. } => {
            dates::render(*at, format, &lens.member.zone, lens.world.now().timestamp())
                .unwrap_or_else(|| fallback.clone())
        }
    }
}
