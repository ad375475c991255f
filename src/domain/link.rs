//! A web address that a user entered: validated, stored, shown to the people they chose, and never fetched.

use url::Url;

/// Longer addresses are unlikely to be real links.
const LONGEST: usize = 2_000;
/// Characters of a link's label; enough to show where it leads.
const LABEL: usize = 60;

/// An `http` or `https` address with a host and without a user name or password.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(Url);

impl Link {
    /// Parses a text that is a link and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let of_web = matches!(url.scheme(), "http" | "https");
        let open = url.username().is_empty() && url.password().is_none();
        (of_web && open && url.host_str().is_some() && url.as_str().len() <= LONGEST).then_some(Self(url))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// A readable label: host and path, without query or fragment.
    #[must_use]
    pub fn label(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        let label = format!("{}{}", host.trim_start_matches("www."), self.0.path().trim_end_matches('/'));
        match label.char_indices().nth(LABEL) {
            Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default()),
            None => label,
        }
    }
}

/// `Debug` hides the address: where evidence points to is as private as its words.
impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_whole_web_addresses_are_links() {
        for (text, expected) in [
            ("https://github.com/dummy-co/payouts/pull/7", Some("https://github.com/dummy-co/payouts/pull/7")),
            (" HTTP://Example.com ", Some("http://example.com/")),
            ("https://example.com/a|b<c>", Some("https://example.com/a|b%3Cc%3E")),
            ("example.com", None),
            ("https://", None),
            ("https://me:secret@example.com/", None),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("mailto:ana@example.com", None),
            ("https://example.com/ and more", Some("https://example.com/%20and%20more")),
            ("", None),
        ] {
            assert_eq!(Link::parse(text).as_ref().map(Link::as_str), expected, "{text}");
        }
        assert!(Link::parse(&format!("https://example.com/{}", "x".repeat(2_000))).is_none());
    }

    #[test]
    fn a_label_says_where_a_link_leads() {
        let label = |text| Link::parse(text).unwrap().label();
        assert_eq!(label("https://www.example.com/?token=abc"), "example.com");
        assert_eq!(label("https://example.com/a/b/#c"), "example.com/a/b");
        assert!(label(&format!("https://example.com/{}", "é".repeat(90))).ends_with('…'));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC*|https?://\\PC{0,40}") {
            if let Some(link) = Link::parse(&text) {
                prop_assert!(link.as_str().starts_with("http") && !link.label().is_empty());
            }
        }
    }
}
