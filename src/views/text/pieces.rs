//! Cuts text that is too long for one block.

use super::Mrkdwn;

impl Mrkdwn {
    /// The text in pieces of at most `most` UTF-16 units: cut at the end of a line, otherwise between words, and never
    /// inside an escaped sign or a link.
    pub(in crate::views) fn pieces(self, most: usize) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut left = self.0.as_str();
        while let Some(end) = end_of(left, most) {
            let (now, later) = left.split_at(end);
            pieces.push(Self(now.trim_end().to_owned()));
            left = later.strip_prefix(['\n', ' ']).unwrap_or(later);
        }
        pieces.push(Self(left.to_owned()));
        pieces
    }

    /// The text up to `most` UTF-16 units, with an ellipsis if something was cut.
    pub(in crate::views) fn fitted(self, most: usize) -> Self {
        if self.length() <= most {
            return self;
        }
        self.pieces(most.saturating_sub(1)).swap_remove(0).text("…")
    }
}

/// Where the first piece of a text ends; `None` if the text fits into one.
fn end_of(text: &str, most: usize) -> Option<usize> {
    let mut length = 0;
    let (limit, _) = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length > most
    })?;
    let (fits, _) = text.split_at(limit);
    let between = fits.rfind('\n').or_else(|| fits.rfind(' ')).filter(|at| *at > 0).unwrap_or(limit);
    let (piece, _) = text.split_at(between);
    let whole = [('<', '>'), ('&', ';')].into_iter().filter_map(|(opens, closes)| {
        let opened = piece.rfind(opens)?;
        piece.get(opened..)?.find(closes).is_none().then_some(opened)
    });
    Some(whole.min().filter(|at| *at > 0).unwrap_or(between))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: Mrkdwn, most: usize) -> Vec<String> {
        text.pieces(most).into_iter().map(|piece| piece.0).collect()
    }

    #[test]
    fn text_is_cut_where_people_would_cut_it() {
        let plain = |text: &str| Mrkdwn::new().text(text);
        assert_eq!(texts(plain("short"), 10), ["short"]);
        assert_eq!(texts(plain("one two three"), 9), ["one two", "three"]);
        assert_eq!(texts(plain("one\ntwo three"), 9), ["one", "two three"]);
        assert_eq!(texts(plain("unbreakable"), 5), ["unbre", "akabl", "e"]);
        assert_eq!(texts(plain("ab&cd"), 5), ["ab", "&amp;", "cd"]);
        assert_eq!(plain("one two three").fitted(9).0, "one two…");
        let link = crate::domain::link::Link::parse("https://git.example/a").unwrap();
        assert_eq!(texts(plain("see ").link(&link), 50).len(), 1);
        assert_eq!(texts(plain("0123456789 see ").link(&link), 50)[0], "0123456789 see");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_piece_is_too_long(text in "[a-z&<> 🧭\n]{0,300}", most in 6_usize..80) {
            let whole = Mrkdwn::new().text(&text);
            let pieces = texts(whole.clone(), most);
            for piece in &pieces {
                prop_assert!(piece.encode_utf16().count() <= most);
                prop_assert!(piece.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").find(['&', '<', '>']).is_none());
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&pieces.concat()), letters(&whole.0));
        }
    }
}
