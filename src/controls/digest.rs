//! Buttons around a digest: the author's and the managers'.

use crate::domain::digest::{DigestId, PostId, UnconfirmedPost};
use crate::domain::ids::EntryId;
use crate::domain::roster::TeamId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestButton {
    /// *See the exact text*, or *Hold one back*, which opens the same preview.
    Preview {
        digest: DigestId,
        /// Which page of the author's entries.
        page: u16,
        /// Whether *Hold one back* was pressed.
        to_hold: bool,
    },
    /// *Hold back* or *Put back*.
    Hold {
        digest: DigestId,
        entry: EntryId,
        /// Whether to hold it back.
        is_held: bool,
        /// The page to show afterwards.
        page: u16,
    },
    /// *Check again*: the manager has fixed the channel.
    CheckAgain(DigestId),
    /// *Post now*: the message isn't in the channel.
    PostNow(UnconfirmedPost),
    /// *It’s there*: the message is in the channel.
    IsThere(UnconfirmedPost),
    Settings(TeamId),
    /// *Open in App Home*.
    Overview,
}

impl DigestButton {
    /// The parts of the `action_id` after its name.
    pub(super) fn path(self) -> String {
        match self {
            Self::Preview { digest, page, to_hold } => {
                format!("{}/{}/{page}", if to_hold { "choose" } else { "see" }, digest.0)
            }
            Self::Hold { digest, entry, is_held, page } => {
                format!("{}/{}/{page}/{entry}", if is_held { "hold" } else { "put_back" }, digest.0)
            }
            Self::CheckAgain(digest) => format!("check/{}", digest.0),
            Self::PostNow(unconfirmed) => format!("post/{}", token_of(unconfirmed)),
            Self::IsThere(unconfirmed) => format!("is_there/{}", token_of(unconfirmed)),
            Self::Settings(team) => format!("settings/{}", team.0),
            Self::Overview => "overview".into(),
        }
    }

    pub(super) fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let digest = |id: &str| id.parse().ok().map(DigestId);
        Some(match parts.as_slice() {
            [act @ ("see" | "choose"), id, page] => {
                Self::Preview { digest: digest(id)?, page: page.parse().ok()?, to_hold: *act == "choose" }
            }
            [act @ ("hold" | "put_back"), id, page, entry] => Self::Hold {
                digest: digest(id)?,
                entry: EntryId(entry.parse().ok()?),
                is_held: *act == "hold",
                page: page.parse().ok()?,
            },
            ["check", id] => Self::CheckAgain(digest(id)?),
            [act @ ("post" | "is_there"), id, post, attempt] => {
                let post = PostId(post.parse().ok()?);
                let unconfirmed = UnconfirmedPost { digest: digest(id)?, post, attempt: attempt.parse().ok()? };
                if *act == "post" { Self::PostNow(unconfirmed) } else { Self::IsThere(unconfirmed) }
            }
            ["settings", id] => Self::Settings(TeamId(id.parse().ok()?)),
            ["overview"] => Self::Overview,
            _ => return None,
        })
    }
}

fn token_of(UnconfirmedPost { digest, post, attempt }: UnconfirmedPost) -> String {
    format!("{}/{}/{attempt}", digest.0, post.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        let (digest, entry) = (DigestId(i64::MAX), EntryId(7));
        let unconfirmed = UnconfirmedPost { digest, post: PostId(i64::MAX), attempt: u32::MAX };
        let of = |flag| {
            [
                DigestButton::Preview { digest, page: 3, to_hold: flag },
                DigestButton::Hold { digest, entry, is_held: flag, page: u16::MAX },
            ]
        };
        let others = [
            DigestButton::CheckAgain(digest),
            DigestButton::PostNow(unconfirmed),
            DigestButton::IsThere(unconfirmed),
            DigestButton::Settings(TeamId(1)),
            DigestButton::Overview,
        ];
        for button in of(true).into_iter().chain(of(false)).chain(others) {
            assert_eq!(DigestButton::parse(&button.path()), Some(button), "{}", button.path());
        }
        for path in
            ["", "see", "see/1", "see/x/1", "hold/1/2", "check/", "post/1", "post/1/2/x", "settings/1/2", "overview/1"]
        {
            assert_eq!(DigestButton::parse(path), None, "{path}");
        }
    }
}
