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

    /// Parses a link as people type it: `https://` may be missing, as in `github.com/x`. Without it, the host must
    /// have a dot and a name after it, so that `done.`, `n/a` and `1.5` aren't taken for links.
    #[must_use]
    pub fn parse_lenient(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_bare = !text.contains("://") && !text.contains(char::is_whitespace);
        let completed = || Self::parse(&format!("https://{text}")).filter(Self::has_domain);
        Self::parse(text).or_else(|| is_bare.then(completed).flatten())
    }

    fn has_domain(&self) -> bool {
        let top_level = self.0.domain().and_then(|domain| domain.rsplit_once('.')).map(|(_, top_level)| top_level);
        top_level.is_some_and(|name| name.len() > 1)
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
    fn a_typed_link_may_lack_its_scheme() {
        for (text, expected) in [
            ("github.com/x", Some("https://github.com/x")),
            (" www.example.com ", Some("https://www.example.com/")),
            ("git.example:8443/pr/1?a=b#c", Some("https://git.example:8443/pr/1?a=b#c")),
            ("Bücher.example", Some("https://xn--bcher-kva.example/")),
            ("http://example.com/", Some("http://example.com/")),
            ("https://intranet/wiki", Some("https://intranet/wiki")),
            ("done.", None),
            ("e.g", None),
            ("n/a", None),
            ("1.5", None),
            ("10.0.0.1/x", None),
            ("not a link.", None),
            ("example.com and more", None),
            ("ana@example.com", None),
            ("mailto:ana@example.com", None),
            ("javascript:alert(1)", None),
            ("ftp://example.com/x", None),
            ("", None),
        ] {
            assert_eq!(Link::parse_lenient(text).as_ref().map(Link::as_str), expected, "{text}");
        }
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
            if let Some(link) = Link::parse_lenient(&text) {
                prop_assert!(link.as_str().starts_with("http") && !link.label().is_empty());
            }
        }
    }
}
