//! Digests on a real store, with the simplest sender possible.

mod authors;
mod fixture;
mod managers;
mod posting;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use fixture::{DigestFixture, Fate};

use super::*;
use crate::domain::delivery::{Delivery, EditOutcome, Kind, LEASE, MessageRef, SendOutcome, Task};
use crate::domain::digest::{ChannelProblem, DigestId, DigestMessage, DigestState, PostId, UnconfirmedPost};
use crate::domain::evidence::{Audience, FilledEvidence};
use crate::domain::ids::{Actor, ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::lookup::Library;
use crate::domain::member::Profile;
use crate::domain::roster::{Roster, TeamId, TeamName, WeeklyTime};
use crate::secret::PrivateText;
use crate::services::Services;
use crate::services::evidence::{Change, EvidenceError, Form};
use crate::services::outbox::{Facts, Outbox, kind_of};
use crate::services::send_decision::SendDecision;
use crate::services::{frameworks, members, roster, teams};
use crate::store::delivery::Open;
use crate::store::{self, team};

const OPEN: Open = Open { post: true, find: true, edit: true };
/// Friday, 5 June 2026, 16:00 in London.
const DUE: &str = "2026-06-05T15:00:00Z";
/// The day before at 10:00 in London.
const PREVIEW: &str = "2026-06-04T09:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn id(name: &str) -> MemberId {
    MemberId::new(name)
}

fn here() -> WorkspaceId {
    WorkspaceId::new("T1")
}

fn who(name: &str) -> Actor {
    Actor { workspace: here(), member: id(name) }
}

fn words(page: &DigestMessage) -> Vec<(MemberId, Option<String>)> {
    let lines = page.authors.iter().flat_map(|of| of.items.iter().map(|line| (of.author.clone(), line)));
    lines.map(|(author, line)| (author, line.text.as_ref().map(|text| text.words.reveal().to_owned()))).collect()
}

fn said(name: &str, words: &str) -> (MemberId, Option<String>) {
    (id(name), Some(words.to_owned()))
}

const MONDAY: &str = "2026-06-01T10:00:00Z";
const SHORTLY: &str = "2026-06-05T10:00:00Z";
