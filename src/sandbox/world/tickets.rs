//! What Slack hands out for a while: trigger ids and response URLs with each interaction, Socket Mode tickets.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::World;
use crate::domain::ids::{ChannelId, MemberId};

const TRIGGER_LIVES_FOR: TimeDelta = TimeDelta::seconds(3);
const URL_LIVES_FOR: TimeDelta = TimeDelta::minutes(30);
const URL_USES: u8 = 5;

/// Everything handed out so far.
#[derive(Default)]
pub struct Tickets {
    triggers: Vec<Trigger>,
    urls: Vec<ResponseUrl>,
    /// For Socket Mode; used ones are gone. They don't expire, since people move the time while apps connect.
    links: BTreeSet<String>,
}

struct Trigger {
    id: String,
    member: MemberId,
    at: DateTime<Utc>,
    used: bool,
}

/// Where an app may answer an interaction, and about what.
#[derive(Clone, Debug)]
pub struct ResponseUrl {
    pub id: String,
    pub member: MemberId,
    pub channel: ChannelId,
    /// The `ts` of the message that was acted on; a slash command has none.
    pub source: Option<String>,
    at: DateTime<Utc>,
    uses: u8,
}

/// The token with which the app opens Socket Mode connections.
#[derive(Clone, Debug)]
pub struct AppToken {
    pub text: String,
    /// Chosen when the token was made; the manifest doesn't list them.
    pub scopes: BTreeSet<String>,
}

impl AppToken {
    /// As Slack lists them in `provided`.
    pub fn scopes(&self) -> String {
        self.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(",")
    }
}

/// Why a trigger id opens nothing, in Slack's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerRefusal {
    Invalid,
    Expired,
    Exchanged,
}

/// Why a response URL takes nothing, in Slack's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookRefusal {
    Unknown,
    Expired,
    Used,
}

impl World {
    /// Gives out a trigger id for something that this person just did.
    pub fn give_trigger(&mut self, member: &MemberId) -> String {
        let id = self.fresh("1337.42.trigger");
        self.tickets.triggers.push(Trigger { id: id.clone(), member: member.clone(), at: self.now(), used: false });
        id
    }

    /// Spends a trigger id; returns whose it was.
    pub fn spend_trigger(&mut self, id: &str) -> Result<MemberId, TriggerRefusal> {
        let now = self.now();
        let trigger =
            self.tickets.triggers.iter_mut().find(|trigger| trigger.id == id).ok_or(TriggerRefusal::Invalid)?;
        if trigger.used {
            return Err(TriggerRefusal::Exchanged);
        }
        if now - trigger.at > TRIGGER_LIVES_FOR {
            return Err(TriggerRefusal::Expired);
        }
        trigger.used = true;
        Ok(trigger.member.clone())
    }

    /// Gives out a response URL; returns its id.
    pub fn give_url(&mut self, member: &MemberId, channel: &ChannelId, source: Option<String>) -> String {
        let id = self.fresh("R0");
        let (member, channel) = (member.clone(), channel.clone());
        self.tickets.urls.push(ResponseUrl { id: id.clone(), member, channel, source, at: self.now(), uses: 0 });
        id
    }

    /// Spends one use of a response URL.
    pub fn spend_url(&mut self, id: &str) -> Result<ResponseUrl, HookRefusal> {
        let now = self.now();
        let url = self.tickets.urls.iter_mut().find(|url| url.id == id).ok_or(HookRefusal::Unknown)?;
        if now - url.at > URL_LIVES_FOR {
            return Err(HookRefusal::Expired);
        }
        if url.uses == URL_USES {
            return Err(HookRefusal::Used);
        }
        url.uses += 1;
        Ok(url.clone())
    }

    /// Gives out a ticket for one Socket Mode connection.
    pub fn give_ticket(&mut self) -> String {
        let ticket = self.fresh("not-to-be-logged-");
        self.tickets.links.insert(ticket.clone());
        ticket
    }

    /// Spends a ticket; returns whether it was valid.
    pub fn spend_ticket(&mut self, ticket: &str) -> bool {
        self.tickets.links.remove(ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::testing::{clock, world};

    #[test]
    fn a_trigger_works_once_and_for_three_seconds() {
        let clock = clock();
        let mut world = world(&clock);
        let ana = MemberId::new("U01ANA");
        let (first, second) = (world.give_trigger(&ana), world.give_trigger(&ana));
        assert_eq!(world.spend_trigger("nonsense"), Err(TriggerRefusal::Invalid));
        clock.advance(TimeDelta::seconds(3));
        assert_eq!(world.spend_trigger(&first), Ok(ana));
        assert_eq!(world.spend_trigger(&first), Err(TriggerRefusal::Exchanged));
        clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(world.spend_trigger(&second), Err(TriggerRefusal::Expired));
    }

    #[test]
    fn a_ticket_opens_one_connection() {
        let mut world = world(&clock());
        let (first, second) = (world.give_ticket(), world.give_ticket());
        assert!(world.spend_ticket(&first) && !world.spend_ticket(&first) && !world.spend_ticket("nonsense"));
        assert!(world.spend_ticket(&second));
    }

    #[test]
    fn a_response_url_works_five_times_in_thirty_minutes() {
        let clock = clock();
        let mut world = world(&clock);
        let (ana, general) = (MemberId::new("U01ANA"), ChannelId::new("C01GENERAL"));
        let (many, late) = (world.give_url(&ana, &general, None), world.give_url(&ana, &general, None));
        for _ in 0..5 {
            assert!(world.spend_url(&many).is_ok());
        }
        assert_eq!(world.spend_url(&many).unwrap_err(), HookRefusal::Used);
        clock.advance(TimeDelta::minutes(30));
        assert!(world.spend_url(&late).is_ok());
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(world.spend_url(&late).unwrap_err(), HookRefusal::Expired);
        assert_eq!(world.spend_url("R9").unwrap_err(), HookRefusal::Unknown);
    }
}
