//! Changes that Slack reports on its own: to a member's profile, or to a channel.

use crate::bot::Ack;
use crate::bot::background::report;
use crate::bot::members::Members;
use crate::domain::ids::Actor;
use crate::services::digests::{ChannelChange, Digests};
use crate::services::installation::Installations;
use crate::slack::inbound::{ChannelChanged, MemberChanged};

/// A member's profile changed. Handling it twice does no harm, and strangers are ignored.
pub(super) async fn member_changed(members: &Members, digests: &Digests, changed: MemberChanged) -> Ack {
    let MemberChanged { who, profile, .. } = changed;
    if profile.is_guest
        && let Err(error) = digests.became_guest(&who).await
    {
        report("member", &anyhow::Error::new(error).context("cannot read whose digests a guest can read"));
        return Ack::Later;
    }
    let Actor { member, .. } = who;
    match members.note_known(&[(member, profile)], members.clock.now()).await {
        Ok(()) => Ack::Received,
        Err(error) => {
            report("member", &anyhow::Error::new(error).context("cannot note down what changed"));
            Ack::Later
        }
    }
}

/// Someone joined or left a channel, or it was shared: the digests in it are checked now. This has no actor: the person
/// who joined may be a stranger.
pub(super) fn channel_changed(installations: &Installations, digests: &Digests, changed: ChannelChanged) -> Ack {
    let ChannelChanged { channel, joined, left } = changed;
    let change = match (joined, left) {
        (Some(member), _) => ChannelChange::Joined(member),
        (None, Some(member)) => ChannelChange::Left(member),
        (None, None) => ChannelChange::Other,
    };
    let Some(installation) = installations.current() else { return Ack::Later };
    digests.channel_changed(&installation.workspace, &channel, change);
    Ack::Received
}
