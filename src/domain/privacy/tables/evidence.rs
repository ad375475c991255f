//! Evidence, weekly questions, and records of access.

use super::person;
use crate::domain::privacy::Kept;
use crate::domain::privacy::catalogue::{Erasing, Record, RetainedData, Until};

const ONLY_THEM: &str = "the person alone";
const SHARED: &str =
    "the person; what they share, their managers of that time; what goes into a digest, whom they were told of";

pub(super) const EVIDENCE: &[Record] = &[
    person(
        "evidence_text",
        &["id", "words", "link", "quote"],
        RetainedData {
            what: "what they noted down: their words, a link, and a message's text where they ticked to keep it",
            why: "it is theirs, for the talk with their manager about where they are heading",
            seen_by: SHARED,
            until: Until::Kind(Kept::Evidence),
            erasing: Erasing::Gone,
            export: "evidence",
        },
    ),
    person(
        "evidence",
        &[
            "id",
            "workspace",
            "author",
            "view_id",
            "text_id",
            "happened_on",
            "created_at",
            "deleted_at",
            "shared_at",
            "bytes",
        ],
        RetainedData {
            what: "of each entry its day, its size, when it was written, shared and deleted, and the form that it came from",
            why: "an entry is saved once, found by its day, and can be brought back for ten minutes",
            seen_by: SHARED,
            until: Until::Kind(Kept::Evidence),
            erasing: Erasing::Gone,
            export: "evidence",
        },
    ),
    person(
        "evidence_behaviour",
        &["evidence_id", "position", "version_id", "behaviour"],
        RetainedData {
            what: "the behaviours that an entry shows, in the wording that it answered",
            why: "the framework changes, and an entry keeps what it was about",
            seen_by: SHARED,
            until: Until::Kind(Kept::Evidence),
            erasing: Erasing::Gone,
            export: "evidence",
        },
    ),
    person(
        "evidence_share",
        &["evidence_id", "manager", "tenure", "shared_at"],
        RetainedData {
            what: "which managers they let see an entry, and since when",
            why: "nobody sees more than its author chose, through any reorganisation",
            seen_by: "the person; each manager what is shared with them",
            until: Until::Kind(Kept::Evidence),
            erasing: Erasing::Gone,
            export: "evidence",
        },
    ),
    person(
        "evidence_access_log",
        &["id", "workspace", "author", "reader", "entries", "opened_at"],
        RetainedData {
            what: "which manager opened shared entries, how many at once, and when",
            why: "none of it happens behind closed doors: authors can read who looked",
            seen_by: "the author, and the reader in their own export",
            until: Until::Kind(Kept::Openings),
            erasing: Erasing::Stays(
                "an author's are gone with them; those of a reader stay, because other authors may read who looked",
            ),
            export: "openings",
        },
    ),
    person(
        "administrator_export",
        &["id", "workspace", "member", "method", "made_at"],
        RetainedData {
            what: "when an administrator of the machine exported their data, and whether into the DM or a file",
            why: "they can read that it happened",
            seen_by: ONLY_THEM,
            until: Until::Kind(Kept::Openings),
            erasing: Erasing::Gone,
            export: "administrator_exports",
        },
    ),
    person(
        "prompt",
        &[
            "id",
            "workspace",
            "engineer",
            "week",
            "state",
            "state_until",
            "reason",
            "asked_at",
            "send_until",
            "frequency_weeks",
            "offers_less_often",
            "chosen_frequency_weeks",
            "created_at",
        ],
        RetainedData {
            what: "in which weeks they were asked, and whether they answered, put off or paused",
            why: "nobody is asked twice, and whoever does not answer is asked less often",
            seen_by: ONLY_THEM,
            until: Until::Kind(Kept::Prompts),
            erasing: Erasing::Gone,
            export: "prompts",
        },
    ),
    person(
        "prompt_behaviour",
        &["prompt_id", "position", "version_id", "behaviour"],
        RetainedData {
            what: "which behaviours they were asked about",
            why: "what was asked least recently is asked next",
            seen_by: ONLY_THEM,
            until: Until::Kind(Kept::Prompts),
            erasing: Erasing::Gone,
            export: "prompts",
        },
    ),
    person(
        "prompt_answer",
        &["prompt_id", "behaviour", "evidence_id", "answered_at"],
        RetainedData {
            what: "for which of them they pressed “I did this”, and the entry that it made",
            why: "the message shows it and can undo it",
            seen_by: ONLY_THEM,
            until: Until::Kind(Kept::Prompts),
            erasing: Erasing::Gone,
            export: "prompts",
        },
    ),
];
