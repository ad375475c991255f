//! Makes a person's words harmless: in mrkdwn, and on any screen.

use std::borrow::Cow;

use crate::text::is_unprintable;

/// Makes text harmless in mrkdwn: it can't become a mention, a link or a channel call.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, text);
    escaped
}

pub(in crate::views) fn push_escaped(into: &mut String, text: &str) {
    let text = &*harmless(text);
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        into.push_str(before);
        into.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    into.push_str(rest);
}

/// The text without characters that act on a screen, such as marks that turn its direction; line ends stay.
pub(in crate::views) fn harmless(text: &str) -> Cow<'_, str> {
    // Most texts have none of the bytes with which such characters begin.
    let may_act = |byte: u8| (byte < b' ' && byte != b'\n') || matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2);
    let acts = |c: char| c != '\n' && is_unprintable(c);
    if !text.bytes().any(may_act) || !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let as_blank = |c: char| if acts(c) && c.is_whitespace() && c != '\r' { ' ' } else { c };
    text.chars().map(as_blank).filter(|c| !acts(*c)).collect::<String>().into()
}

/// The beginning of a text, at most `most` UTF-16 units long, with an ellipsis if something was cut.
pub(in crate::views) fn clip(text: &str, most: usize) -> String {
    // No text has more UTF-16 units than bytes, and bytes need no counting.
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut length = 1;
    let kept = text.chars().take_while(|c| {
        length += c.len_utf16();
        length <= most
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_slack_reads_as_markup_is_changed() {
        assert_eq!(
            escape("R&D <!channel> <@U1> <#C1> <https://x.y|z> é"),
            "R&amp;D &lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt; &lt;https://x.y|z&gt; é"
        );
    }

    #[test]
    fn a_text_is_clipped_at_whole_characters() {
        assert_eq!(clip("héllo wörld", 11), "héllo wörld");
        assert_eq!(clip("héllo wörld", 7), "héllo…");
        assert_eq!(clip("🛠️🛠️🛠️", 4), "🛠️…");
    }

    #[test]
    fn what_would_turn_a_text_or_act_on_a_screen_is_left_out() {
        let text = "a\u{202E}b\u{1b}[31m\tc\r\nd\u{2028}e\u{200F} “é” 👩\u{200D}💻";
        assert_eq!(escape(text), "ab[31m c\nd e “é” 👩\u{200D}💻");
    }

    proptest! {
        #[test]
        fn nothing_in_it_acts_on_a_screen(text in any::<String>()) {
            prop_assert!(escape(&text).chars().all(|c| c == '\n' || !is_unprintable(c)));
        }

        #[test]
        fn nothing_typed_calls_anyone(text in "[<>&!@#|a-z:/.]{0,60}|\\PC*") {
            let escaped = escape(&text);
            for call in ["<!", "<@", "<#", "<http"] {
                prop_assert!(!escaped.contains(call));
            }
            let back = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            prop_assert_eq!(back, harmless(&text));
        }

        #[test]
        fn a_clipped_text_fits(text in "\\PC{0,80}", most in 1_usize..60) {
            prop_assert!(clip(&text, most).encode_utf16().count() <= most);
        }
    }
}
