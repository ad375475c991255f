//! Text for Slack: every word that a person wrote passes [`escape`], by construction.

mod escape;
mod pieces;

pub use escape::escape;
pub(super) use escape::{clip, harmless, push_escaped};

use chrono::{DateTime, Utc};
use slack_morphism::prelude::{SlackBlockMarkDownText, SlackBlockText};

use crate::domain::ids::{ChannelId, MemberId};
use crate::domain::link::Link;

/// How many people are named in one text.
const NAMED: usize = 30;

/// Mrkdwn under construction. Markup comes only from these methods, words only through [`escape`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mrkdwn(String);

impl Mrkdwn {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Plain words, escaped.
    pub(super) fn text(mut self, text: &str) -> Self {
        push_escaped(&mut self.0, text);
        self
    }

    pub(super) fn bold(self, text: &str) -> Self {
        self.wrapped('*', text)
    }

    pub(super) fn italic(self, text: &str) -> Self {
        self.wrapped('_', text)
    }

    /// Words as code: what a user can type.
    pub(super) fn code(self, text: &str) -> Self {
        self.wrapped('`', text)
    }

    /// A member's name, as Slack shows it to the reader.
    pub(super) fn member(mut self, member: &MemberId) -> Self {
        self.0.push_str("<@");
        self.0.extend(member.as_str().chars().filter(char::is_ascii_alphanumeric));
        self.0.push('>');
        self
    }

    /// People by name, as Slack shows them to each reader; of very many, only the first.
    pub(super) fn members<'m>(self, members: impl IntoIterator<Item = &'m MemberId>) -> Self {
        self.named(members, " and ")
    }

    /// As [`Self::members`], with these words before the last name.
    pub(super) fn named<'m>(self, members: impl IntoIterator<Item = &'m MemberId>, before_last: &str) -> Self {
        let mut members = members.into_iter();
        let named: Vec<_> = members.by_ref().take(NAMED).collect();
        let more = members.count();
        let mut text = self;
        for (position, member) in named.iter().enumerate() {
            text = match position {
                0 => text,
                _ if position + 1 == named.len() && more == 0 => text.text(before_last),
                _ => text.text(", "),
            };
            text = text.member(member);
        }
        if more > 0 { text.text(&format!(" and {more} more")) } else { text }
    }

    /// A channel's name, as Slack shows it to a reader who is in it.
    pub(super) fn channel(mut self, channel: &ChannelId) -> Self {
        self.0.push_str("<#");
        self.0.extend(channel.as_str().chars().filter(char::is_ascii_alphanumeric));
        self.0.push('>');
        self
    }

    /// A web address with words for it. Characters that Slack would read as the end of either are replaced.
    pub(super) fn link(mut self, link: &Link) -> Self {
        self.0.push('<');
        for c in link.as_str().chars() {
            match c {
                '<' => self.0.push_str("%3C"),
                '>' => self.0.push_str("%3E"),
                '|' => self.0.push_str("%7C"),
                '&' => self.0.push_str("&amp;"),
                c => self.0.push(c),
            }
        }
        self.0.push('|');
        push_escaped(&mut self.0, &link.label().replace('|', "/"));
        self.0.push('>');
        self
    }

    /// A moment as each reader's device shows it: only the time.
    pub(super) fn time(mut self, at: DateTime<Utc>) -> Self {
        self.0.extend(["<!date^", &at.timestamp().to_string(), "^{time}|", &at.format("%H:%M UTC").to_string(), ">"]);
        self
    }

    pub(super) fn line(mut self) -> Self {
        self.0.push('\n');
        self
    }

    /// Another piece, unchanged.
    pub(super) fn then(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// The length, never less than Slack counts.
    pub(super) fn length(&self) -> usize {
        // Bytes are never fewer than UTF-16 units, and need no counting; only long texts are counted properly.
        if self.0.len() < 1_000 { self.0.len() } else { self.0.encode_utf16().count() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn wrapped(mut self, mark: char, text: &str) -> Self {
        self.0.push(mark);
        if text.contains(mark) {
            // A mark inside would end the emphasis early; Slack has no way to escape it.
            push_escaped(&mut self.0, &text.replace(mark, "'"));
        } else {
            push_escaped(&mut self.0, text);
        }
        self.0.push(mark);
        self
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Mrkdwn {
    fn from(words: &T) -> Self {
        Self::new().text(words.as_ref())
    }
}

impl From<Mrkdwn> for SlackBlockMarkDownText {
    fn from(text: Mrkdwn) -> Self {
        // Verbatim: Slack adds no links of its own to names and addresses in the words.
        Self::new(text.0).with_verbatim(true)
    }
}

impl From<Mrkdwn> for SlackBlockText {
    fn from(text: Mrkdwn) -> Self {
        Self::MarkDown(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_piece_is_written_in_slacks_way() {
        let new = Mrkdwn::new;
        let (ana, ben, channel) = (MemberId::new("U1"), MemberId::new("U<2>"), ChannelId::new("C|1"));
        let link = |address: &str| Link::parse(address).unwrap();
        let at = DateTime::from_timestamp(1_780_478_520, 0).unwrap();
        for (text, expected) in [
            (new(), ""),
            (new().text("a & b"), "a &amp; b"),
            (new().bold("a"), "*a*"),
            (new().italic("a_b"), "_a'b_"),
            (new().code("<a>"), "`&lt;a&gt;`"),
            (new().member(&ana), "<@U1>"),
            (new().member(&ben), "<@U2>"),
            (new().channel(&channel), "<#C1>"),
            (new().link(&link("https://example.com/a?b=1&c=2")), "<https://example.com/a?b=1&amp;c=2|example.com/a>"),
            (new().time(at), "<!date^1780478520^{time}|09:22 UTC>"),
            (new().text("a").line().text("b"), "a\nb"),
            (new().text("a").then(&new().bold("b")), "a*b*"),
        ] {
            assert_eq!((text.0.as_str(), text.is_empty()), (expected, expected.is_empty()));
            assert_eq!(text.length(), expected.len());
            assert_eq!(new().then(&text), text);
        }
    }

    #[test]
    fn people_are_named_with_an_and_before_the_last() {
        let everybody: Vec<MemberId> = (1..=NAMED + 2).map(|number| MemberId::new(format!("U{number}"))).collect();
        let named = |count: usize| Mrkdwn::new().members(everybody.iter().take(count)).0;
        assert_eq!(named(0), "");
        assert_eq!(named(1), "<@U1>");
        assert_eq!(named(2), "<@U1> and <@U2>");
        assert_eq!(named(3), "<@U1>, <@U2> and <@U3>");
        assert!(named(NAMED).ends_with(", <@U29> and <@U30>"), "{}", named(NAMED));
        assert!(named(NAMED + 1).ends_with(", <@U29>, <@U30> and 1 more"), "{}", named(NAMED + 1));
        assert!(named(NAMED + 2).ends_with(", <@U29>, <@U30> and 2 more"), "{}", named(NAMED + 2));
    }

    #[test]
    fn a_long_text_is_as_long_as_slack_counts_it() {
        let long = |count: usize, c: &str| Mrkdwn::new().text(&c.repeat(count)).length();
        // Below 1,000 bytes, the length is the number of bytes, which is never too few.
        assert_eq!((long(499, "é"), long(500, "é"), long(501, "é")), (998, 500, 501));
        assert_eq!(long(300, "🧭"), 600);
    }

    #[test]
    fn what_would_end_a_link_early_is_written_in_another_way() {
        for (address, expected) in [
            ("https://example.com/<a>|b", "<https://example.com/%3Ca%3E%7Cb|"),
            ("https://example.com/?a|b", "<https://example.com/?a%7Cb|"),
        ] {
            let text = Mrkdwn::new().link(&Link::parse(address).unwrap()).0;
            assert!(text.starts_with(expected), "{text}");
            assert_eq!((text.matches('<').count(), text.matches('|').count(), text.matches('>').count()), (1, 1, 1));
        }
    }

    proptest! {
        #[test]
        fn emphasis_stays_around_its_words(text in "[*_`<>a-z ]{0,40}") {
            let bold = Mrkdwn::new().bold(&text).0;
            prop_assert_eq!(bold.matches('*').count(), 2);
        }

        #[test]
        fn a_link_is_one_link_and_nothing_else(path in "[a-z<>&!@#| ]{0,40}") {
            let Some(link) = Link::parse(&format!("https://example.com/{path}")) else { return Ok(()) };
            let text = Mrkdwn::new().link(&link).0;
            prop_assert!(text.starts_with("<https://example.com/") && text.ends_with('>'));
            prop_assert_eq!((text.matches('<').count(), text.matches('>').count(), text.matches('|').count()), (1, 1, 1));
        }
    }
}
