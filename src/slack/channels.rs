//! Looks up a channel and its members in Slack.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::domain::digest::{Channel, ChannelLookup, ChannelMember};
use crate::domain::ids::{ChannelId, MemberId};
use crate::slack::error::SlackError;
use crate::slack::json::is_set;
use crate::slack::pagination::{ListingLimits, Pager};
use crate::slack::profile::profile;
use crate::slack::users::SLACKBOT;
use crate::slack::web_api::{Done, WebApi};

/// The most that Slack recommends.
const PAGE_SIZE: &str = "200";
const MEMBERS: ListingLimits = ListingLimits {
    call: "conversations.members",
    pages: 500,
    entries: 100_000,
    bytes: 16 * 1024 * 1024,
    time: Duration::from_mins(5),
};
/// The maximum number of unexpected people to look up: one is reason enough to hold a digest.
const MAX_UNEXPECTED: usize = 20;

#[derive(Deserialize)]
struct ChannelInfo {
    channel: Value,
}

impl WebApi {
    /// Looks up a channel and, if it is private and the bot is in it, its members. It looks up every member who is
    /// `expected`, but only the first few other people. `joined` count as members even if Slack does not list them yet.
    pub async fn look_up_channel(
        &self,
        id: &ChannelId,
        expected: &BTreeSet<MemberId>,
        joined: &BTreeSet<MemberId>,
    ) -> Result<ChannelLookup, SlackError> {
        let asked: Result<ChannelInfo, _> = self.read("conversations.info", &[("channel", id.as_str())]).await;
        let mut channel = match asked {
            Ok(ChannelInfo { channel }) => read(&channel),
            Err(SlackError::Refused { code, .. }) if code == "channel_not_found" => return Ok(ChannelLookup::NotThere),
            Err(SlackError::Refused { code, call }) if code == "missing_scope" => {
                return self.explain_missing_scope(SlackError::Refused { call, code }).await;
            }
            Err(error) => return Err(error),
        };
        if channel.is_private && channel.is_member {
            let Some(mut members) = self.list_members(id).await? else { return Ok(ChannelLookup::NotThere) };
            members.extend(joined.iter().cloned());
            // Slack's own bot is in every channel.
            members.retain(|member| member.as_str() != SLACKBOT);
            channel.members = self.look_up_members(members, expected).await?;
        }
        Ok(ChannelLookup::Channel(channel))
    }

    /// Slack answers `missing_scope` for a public channel if the app may only read private ones. So if the app can list
    /// private channels, this one is public; otherwise the error is returned.
    async fn explain_missing_scope(&self, error: SlackError) -> Result<ChannelLookup, SlackError> {
        let params = [("types", "private_channel"), ("limit", "1")];
        let asked: Result<Done, _> = self.read("conversations.list", &params).await;
        match asked {
            Ok(Done { .. }) => Ok(ChannelLookup::Channel(read(&Value::Null))),
            Err(SlackError::Refused { code, .. }) if code == "missing_scope" => Err(error),
            Err(other) => Err(other),
        }
    }

    /// All members of a channel; `None` if the channel is gone by now. An incomplete list is an error: the person who
    /// must not read the digest may be on the missing page.
    async fn list_members(&self, id: &ChannelId) -> Result<Option<BTreeSet<MemberId>>, SlackError> {
        let params = [("channel", id.as_str()), ("limit", PAGE_SIZE)];
        let mut members = BTreeSet::new();
        let mut pager = Pager::new(MEMBERS);
        loop {
            let page: Vec<String> = match pager.next(self, &params).await {
                Ok(Some(page)) => page,
                Ok(None) => return Ok(Some(members)),
                Err(SlackError::Refused { code, .. }) if code == "channel_not_found" => return Ok(None),
                Err(error) => return Err(error),
            };
            for id in page {
                // This may be the person who must not read the digest.
                let unclear = SlackError::Unclear { call: MEMBERS.call, what: "a member without an id" };
                members.insert(MemberId::parse(&id).ok_or(unclear)?);
            }
        }
    }

    async fn look_up_members(
        &self,
        members: BTreeSet<MemberId>,
        expected: &BTreeSet<MemberId>,
    ) -> Result<Vec<ChannelMember>, SlackError> {
        let us = self.own_user().await?;
        let mut looked_up = Vec::new();
        let mut unexpected = 0;
        for member in members {
            let is_expected = expected.contains(&member);
            if !is_expected && unexpected >= MAX_UNEXPECTED {
                continue;
            }
            let is_self = member == us;
            let member = ChannelMember { is_self, ..self.look_up_member(member).await? };
            unexpected += usize::from(!is_expected && !member.is_bot && !member.is_deactivated);
            looked_up.push(member);
        }
        Ok(looked_up)
    }

    /// Looks up a member of a channel. A person that this workspace cannot see counts as a stranger.
    async fn look_up_member(&self, member: MemberId) -> Result<ChannelMember, SlackError> {
        Ok(match self.visible_user(&member).await? {
            Some(user) => of_user(member, &user),
            None => ChannelMember { is_stranger: true, ..of_user(member, &Value::Null) },
        })
    }
}

/// Reads a channel without its members. A missing field counts against the channel.
fn read(channel: &Value) -> Channel {
    Channel {
        is_private: is_set(channel, "is_private") && !is_set(channel, "is_im") && !is_set(channel, "is_mpim"),
        is_archived: is_set(channel, "is_archived"),
        is_shared_outside: is_set(channel, "is_ext_shared") || is_set(channel, "is_pending_ext_shared"),
        is_member: is_set(channel, "is_member"),
        members: Vec::new(),
    }
}

fn of_user(member: MemberId, user: &Value) -> ChannelMember {
    let profile = profile(user);
    ChannelMember {
        is_self: false,
        is_bot: profile.is_bot || member.as_str() == SLACKBOT,
        is_guest: profile.is_guest,
        is_stranger: profile.affiliation.is_stranger,
        is_deactivated: profile.is_deactivated,
        member,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_channel_is_read_as_far_as_it_goes_and_what_is_missing_counts_against_it() {
        let shape = |channel: Value| {
            let of = read(&channel);
            [of.is_private, of.is_archived, of.is_shared_outside, of.is_member]
        };
        let fine = json!({"id": "C1", "is_private": true, "is_member": true});
        assert_eq!(shape(fine.clone()), [true, false, false, true]);
        for (name, value, expected) in [
            ("is_private", json!(null), [false, false, false, true]),
            ("is_mpim", json!(true), [false, false, false, true]),
            ("is_archived", json!(true), [true, true, false, true]),
            ("is_ext_shared", json!(true), [true, false, true, true]),
            ("is_pending_ext_shared", json!(true), [true, false, true, true]),
            ("is_member", json!(false), [true, false, false, false]),
        ] {
            let mut channel = fine.clone();
            channel[name] = value;
            assert_eq!(shape(channel), expected, "{name}");
        }
        assert_eq!(shape(json!("strange")), [false; 4]);
    }

    #[test]
    fn guests_bots_strangers_and_leavers_are_known() {
        let shape = |id: &str, user: Value| {
            let of = of_user(MemberId::new(id), &user);
            [of.is_bot, of.is_guest, of.is_stranger, of.is_deactivated]
        };
        assert_eq!(shape("U1", json!({"id": "U1"})), [false; 4]);
        assert_eq!(shape("U1", json!({"is_bot": true})), [true, false, false, false]);
        assert_eq!(shape("USLACKBOT", json!({"is_bot": false})), [true, false, false, false]);
        assert_eq!(shape("U1", json!({"is_restricted": true})), [false, true, false, false]);
        assert_eq!(shape("U1", json!({"is_ultra_restricted": true})), [false, true, false, false]);
        assert_eq!(shape("U1", json!({"is_stranger": true, "deleted": true})), [false, false, true, true]);
    }
}
