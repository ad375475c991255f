//! Tokens, secrets and people's private words, none of which can be printed.

pub use secrecy::{ExposeSecret, SecretString as Secret};

/// Words that a person wrote for themselves or for one reader. They can't be printed by accident: `Debug` hides them
/// and there is no `Display`. Code that shows or stores them calls [`PrivateText::reveal`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PrivateText(String);

impl PrivateText {
    /// Wraps the words as they are.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The words, for their author, for the audience that the author chose, or for the database.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty or has only whitespace and control characters.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.chars().all(|c| c.is_whitespace() || c.is_control())
    }
}

impl std::fmt::Debug for PrivateText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateText")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::from("xoxb-obviously-fake");
        assert!(!format!("{secret:?}").contains("fake"));
    }

    #[test]
    fn words_that_nobody_could_see_are_blank() {
        for (words, expected) in [("", true), (" \n\t", true), (" \0 \u{7f}\n", true), ("\0a", false), ("🧭", false)]
        {
            assert_eq!(PrivateText::new(words).is_blank(), expected, "{words:?}");
        }
    }

    #[test]
    fn private_words_are_not_printed() {
        let words = PrivateText::new("sat with Lena");
        assert_eq!(format!("{words:?} {:?}", Some(&words)), "PrivateText Some(PrivateText)");
    }
}
