//! Messages sent to people and about them.

use super::{nobody, person};
use crate::domain::privacy::Kept;
use crate::domain::privacy::catalogue::{About, Erasing, Record, RetainedData, Until};

pub(super) const SENT: &[Record] = &[
    person(
        "digest_entry",
        &["evidence_id", "digest_id", "author", "is_held", "previewed_at", "post_id"],
        RetainedData {
            what: "which of their entries went into which digest or were held back, and when they could look at it before",
            why: "an entry goes into one digest at most, and can be withdrawn from it at any time",
            seen_by: "the person; what was posted, the readers of that digest",
            until: Until::Longer(Kept::Digests, "longer while it shows an entry, or one is held back from it"),
            erasing: Erasing::Gone,
            export: "digests",
        },
    ),
    person(
        "digest_audience",
        &["digest_id", "member"],
        RetainedData {
            what: "that they could read a digest, as its authors were told",
            why: "nothing is posted for more people than its authors were told of",
            seen_by: "the authors of that digest",
            until: Until::Longer(Kept::Digests, "longer while it shows an entry, or one is held back from it"),
            erasing: Erasing::Stays("it tells the authors who could read what they shared"),
            export: "digests_to_read",
        },
    ),
    person(
        "digest",
        &[
            "id",
            "workspace",
            "team_id",
            "team",
            "week",
            "channel",
            "due_at",
            "state",
            "channel_problems",
            "apps",
            "posted_at",
            "hidden_at",
        ],
        RetainedData {
            what: "a team's digest of one week; who was in its channel and should not have been",
            why: "its manager is told what to mend",
            seen_by: "the team's managers",
            until: Until::Longer(Kept::Digests, "longer while it shows an entry, or one is held back from it"),
            erasing: Erasing::Stays("it says why nothing was posted, until the digest is forgotten"),
            export: "digests_that_waited",
        },
    ),
    nobody(
        "digest_post",
        &["id", "digest_id", "position", "posting_started", "attempts"],
        About::Nobody("the messages of a digest"),
    ),
    person(
        "delivery",
        &[
            "id",
            "workspace",
            "kind",
            "subject_id",
            "recipient",
            "key",
            "state",
            "attempts",
            "next_at",
            "first_tried_at",
            "channel",
            "ts",
            "is_stale",
            "reason",
            "created_at",
        ],
        RetainedData {
            what: "that a message was sent to them, when, where it stands, or why not; never what it said",
            why: "what is owed is sent once, and brought up to date",
            seen_by: "whoever runs the bot (`bearings deliveries`)",
            until: Until::Longer(
                Kept::Deliveries,
                "longer for introductions, and for messages of a digest that is kept",
            ),
            erasing: Erasing::Stays(
                "their questions, introductions and previews are gone; of a manager, what a team's digest needs stays",
            ),
            export: "deliveries",
        },
    ),
    person(
        "erasure",
        &["workspace", "member", "channel", "erased_at"],
        RetainedData {
            what: "that they had everything erased, and the number of their DM",
            why: "what the bot wrote there is deleted",
            seen_by: "nobody",
            until: Until::Event("until that is done, mostly minutes"),
            erasing: Erasing::Stays("it is the erasing itself, and gone with it"),
            export: "slack",
        },
    ),
];
