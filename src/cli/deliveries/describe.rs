//! Formats deliveries as text and as JSON.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::delivery::{AdminEffect, DeliveryState, DeliverySummary, Kind, ReopenReason, opens};

pub(super) fn table(listed: &[DeliverySummary], asked: &[DeliveryState]) -> String {
    if listed.is_empty() {
        let all = asked == DeliveryState::OPEN;
        return if all { "Nothing is waiting." } else { "No deliveries are in this state." }.to_owned();
    }
    let row = |[id, kind, to, state, when, tries, reason]: [&str; 7]| {
        let row = format!("{id:>5}  {kind:<12}  {to:<11}  {state:<13}  {when:<26}  {tries:>5}  {reason}");
        row.trim_end().to_owned()
    };
    let header = row(["ID", "KIND", "TO", "STATE", "WHEN (UTC)", "TRIES", "REASON"]);
    let rows = listed.iter().map(|one| {
        let when = format!("{} {}", if is_over(one.state) { "since" } else { "next try" }, minute(one.next_at));
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
        (_, None) => "but not tried yet".to_owned(),
        // A retry by an admin starts the count over.
        (0, Some(first)) => format!("first tried at {} UTC", minute(first)),
        (1, Some(first)) => format!("and tried once since then, first at {} UTC", minute(first)),
        (times, Some(first)) => format!("and tried {times} times since then, first at {} UTC", minute(first)),
    };
    let mut said = vec![
        format!("Delivery {id} is the {kind} for {} in {}.", one.recipient, one.workspace),
        format!("It was queued at {} UTC, {tries}.", minute(one.created_at)),
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
            let why = reason.map(|reason| format!(" The last attempt failed: {reason}.")).unwrap_or_default();
            format!("It is waiting until {at} UTC.{why}")
        }
        DeliveryState::Sending => format!(
            "It is being sent. If there's no result by {at} UTC, Bearings checks whether it arrived before posting \
             again."
        ),
        DeliveryState::Unconfirmed if one.kind == Kind::Digest => {
            "It may already be in the channel. Bearings can't read channels, so it asks the team's managers in their \
             DM."
            .to_owned()
        }
        DeliveryState::Unconfirmed => format!(
            "It may have arrived already ({}). At {at} UTC, Bearings checks, and posts it only if it's missing.",
            reason.unwrap_or("reason unknown")
        ),
        DeliveryState::Sent => format!("It was sent, and is unchanged since {at} UTC."),
        DeliveryState::Dead => {
            let reason = reason.unwrap_or_default();
            let next = if opens(ReopenReason::Reachable, reason) {
                "Bearings tries again when the person returns, opens its Home or writes to it.".to_owned()
            } else {
                format!("Fix that, then run: bearings deliveries retry {id}")
            };
            format!("It was not delivered: Slack answered {reason} at {at} UTC. {next}")
        }
        DeliveryState::Dropped => format!("It was dropped at {at} UTC: {}.", reason.unwrap_or_default()),
    }
}

pub(super) fn result(id: i64, kind: Kind, allowed: AdminEffect) -> String {
    match allowed {
        AdminEffect::LookBy(_) if kind == Kind::Digest => {
            format!("Delivery {id} may already be in the channel. Bearings asks the team's managers in their DM.")
        }
        AdminEffect::TryNow => format!(
            "Delivery {id} is due. If Bearings is running, it tries within 15 seconds, or at the delivery's hour if it \
             has one."
        ),
        AdminEffect::LookBy(_) => format!(
            "Delivery {id} may have arrived already. If Bearings is running, it checks within a minute, and posts it \
             only if it's missing."
        ),
        AdminEffect::GiveUp => format!("Delivery {id} is dropped."),
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
        DeliveryState::Ready => "waiting",
        DeliveryState::Sending => "being sent",
        DeliveryState::Unconfirmed => "unconfirmed",
        DeliveryState::Sent => "sent",
        DeliveryState::Dead => "not delivered",
        DeliveryState::Dropped => "dropped",
    }
}

fn is_over(state: DeliveryState) -> bool {
    matches!(state, DeliveryState::Sent | DeliveryState::Dead | DeliveryState::Dropped)
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}
