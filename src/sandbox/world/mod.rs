//! The workspace itself, in memory: who and what is there, without any HTTP.

mod draft;
mod messages;
mod tickets;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

pub use self::draft::{Draft, Found, Spot};
pub use self::messages::{Author, Message, Post};
use self::tickets::Tickets;
pub use self::tickets::{HookRefusal, ResponseUrl, TriggerRefusal};
pub use self::views::{View, ViewRefusal, Which};
use super::manifest::App;
use super::people;
use crate::clock::Clock;
use crate::domain::ids::{ChannelId, MemberId};

/// The only workspace there is.
pub const TEAM: &str = "T0LOCAL";
/// The app as Slack names it in payloads.
pub const APP: &str = "A0LOCAL";
/// The app's user, who is in channels and posts.
pub const BOT_USER: &str = "U0LOCALBOT";
/// The app's bot, as in `bot_id`.
pub const BOT: &str = "B0LOCALBOT";
/// What people call the workspace.
pub const TEAM_NAME: &str = "Dummy Co";

/// A person of the workspace.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: MemberId,
    /// First name in lower case: the address of their pages.
    pub handle: String,
    pub name: String,
    pub title: String,
    /// IANA name.
    pub zone: String,
    /// Which of the avatar colours, from 1.
    pub hue: usize,
    pub admin: bool,
    pub deleted: bool,
    pub guest: bool,
}

impl Member {
    /// What the avatar shows.
    pub fn initials(&self) -> String {
        self.name.split(' ').filter_map(|word| word.chars().next()).take(2).collect()
    }
}

/// A channel, or the DM of one person with the app.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: ChannelId,
    pub name: String,
    pub topic: String,
    pub private: bool,
    /// Whose DM with the app this is.
    pub dm_of: Option<MemberId>,
    pub members: BTreeSet<MemberId>,
    pub app_is_in: bool,
    pub archived_at: Option<DateTime<Utc>>,
    /// With another organisation.
    pub shared: bool,
}

/// Everything that is true in the workspace now.
pub struct World {
    pub app: App,
    pub members: Vec<Member>,
    pub channels: Vec<Channel>,
    pub complaints: Vec<String>,
    messages: Vec<Message>,
    homes: BTreeMap<MemberId, View>,
    stacks: BTreeMap<MemberId, Vec<View>>,
    drafts: BTreeMap<(MemberId, Spot), Draft>,
    tickets: Tickets,
    clock: Clock,
    last_ts: i64,
    counter: u64,
}

impl World {
    /// A workspace with its people in it and the app just installed.
    pub fn new(app: App, clock: Clock) -> Self {
        // Slack's ids are never given twice: a workspace that is opened again goes on behind those it gave before.
        let counter = u64::try_from(clock.now().timestamp()).unwrap_or_default();
        let mut world = Self {
            app,
            members: Vec::new(),
            channels: Vec::new(),
            complaints: Vec::new(),
            messages: Vec::new(),
            homes: BTreeMap::new(),
            stacks: BTreeMap::new(),
            drafts: BTreeMap::new(),
            tickets: Tickets::default(),
            clock,
            last_ts: 0,
            counter,
        };
        people::move_in(&mut world);
        world
    }

    /// The workspace's time, which the page can move.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Notes something that a strict Slack would refuse.
    pub fn complain(&mut self, what: impl Into<String>) {
        let what = what.into();
        tracing::warn!(%what, "local Slack complains");
        self.complaints.push(what);
    }

    /// Finds by id, handle or full name, whatever the case.
    pub fn find_member(&self, name: &str) -> Option<&Member> {
        let name = name.trim_start_matches('@');
        self.members.iter().find(|member| {
            member.id.as_str() == name
                || member.handle.eq_ignore_ascii_case(name)
                || member.name.eq_ignore_ascii_case(name)
        })
    }

    /// Finds by id.
    pub fn find_channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == *id)
    }

    /// Finds by name with or without `#`; DMs have no name to be found by.
    pub fn find_channel_named(&self, name: &str) -> Option<&Channel> {
        let name = name.trim_start_matches('#');
        self.channels.iter().find(|channel| channel.dm_of.is_none() && channel.name == name)
    }

    /// To change a channel.
    pub fn channel_mut(&mut self, id: &ChannelId) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == *id)
    }

    /// The person's DM with the app.
    pub fn dm_of(&self, member: &MemberId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.dm_of.as_ref() == Some(member))
    }

    /// The channels in a person's sidebar: all public ones and the private ones they are in.
    pub fn channels_of<'a>(&'a self, member: &'a MemberId) -> impl Iterator<Item = &'a Channel> {
        let seen =
            move |channel: &&Channel| channel.dm_of.is_none() && (!channel.private || channel.members.contains(member));
        self.channels.iter().filter(seen)
    }

    /// A name for mentions: a person's or the app's.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        if id == BOT_USER {
            return Some(&self.app.name);
        }
        self.members.iter().find(|member| member.id.as_str() == id).map(|member| member.name.as_str())
    }

    /// A new event's id, by which apps know a repeated one.
    pub fn event_id(&mut self) -> String {
        self.fresh("Ev0")
    }

    /// An id that was not given before.
    fn fresh(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{:06}", self.counter)
    }
}
