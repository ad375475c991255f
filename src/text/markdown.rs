//! Words within a Markdown file: they read as they were written, and none of them is markup.

use std::fmt::{self, Write};

use crate::text::characters::is_unprintable;

/// One line of words. Bare addresses stay as they are: a link that a reader makes of one says where it leads.
#[derive(Clone, Copy, Debug)]
pub struct Markdown<'t>(pub &'t str);

/// Characters that are markup anywhere in a line, in `CommonMark` or a common extension.
const ANYWHERE: [char; 13] = ['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '&', '$', '^'];
/// Characters that are markup at the start of a line.
const AT_START: [char; 5] = ['#', '+', '-', '=', ':'];

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0.trim_matches(|c: char| c.is_whitespace());
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        for (at, c) in line.char_indices() {
            let begins = (at == 0 && AT_START.contains(&c)) || (at == digits && at > 0 && matches!(c, '.' | ')'));
            match c {
                c if begins || ANYWHERE.contains(&c) => write!(f, "\\{c}")?,
                '\t' => f.write_char(' ')?,
                c if is_unprintable(c) => write!(f, "\\{}", c.escape_unicode())?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// What a Markdown reader shows of a line, if it is only text in a paragraph.
    fn shown(line: &str) -> Option<String> {
        let mut shown = String::new();
        for event in Parser::new_ext(line, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => shown.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                _ => return None,
            }
        }
        Some(shown)
    }

    #[test]
    fn markup_is_shown_as_it_was_typed() {
        for words in [
            "# heading",
            "- item",
            "+ item",
            "* item",
            "1. one",
            "2) two",
            "> quote",
            "---",
            "===",
            "***",
            "```",
            "~~gone~~",
            "[click](https://evil.example)",
            "![x](https://evil.example/x.png)",
            "<img src=x onerror=alert(1)>",
            "<!-- hidden -->",
            "<https://evil.example>",
            "&lt;b&gt; &#0;",
            "*bold* _it_ `code`",
            "a | b",
            "|-|-|",
            "- [ ] task",
            "[^1]: note",
            "$x$",
            ":: x",
            "[a]: https://evil.example",
            "x^2^ H~2~O",
            "\\*",
            "+++",
            "| a |",
        ] {
            let escaped = Markdown(words).to_string();
            assert_eq!(shown(&escaped).as_deref(), Some(words), "{escaped}");
        }
        assert_eq!(
            Markdown("Fixed it (again). See https://x.example/a-b, 09:12!").to_string(),
            "Fixed it (again). See https://x.example/a-b, 09:12!"
        );
        assert_eq!(Markdown("\u{1b}[31m\u{202E}x").to_string(), "\\\\u{1b}\\[31m\\\\u{202e}x");
        assert_eq!(shown(&Markdown("a\u{2028}b").to_string()).as_deref(), Some("a\\u{2028}b"));
    }

    proptest! {
        #[test]
        fn words_are_only_ever_text(words in "[-#*+_`~=|<>\\[\\]()!&;:.$^{}\"'/\\\\ a-c0-2\t]{0,24}|\\PC{0,40}") {
            let escaped = Markdown(&words).to_string();
            let one = |c: char| match c {
                '\t' => " ".to_owned(),
                c if is_unprintable(c) => c.escape_unicode().to_string(),
                c => c.to_string(),
            };
            let expected: String = words.trim().chars().map(one).collect();
            prop_assert_eq!(shown(&escaped), Some(expected), "{}", escaped);
        }

        #[test]
        fn nothing_in_it_acts_on_a_screen(words in any::<String>()) {
            prop_assert!(!Markdown(&words).to_string().chars().any(is_unprintable));
        }
    }
}
