//! What users can do with the data kept about them, and the word they type before all of it is erased.

/// Slack's `callback_id` of the first confirmation.
pub const ERASE: &str = "erase";
/// Slack's `callback_id` of the second confirmation.
pub const ERASE_ALL: &str = "erase_all";
/// The first confirmation's field: its `action_id` and its `block_id`.
pub const WORD_FIELD: &str = "erase_word";
/// The word to type there.
pub const WORD: &str = "ERASE";

/// A button around the user's own data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MyData {
    /// *My data*: what is kept, and what the user can do with it.
    Show,
    /// *Send me a copy*.
    Send,
    /// *Erase everything…*, which asks first.
    Erase,
}

impl MyData {
    /// The part of the `action_id` after its name.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Send => "send",
            Self::Erase => "erase",
        }
    }

    pub(super) fn parse(path: &str) -> Option<Self> {
        [Self::Show, Self::Send, Self::Erase].into_iter().find(|act| act.path() == path)
    }
}

/// Whether the user typed the word; case and surrounding spaces don't matter.
#[must_use]
pub fn is_word(typed: &str) -> bool {
    typed.trim().eq_ignore_ascii_case(WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_is_the_word() {
        for (typed, expected) in
            [("ERASE", true), (" erase ", true), ("", false), ("ERASE ALL", false), ("yes", false), ("ERASEE", false)]
        {
            assert_eq!(is_word(typed), expected, "{typed}");
        }
        for act in [MyData::Show, MyData::Send, MyData::Erase] {
            assert_eq!(MyData::parse(act.path()), Some(act));
        }
    }
}
