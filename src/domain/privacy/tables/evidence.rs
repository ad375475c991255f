//! Evidence, weekly questions, and records of access.

use super::person;
use crate::domain::privacy::Kept;
use crate::domain::privacy::catalogue::{Erasing, Record, RetainedData, Until};

const ONLY_THEM: &str = "only the person";
const SHARED: &str = "the author; for a shared entry, the managers it was shared with, while they still manage the author; for an entry \
     in a digest, the readers named to the author beforehand";

pub(super) const EVIDENCE: &[Record] = &[
    person(
        "evidence_text",
        &["id", "words", "link", "quote"],
        RetainedData {
            what: "what the author wrote in each entry: the words, an optional link, and a message’s text if they \
                ticked to keep it",
            why: "it belongs to the author, for career conversations with their manager",
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
            what: "about each entry: its date, its size, when it was written, shared and deleted, and the form it was \
                written in",
            why: "so that an entry is saved only once, can be found by date, and can be restored for ten minutes after \
                it’s deleted",
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
            what: "which behaviours each entry shows, in the wording of that time",
            why: "the framework’s text can change, and an entry keeps the wording it answered",
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
            what: "which managers each entry is shared with, and since when",
            why: "so that a change of manager or team never shows an entry to more people than its author chose",
            seen_by: "the author; each manager, only for the entries shared with them",
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
            why: "nothing happens behind closed doors: authors can see who opened their entries",
            seen_by: "the author; the reader, in their own export",
            until: Until::Kind(Kept::Openings),
            erasing: Erasing::Stays(
                "records about their own entries are deleted; records of the entries they opened stay, because those \
                 authors can see who opened them",
            ),
            export: "openings",
        },
    ),
    person(
        "administrator_export",
        &["id", "workspace", "member", "method", "made_at"],
        RetainedData {
            what: "when an administrator of the machine exported their data, and whether it went to their DM or into a \
                file",
            why: "so that they can see that it happened",
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
            what: "in which weeks they were asked, and whether they answered, postponed or paused",
            why: "so that each week’s question is asked only once, and less often when questions go unanswered",
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
            what: "which behaviours each question offered",
            why: "so that the next question offers the behaviours that were asked least recently",
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
            what: "which of these behaviours they answered with “I did this”, and the entry that each answer created",
            why: "so that the message can show the answer and undo it",
            seen_by: ONLY_THEM,
            until: Until::Kind(Kept::Prompts),
            erasing: Erasing::Gone,
            export: "prompts",
        },
    ),
];
