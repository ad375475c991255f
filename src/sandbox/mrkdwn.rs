//! Slack's text markup, read into parts that can be drawn as HTML or read out as plain words.

mod dates;
mod draw;
mod emoji;
mod inline;

pub use self::draw::{html, plain_html, plain_html_of, read, read_plain, read_plain_of};
pub use self::emoji::emojify;

use super::world::{Member, World};

/// The person who looks at a text: mentions become names that they know, dates are in their zone.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    pub world: &'a World,
    pub member: &'a Member,
}

/// A block of text with line breaks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum TextBlock {
    /// Lines of running text.
    Lines(Vec<Vec<Span>>),
    Quote(Vec<Vec<Span>>),
    Pre(String),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Span {
    Text(String),
    Emoji { name: String, glyph: String },
    Bold(Vec<Span>),
    Italic(Vec<Span>),
    Strike(Vec<Span>),
    Code(String),
    Link { url: String, label: String },
    Member(String),
    Channel { id: String, name: String },
    Broadcast(String),
    Date { at: i64, format: String, link: Option<String>, fallback: String },
}

/// Escapes typed words for a message, as Slack's composer does.
pub fn escape(typed: &str) -> String {
    typed.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The reverse of `escape`, for showing.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn parse(text: &str) -> Vec<TextBlock> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, code, after)) = fenced(rest) {
        lines_and_quotes(before.strip_suffix('\n').unwrap_or(before), &mut parts);
        parts.push(TextBlock::Pre(unescape(code.trim_matches('\n'))));
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    lines_and_quotes(rest, &mut parts);
    parts
}

fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("```")?;
    let (code, after) = rest.split_once("```")?;
    (!code.is_empty()).then_some((before, code, after))
}

fn lines_and_quotes(text: &str, parts: &mut Vec<TextBlock>) {
    if text.is_empty() {
        return;
    }
    for line in text.split('\n') {
        let quoted = line.strip_prefix("&gt;").or_else(|| line.strip_prefix('>'));
        match (quoted, parts.last_mut()) {
            (Some(line), Some(TextBlock::Quote(lines))) => lines.push(inline::spans(line.trim_start())),
            (Some(line), _) => parts.push(TextBlock::Quote(vec![inline::spans(line.trim_start())])),
            (None, Some(TextBlock::Lines(lines))) => lines.push(inline::spans(line)),
            (None, _) => parts.push(TextBlock::Lines(vec![inline::spans(line)])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::testing::{clock, world};

    fn drawn(text: &str) -> String {
        let world = world(&clock());
        let member = world.find_member("ana").unwrap();
        html(text, Lens { world: &world, member }).into_string()
    }

    #[test]
    fn as_slack_draws_it() {
        let cases = [
            ("*bold* and _italic_ and ~gone~", "<strong>bold</strong> and <em>italic</em> and <s>gone</s>"),
            ("*_both_*", "<strong><em>both</em></strong>"),
            ("snake_case_word", "snake_case_word"),
            ("2*3*4", "2*3*4"),
            ("* not bold *", "* not bold *"),
            ("a ** b", "a ** b"),
            ("(*bold*), \"_it_\"", "(<strong>bold</strong>), &quot;<em>it</em>&quot;"),
            ("*open", "*open"),
            ("`*code* &lt;b&gt;`", "<code>*code* &lt;b&gt;</code>"),
            ("one\ntwo", "one<br>two"),
            ("&gt; quoted\n&gt; more\nplain", "<blockquote>quoted<br>more</blockquote>plain"),
            ("> raw quote", "<blockquote>raw quote</blockquote>"),
            ("see\n```\nlet x = *y;\n```\nthen", "see<pre>let x = *y;</pre>then"),
            (
                "<https://a.example/?x=1&amp;y=2|the *page*>",
                "<a href=\"https://a.example/?x=1&amp;y=2\" target=\"_blank\" rel=\"noopener noreferrer\">the *page*</a>",
            ),
            (
                "<https://a.example>",
                "<a href=\"https://a.example\" target=\"_blank\" rel=\"noopener noreferrer\">https://a.example</a>",
            ),
            (
                "go to https://a.example/x.",
                "go to <a href=\"https://a.example/x\" target=\"_blank\" rel=\"noopener noreferrer\">https://a.example/x</a>.",
            ),
            ("<javascript:alert(1)|x>", "x"),
            ("<@U02BEN>", "<span class=\"mention\">@Ben Okafor</span>"),
            ("<@U404>", "<span class=\"mention\">@U404</span>"),
            ("<#C01GENERAL|general>", "<span class=\"mention\">#general</span>"),
            ("<!here> <!channel>", "<span class=\"mention\">@here</span> <span class=\"mention\">@channel</span>"),
            ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
            (
                ":tada: :no_such_name: 10:30:00",
                "<span class=\"emoji\" role=\"img\" aria-label=\"tada\" title=\":tada:\">🎉</span> :no_such_name: 10:30:00",
            ),
        ];
        for (text, expected) in cases {
            let drawn = drawn(text);
            if text.starts_with("<script") {
                assert!(!drawn.contains("<script"), "{drawn}");
            } else {
                assert_eq!(drawn, expected, "{text}");
            }
        }
    }

    #[test]
    fn dates_fall_in_the_readers_zone() {
        // The tests' clock says Thursday 5 November 2026, 10:00 UTC; Lisbon is on UTC then.
        let drawn = drawn("<!date^1793892600^{date_short_pretty} at {time}^https://a.example|5 Nov>");
        assert!(
            drawn.contains("<time datetime=\"2026-11-05T15:30:00Z\" title=\"5 Nov\">today at 15:30</time>"),
            "{drawn}"
        );
        assert!(drawn.starts_with("<a href=\"https://a.example\""), "{drawn}");
    }
}
