//! Who works at Dummy Co, which channels they are in, and what they said before the workspace opened.

use chrono::TimeDelta;

use super::{Author, Channel, Member, Post, World};
use crate::domain::ids::{ChannelId, MemberId};

struct Seed {
    id: &'static str,
    name: &'static str,
    title: &'static str,
    zone: &'static str,
}

const PEOPLE: [Seed; 6] = [
    Seed { id: "U01ANA", name: "Ana Sousa", title: "Backend engineer", zone: "Europe/Lisbon" },
    Seed { id: "U02BEN", name: "Ben Okafor", title: "Backend engineer", zone: "Europe/London" },
    Seed { id: "U03KENJI", name: "Kenji Mori", title: "Backend engineer", zone: "Asia/Tokyo" },
    Seed { id: "U04PRIYA", name: "Priya Raman", title: "Engineering manager", zone: "Europe/London" },
    Seed { id: "U05MAYA", name: "Maya Cohen", title: "Head of operations", zone: "America/New_York" },
    Seed { id: "U06NOOR", name: "Noor Haddad", title: "Contractor, a guest", zone: "Europe/Berlin" },
];
const ADMIN: &str = "U05MAYA";
const GUEST: &str = "U06NOOR";

const CHANNELS: [(&str, &str, &str, bool, &[&str]); 3] = [
    (
        "C01GENERAL",
        "general",
        "Company-wide news and hellos",
        false,
        &["U01ANA", "U02BEN", "U03KENJI", "U04PRIYA", "U05MAYA", "U06NOOR"],
    ),
    ("C02BACKEND", "backend", "Services, reviews and proposals", false, &["U01ANA", "U02BEN", "U03KENJI", "U04PRIYA"]),
    ("C03PAYMENTS", "payments-leads", "Leads of the payments team", true, &["U04PRIYA", "U05MAYA"]),
];

/// Channel, author, minutes ago, words; oldest first.
const FIRST_MESSAGES: [(&str, &str, i64, &str); 9] = [
    ("C01GENERAL", "U05MAYA", 1490, "Morning all :wave: The new office keys are at reception, please sign for yours."),
    (
        "C02BACKEND",
        "U02BEN",
        1475,
        "The retry budget proposal is ready for comments. I’d like to hear from the engineer on call this week.",
    ),
    ("C02BACKEND", "U03KENJI", 1460, "Read it on the train. The part on `max_elapsed` is *much* clearer now, thanks."),
    ("C03PAYMENTS", "U04PRIYA", 1440, "Both 1:1s went well this week. I will bring the notes on Friday."),
    ("C03PAYMENTS", "U05MAYA", 1432, "Great, see you then."),
    ("C01GENERAL", "U04PRIYA", 185, "Demo day is Thursday at 16:00 London time. Bring something unfinished!"),
    ("C01GENERAL", "U03KENJI", 171, "I will record mine, it is midnight here :sweat_smile:"),
    ("C02BACKEND", "U01ANA", 64, "Deployed the ledger fix. Error rate is back to normal: no alerts for an hour."),
    ("C02BACKEND", "U02BEN", 58, "Nice one :tada: Could you add the steps to the runbook?"),
];

/// Fills an empty world.
pub fn populate(world: &mut World) {
    for (index, seed) in PEOPLE.iter().enumerate() {
        world.join(Member {
            title: seed.title.to_owned(),
            hue: index + 1,
            admin: seed.id == ADMIN,
            guest: seed.id == GUEST,
            ..Member::new(seed.id, seed.name, seed.zone)
        });
    }
    for (id, name, topic, private, members) in CHANNELS {
        world.add_channel(Channel {
            id: ChannelId::new(id),
            name: name.to_owned(),
            topic: topic.to_owned(),
            private,
            dm_of: None,
            members: members.iter().map(|&id| MemberId::new(id)).collect(),
            app_is_in: false,
            archived_at: None,
            shared: false,
        });
    }
    for (channel, author, minutes_ago, text) in FIRST_MESSAGES {
        let post =
            Post { text: text.to_owned(), ..Post::new(ChannelId::new(channel), Author::Person(MemberId::new(author))) };
        world.post_at(post, world.now() - TimeDelta::minutes(minutes_ago));
    }
}
