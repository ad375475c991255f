//! Somebody opens App Home.

use anyhow::Context;

use crate::bot::Bot;
use crate::domain::ids::{MemberId, TrackId};
use crate::slack::SlackError;
use crate::slack::inbound::HomeOpened;
use crate::views;

impl Bot {
    pub(super) async fn show_home(self, opened: HomeOpened) -> anyhow::Result<()> {
        let track = &self.library.default_shelf().framework.track;
        self.publish_home(&opened.member, track).await.context("cannot show App Home")
    }

    pub(super) async fn publish_home(&self, member: &MemberId, track: &TrackId) -> Result<(), SlackError> {
        let of_track = self.library.shelf(track).unwrap_or_else(|| self.library.default_shelf());
        self.slack.publish_home(member, views::home(&of_track.framework, &self.library)).await
    }
}
