//! Reads the values that a user filled in on a team's forms.

use std::collections::BTreeSet;

use crate::controls::settings::time_of;
use crate::controls::team::NO_DIGEST;
use crate::domain::ids::{ChannelId, MemberId, TrackId};
use crate::domain::lookup::Library;
use crate::domain::roster::{FilledTeam, TeamField};
use crate::slack::inbound::FormState;

pub(super) fn team(state: &FormState, library: &Library) -> FilledTeam {
    let one = |field: TeamField| state.one(field.as_ref());
    let members = |field| members_of(state, field).0;
    // The form has this field only if there's a choice.
    let only = (library.track_indexes().count() == 1).then(|| library.default_track_index().framework.track.clone());
    let track = one(TeamField::Track).map(TrackId::new).filter(|track| library.track_index(track).is_some());
    FilledTeam {
        name: one(TeamField::Name).unwrap_or_default().to_owned(),
        managers: members(TeamField::Managers),
        engineers: members(TeamField::Engineers),
        track: track.or(only),
        weekday: one(TeamField::Weekday).and_then(|day| day.parse().ok()),
        time: one(TeamField::Time).and_then(time_of),
        strange: FIELDS_OF_PEOPLE.into_iter().filter(|field| members_of(state, *field).1).collect(),
        ..digest(state)
    }
}

const FIELDS_OF_PEOPLE: [TeamField; 3] = [TeamField::Managers, TeamField::Engineers, TeamField::AllowedMembers];

/// The members chosen in a field, and whether anything else is chosen too.
fn members_of(state: &FormState, field: TeamField) -> (BTreeSet<MemberId>, bool) {
    let chosen = || state.many(field.as_ref()).map(MemberId::parse);
    (chosen().flatten().collect(), chosen().any(|member| member.is_none()))
}

/// What is filled in about a digest. Without a day there's no digest, whatever else is chosen.
pub(super) fn digest(state: &FormState) -> FilledTeam {
    let one = |field: TeamField| state.one(field.as_ref());
    let day = one(TeamField::DigestWeekday);
    if day == Some(NO_DIGEST) {
        return FilledTeam::default();
    }
    FilledTeam {
        digest_weekday: day.and_then(|day| day.parse().ok()),
        digest_time: one(TeamField::DigestTime).and_then(time_of),
        digest_channel: one(TeamField::DigestChannel).map(ChannelId::new),
        allowed_members: members_of(state, TeamField::AllowedMembers).0,
        strange: FIELDS_OF_PEOPLE.into_iter().filter(|field| members_of(state, *field).1).collect(),
        ..FilledTeam::default()
    }
}
