//! Formats deliveries as text and as JSON.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::delivery::{AdminEffect, DeliveryState, DeliverySummary, Kind, ReopenReason, opens};

pub(super) fn table(listed: &[DeliverySummary], asked: &[DeliveryState]) -> String {
    if listed.is_empty() {
        let all = asked == DeliveryState::OPEN;
        return if all { "Nothing waits." } else { "There are none in this state." }.to_owned();
    }
    let row = |[id, kind, to, state, when, tries, reason]: [&str; 7]| {
        let row = format!("{id:>5}  {kind:<12}  {to:<11}  {state:<13}  {when:<26}  {tries:>5}  {reason}");
        row.trim_end().to_owned()
    };
    let header = row(["ID", "KIND", "TO", "STATE", "WHEN (UTC)", "TRIES", "REASON"]);
    let rows = listed.iter().map(|one| {
        let when = format!("{} {}", if is_over(one.state) { "since" } else { "next look" }, minute(one.next_at));
        row([
            &one.id.0.to_string(),
            one.kind.name(),
            one.recipient.as_str(),
            state(one.state),
            &when,
            &one.attempts.to_string(),
            one.reason.as_deref().unwrap_or_default(),
        ])
    });
    std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n")
}

pub(super) fn sentences(one: &DeliverySummary) -> String {
    let (id, kind) = (one.id.0, one.kind.name());
    let tries = match (one.attempts, one.first_tried_at) {
        (_, None) => "and not tried yet".to_owned(),
        // A retry by an admin starts the count over.
        (0, Some(first)) => format!("tried first at {} UTC", minute(first)),
        (1, Some(first)) => format!("tried once since, first at {} UTC", minute(first)),
        (times, Some(first)) => format!("tried {times} times since, first at {} UTC", minute(first)),
    };
    let mut said = vec![
        format!("Delivery {id} is the {kind} for {} in {}.", one.recipient, one.workspace),
        format!("It was promised at {} UTC, {tries}.", minute(one.created_at)),
        describe_state(one),
    ];
    if let Some(place) = &one.place {
        said.push(format!("Its message is {} in {}.", place.ts, place.channel));
    }
    said.join("\n")
}

fn describe_state(one: &DeliverySummary) -> String {
    let (id, at) = (one.id.0, minute(one.next_at));
    let reason = one.reason.as_deref();
    match one.state {
        DeliveryState::Ready => {
            let why = reason.map(|reason| format!(" The last try came to: {reason}.")).unwrap_or_default();
            format!("It waits, and is looked at again at {at} UTC.{why}")
        }
        DeliveryState::Sending => format!(
            "It is being sent. If nothing is known of it by {at} UTC, it is looked for before anything is posted."
        ),
        DeliveryState::Unconfirmed if one.kind == Kind::Digest => {
            "It may stand there already, and the bot reads no channel: the team's managers are asked in their DM whether it does."
                .to_owned()
        }
        DeliveryState::Unconfirmed => format!(
            "It may stand there already ({}). At {at} UTC it is looked for, and posted only if it does not.",
            reason.unwrap_or("nobody knows why")
        ),
        DeliveryState::Sent => format!("It was sent; nothing has changed about it since {at} UTC."),
        DeliveryState::Dead => {
            let reason = reason.unwrap_or_default();
            let next = if opens(ReopenReason::Reachable, reason) {
                "It is tried again by itself when they come back, open the bot's Home or write to it.".to_owned()
            } else {
                format!("It stays so until somebody mends that and runs: bearings deliveries retry {id}")
            };
            format!("It was not delivered: Slack said {reason} at {at} UTC. {next}")
        }
        DeliveryState::Dropped => format!("It was given up at {at} UTC: {}.", reason.unwrap_or_default()),
    }
}

pub(super) fn result(id: i64, kind: Kind, allowed: AdminEffect) -> String {
    match allowed {
        AdminEffect::LookBy(_) if kind == Kind::Digest => {
            format!("Delivery {id} may stand there already: the team's managers are asked in their DM whether it does.")
        }
        AdminEffect::TryNow => format!(
            "Delivery {id} is due: a running bot tries it within 15 seconds. What is wanted only at another hour waits for it."
        ),
        AdminEffect::LookBy(_) => format!(
            "Delivery {id} may stand there already: a running bot looks for it within a minute, and posts it only if it does not."
        ),
        AdminEffect::GiveUp => format!("Delivery {id} is given up."),
    }
}

pub(super) fn json(one: &DeliverySummary) -> Value {
    json!({
        "id": one.id.0, "workspace": one.workspace, "kind": one.kind.name(), "to": one.recipient,
        "state": one.state.name(), "attempts": one.attempts, "reason": one.reason,
        "next_look_at": (!is_over(one.state)).then(|| one.next_at.to_rfc3339()),
        "since": is_over(one.state).then(|| one.next_at.to_rfc3339()),
        "first_tried_at": one.first_tried_at.map(|at| at.to_rfc3339()), "promised_at": one.created_at.to_rfc3339(),
        "channel": one.place.as_ref().map(|place| &place.channel), "ts": one.place.as_ref().map(|place| &place.ts),
    })
}

fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Ready => "waits",
        DeliveryState::Sending => "being sent",
        DeliveryState::Unconfirmed => "looked for",
        DeliveryState::Sent => "sent",
        DeliveryState::Dead => "not delivered",
        DeliveryState::Dropped => "given up",
    }
}

fn is_over(state: DeliveryState) -> bool {
    matches!(state, DeliveryState::Sent | DeliveryState::Dead | DeliveryState::Dropped)
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}
