//! Tokens and secrets: they cannot be printed, and their memory is wiped.

pub use secrecy::{ExposeSecret, SecretString as Secret};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::from("xoxb-obviously-fake");
        assert!(!format!("{secret:?}").contains("fake"));
    }
}
