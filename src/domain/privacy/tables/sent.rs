//! Messages sent to people and about them.

use super::{not_personal, person};
use crate::domain::privacy::Kept;
use crate::domain::privacy::catalogue::{About, Erasing, Record, RetainedData, Until};

pub(super) const SENT: &[Record] = &[
    person(
        "digest_entry",
        &["evidence_id", "digest_id", "author", "is_held", "previewed_at", "post_id"],
        RetainedData {
            what: "which of their entries went into which digest, which were held back, and when they could preview \
                them",
            why: "so that an entry goes into one digest at most, and can be withdrawn from it at any time",
            seen_by: "the author; for posted entries, the readers of that digest",
            until: Until::Longer(
                Kept::Digests,
                "longer while the digest shows an entry or an entry is held back from \
                it",
            ),
            erasing: Erasing::Gone,
            export: "digests",
        },
    ),
    person(
        "digest_audience",
        &["digest_id", "member"],
        RetainedData {
            what: "which digests they can read, as the authors were told",
            why: "so that a digest never reaches more people than its authors were told about",
            seen_by: "the authors of that digest",
            until: Until::Longer(
                Kept::Digests,
                "longer while the digest shows an entry or an entry is held back from \
                it",
            ),
            erasing: Erasing::Stays("stays: it tells authors who could read what they shared"),
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
            what: "each week’s digest of a team, and who was in its channel but should not have been",
            why: "so that the team’s managers know what to fix",
            seen_by: "the team’s managers",
            until: Until::Longer(
                Kept::Digests,
                "longer while the digest shows an entry or an entry is held back from \
                it",
            ),
            erasing: Erasing::Stays("stays until the digest is deleted: it says why nothing was posted"),
            export: "digests_that_waited",
        },
    ),
    not_personal(
        "digest_post",
        &["id", "digest_id", "position", "posting_started", "attempts"],
        About::NotPersonal("the messages that make up a digest"),
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
            what: "which messages were sent to them and when, their status, and why any failed; never their text",
            why: "so that each message is sent once and kept up to date",
            seen_by: "the people who run Bearings (`bearings deliveries`)",
            until: Until::Longer(
                Kept::Deliveries,
                "longer for introductions, and for messages of a digest that is still kept",
            ),
            erasing: Erasing::Stays(
                "their questions, introductions and previews are deleted; a manager’s records stay as far as a team’s \
                 digest needs them",
            ),
            export: "deliveries",
        },
    ),
    person(
        "erasure",
        &["workspace", "member", "channel", "erased_at"],
        RetainedData {
            what: "that they erased everything, and the id of their DM",
            why: "so that Bearings can delete its messages there",
            seen_by: "no one",
            until: Until::Event("until that is done, usually within minutes"),
            erasing: Erasing::Stays(
                "this is the record of the erasure itself; it’s deleted once the erasure is \
                complete",
            ),
            export: "slack",
        },
    ),
];
