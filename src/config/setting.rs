//! A setting as written, and the one way to read it: wherever it comes from, it is trimmed, empty means unset, and
//! characters that it can't contain are refused.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use crate::config::characters::{Alphabet, check, trimmed};
use crate::config::redaction::{is_secret, shown};
use crate::config::{Problem, Problems};

const QUOTED_HOW: &str = "leave out the quotes: not every program that sets variables removes them";
const SECRET_HOW: &str = "put tokens and secrets into SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_SIGNING_SECRET, or \
    into the files that their _FILE variables name. If someone may have read this one, create a new one in Slack";
const COPY_AGAIN: &str = "retype that part, or copy the whole value again";

/// A setting as a flag or an environment variable holds it. Only [`SettingReader`] can read it, and nothing prints it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Setting(OsString);

impl<T: Into<OsString>> From<T> for Setting {
    fn from(written: T) -> Self {
        Self(written.into())
    }
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Setting")
    }
}

/// Reads settings and collects their problems. Unset and unusable settings are `None`; the latter leave a problem.
#[derive(Debug, Default)]
pub struct SettingReader {
    pub(super) problems: Vec<Problem>,
}

impl SettingReader {
    /// Succeeds if there are no problems.
    pub fn finish(self) -> Result<(), Problems> {
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }

    /// The problems, one for each setting that can't be used.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Visible text of any language, such as a path.
    pub fn text(&mut self, name: &'static str, given: &Setting) -> Option<String> {
        self.read(name, given, Alphabet::Text)
    }

    /// Words in ASCII, with spaces between them.
    pub fn line(&mut self, name: &'static str, given: &Setting) -> Option<String> {
        self.read(name, given, Alphabet::Line)
    }

    /// One word in ASCII, such as an address.
    pub fn word(&mut self, name: &'static str, given: &Setting) -> Option<String> {
        self.read(name, given, Alphabet::Word)
    }

    pub fn path(&mut self, name: &'static str, given: &Setting) -> Option<PathBuf> {
        self.text(name, given).map(PathBuf::from)
    }

    pub fn number<T>(&mut self, name: &'static str, given: &Setting, range: RangeInclusive<T>) -> Option<T>
    where
        T: FromStr + PartialOrd + std::fmt::Display,
    {
        let text = self.word(name, given)?;
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let what =
                format!("is {}, but must be a whole number from {} to {}", shown(&text), range.start(), range.end());
            self.refuse(name, what, "write the number in digits, or leave it out for the default");
        }
        number
    }

    /// One of the words of an enum, in upper or lower case.
    pub fn choice<T: ValueEnum>(&mut self, name: &'static str, given: &Setting) -> Option<T> {
        let text = self.word(name, given)?;
        let choice = T::from_str(&text, true).ok();
        if choice.is_none() {
            let words = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let words = words.map(|word| word.get_name().to_owned()).collect::<Vec<_>>().join(" or ");
            self.refuse(
                name,
                format!("is {}, but must be {words}", shown(&text)),
                "write one of them, or leave it out for the default",
            );
        }
        choice
    }

    /// What `read` returns, if it leaves no problem.
    pub(super) fn unless_refused<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let before = self.problems.len();
        let value = read(self);
        (self.problems.len() == before).then_some(value)
    }

    /// The value of a check; its error becomes a problem.
    pub fn accept<T>(&mut self, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn read(&mut self, name: &'static str, given: &Setting, alphabet: Alphabet) -> Option<String> {
        let read = written(name, given.0.to_str(), alphabet);
        let text = self.accept(read).flatten()?;
        if is_secret(text) {
            self.refuse(name, "holds a token or secret, which doesn't belong there", SECRET_HOW);
            return None;
        }
        Some(text.to_owned())
    }

    /// Notes that a setting can't be used: why, and how to fix it.
    pub fn refuse(&mut self, name: &'static str, what: impl Into<String>, how: &'static str) {
        self.problems.push(Problem::new(name, what, how));
    }
}

/// The text of a value, wherever it was written; `None` if it is empty. `text` is `None` if it isn't UTF-8.
pub(super) fn written<'t>(
    name: &'static str,
    text: Option<&'t str>,
    alphabet: Alphabet,
) -> Result<Option<&'t str>, Problem> {
    let problem = |what: String, how| Problem { name, what, how };
    let text = text.ok_or_else(|| {
        problem("isn't written in UTF-8".into(), "save or set it as UTF-8, without a byte order mark")
    })?;
    let text = trimmed(text);
    if text.is_empty() {
        return Ok(None);
    }
    check(text, alphabet).map_err(|what| problem(what, COPY_AGAIN))?;
    if is_quoted(text) {
        return Err(problem("has quotes around it".into(), QUOTED_HOW));
    }
    Ok(Some(text))
}

fn is_quoted(text: &str) -> bool {
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('„', '“'), ('«', '»')]
        .into_iter()
        .any(|(open, close)| text.len() > 1 && text.starts_with(open) && text.ends_with(close))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, ValueEnum)]
    enum Size {
        Small,
        Large,
    }

    fn problem(reader: &SettingReader) -> String {
        reader.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn empty_is_unset_for_every_kind() {
        for empty in ["", " ", "\r\n", "\u{a0}\t", "\u{feff}"] {
            let (mut reader, given) = (SettingReader::default(), Setting::from(empty));
            assert_eq!(reader.text("A", &given), None);
            assert_eq!(reader.line("A", &given), None);
            assert_eq!(reader.word("A", &given), None);
            assert_eq!(reader.path("A", &given), None);
            assert_eq!(reader.number("A", &given, 1..=9_u16), None);
            assert_eq!(reader.choice::<Size>("A", &given), None);
            assert!(reader.finish().is_ok(), "{empty:?}");
        }
    }

    #[test]
    fn every_kind_is_trimmed() {
        let mut reader = SettingReader::default();
        let around = |text: &str| Setting::from(format!("\u{feff} {text}\u{a0}\r\n"));
        assert_eq!(reader.text("A", &around("/größe von allem")).as_deref(), Some("/größe von allem"));
        assert_eq!(reader.line("A", &around("a, b")).as_deref(), Some("a, b"));
        assert_eq!(reader.word("A", &around("a")).as_deref(), Some("a"));
        assert_eq!(reader.path("A", &around("a b")), Some("a b".into()));
        assert_eq!(reader.number("A", &around("7"), 1..=9_u16), Some(7));
        assert_eq!(reader.choice("A", &around("LARGE")), Some(Size::Large));
        assert!(reader.finish().is_ok());
    }

    #[test]
    fn what_is_wrong_names_the_variable_and_what_it_takes() {
        for (given, expected) in [
            (
                "10",
                "N is “10”, but must be a whole number from 1 to 9: write the number in digits, or leave it out \
                 for the default",
            ),
            ("-1", "N is “-1”, but must be a whole"),
            ("1.5", "N is “1.5”, but must be a whole"),
            ("1 000", "N has a space at character 2: retype"),
            ("99999999999999999999999999", "N is “99999999999999999999999999”, but must be a whole"),
            ("１", "N has \\u{ff11} at character 1, but can only hold plain ASCII"),
            ("'7'", "N has quotes around it: leave out the quotes"),
            ("xoxb-obviously-fake", "N holds a token or secret, which doesn't belong there: put tokens"),
        ] {
            let mut reader = SettingReader::default();
            assert_eq!(reader.number("N", &given.into(), 1..=9_u16), None);
            assert!(problem(&reader).starts_with(expected), "{given}: {}", problem(&reader));
        }
        let mut reader = SettingReader::default();
        assert_eq!(reader.choice::<Size>("S", &"tiny".into()), None);
        assert_eq!(
            problem(&reader),
            "S is “tiny”, but must be small or large: write one of them, or leave it out for the default"
        );
    }

    #[test]
    fn a_secret_in_the_place_of_something_else_is_not_shown() {
        for given in ["xoxb-obviously-fake", " XAPP-obviously-fake", "0123456789abcdef0123456789abcdef"] {
            let mut reader = SettingReader::default();
            assert_eq!(reader.path("F", &given.into()), None);
            assert!(problem(&reader).starts_with("F holds a token or secret, which doesn't belong there"), "{given}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_refused() {
        use std::os::unix::ffi::OsStringExt;
        let mut reader = SettingReader::default();
        assert_eq!(reader.text("A", &OsString::from_vec(vec![b'a', 0xff]).into()), None);
        assert!(problem(&reader).starts_with("A isn't written in UTF-8"), "{}", problem(&reader));
    }
}
