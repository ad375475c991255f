//! What users can do with the data kept about them, and the word they type before all of it is erased.

use strum::{EnumString, IntoStaticStr};

/// Slack's `callback_id` of the first confirmation.
pub const ERASE: &str = "erase";
/// Slack's `callback_id` of the second confirmation.
pub const ERASE_ALL: &str = "erase_all";
/// The first confirmation's field: its `action_id` and its `block_id`.
pub const WORD_FIELD: &str = "erase_word";
pub const WORD: &str = "ERASE";

/// A button around the user's own data. Its name in snake case is the part of the `action_id` after the control's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum MyData {
    /// *My data*: what is kept, and what the user can do with it.
    Show,
    /// *Send me a copy*.
    Send,
    /// *Erase everything…*, which asks first.
    Erase,
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
            assert_eq!(<&str>::from(act).parse(), Ok(act));
        }
    }
}
