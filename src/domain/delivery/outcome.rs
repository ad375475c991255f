//! What follows each attempt to send a message.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{MessageRef, Method, SETTLE};

/// The first wait after a failure; each further wait is twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// How long to wait before asking a workspace that revoked our token again.
const SILENCED: TimeDelta = TimeDelta::minutes(15);

/// How long to wait before retrying an edit that Slack refuses: the bot may be back in the channel by then.
const UNCHANGEABLE: TimeDelta = TimeDelta::hours(6);
/// The shortest wait before another look at a channel that couldn't be read.
const CHANNEL_RETRY: TimeDelta = TimeDelta::minutes(1);

/// What a call to Slack tells us about a message: can we be sure that Slack did not accept it?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not accepted; Slack asks us to wait this long.
    Wait(Option<Duration>),
    /// Not accepted; the next try may succeed.
    Retry(String),
    /// Not accepted, and it never will be.
    Refused(String),
    /// Slack rejects our token, whatever we send.
    AuthRejected(String),
    Unclear(&'static str),
}

/// What to record after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The message is posted.
    Sent(MessageRef),
    /// Not posted; try again at this time.
    Again { at: DateTime<Utc>, reason: String },
    /// It may be posted; check at this time.
    Unconfirmed { at: DateTime<Utc>, reason: String },
    /// It won't be sent unless someone fixes the cause.
    Dead { reason: String },
    /// It's no longer needed.
    Dropped { reason: &'static str },
}

/// What follows from the verdict on a posted message, on its `attempts`th try.
#[must_use]
pub fn after_post(verdict: Verdict, attempts: u32, now: DateTime<Utc>) -> SendOutcome {
    match verdict {
        Verdict::Wait(wait) => SendOutcome::Again { at: now + wait_for(wait), reason: "ratelimited".into() },
        Verdict::Retry(reason) => SendOutcome::Again { at: now + back_off(attempts), reason },
        Verdict::AuthRejected(reason) => SendOutcome::Again { at: now + SILENCED, reason },
        Verdict::Refused(reason) => SendOutcome::Dead { reason },
        Verdict::Unclear(reason) => SendOutcome::Unconfirmed { at: now + SETTLE, reason: reason.to_owned() },
    }
}

/// What to record after a try to edit a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditOutcome {
    /// The message is up to date or no longer exists.
    Done,
    Again {
        at: DateTime<Utc>,
    },
    /// Slack refuses the edit unless someone fixes the cause.
    Refused {
        /// When another try may be worthwhile.
        at: DateTime<Utc>,
        reason: String,
    },
}

/// What follows from the verdict on an edit. Editing twice does no harm, so an unclear outcome is simply retried.
#[must_use]
pub fn after_edit(verdict: Verdict, attempts: u32, now: DateTime<Utc>) -> EditOutcome {
    match verdict {
        Verdict::Wait(wait) => EditOutcome::Again { at: now + wait_for(wait) },
        Verdict::Retry(_) | Verdict::Unclear(_) => EditOutcome::Again { at: now + back_off(attempts) },
        Verdict::AuthRejected(_) => EditOutcome::Again { at: now + SILENCED },
        // Someone deleted the message.
        Verdict::Refused(reason) if reason == "message_not_found" => EditOutcome::Done,
        Verdict::Refused(reason) => EditOutcome::Refused { at: now + UNCHANGEABLE, reason },
    }
}

/// What follows when the history couldn't be read: the delivery stays unconfirmed.
#[must_use]
pub fn after_unread(verdict: Verdict, attempts: u32, now: DateTime<Utc>) -> SendOutcome {
    // The recipient may be waiting for this check, so it follows soon after Slack answers again.
    let soon = back_off(attempts).min(SETTLE);
    let (wait, reason) = match verdict {
        Verdict::Wait(wait) => (wait_for(wait).max(soon), "ratelimited".to_owned()),
        Verdict::Retry(reason) => (soon, reason),
        // The history may never become readable, and other deliveries also wait to be checked.
        Verdict::Refused(reason) => (back_off(attempts), reason),
        Verdict::AuthRejected(reason) => (SILENCED, reason),
        Verdict::Unclear(reason) => (soon, reason.to_owned()),
    };
    SendOutcome::Unconfirmed { at: now + wait, reason }
}

/// When to look up a channel again that couldn't be read, to post there or to edit a message there. A refusal lasts until
/// someone acts, and an edit can wait for that.
#[must_use]
pub fn look_up_again_at(verdict: Verdict, method: Method, attempts: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    match after_edit(verdict, attempts, now) {
        EditOutcome::Again { at } => at.max(now + CHANNEL_RETRY),
        EditOutcome::Refused { at, .. } if method == Method::Edit => at,
        EditOutcome::Done | EditOutcome::Refused { .. } => now + CHANNEL_RETRY,
    }
}

/// The wait that Slack asks for; its usual one if Slack names none.
#[must_use]
pub fn wait_for(asked: Option<Duration>) -> TimeDelta {
    asked.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or(TimeDelta::seconds(30))
}

fn back_off(attempts: u32) -> TimeDelta {
    doubled(FIRST_WAIT, LONGEST_WAIT, attempts)
}

/// The wait after this many attempts: twice as long after each, up to a limit.
pub(in crate::domain) fn doubled(first: TimeDelta, longest: TimeDelta, attempts: u32) -> TimeDelta {
    let times = 1_i32.checked_shl(attempts.saturating_sub(1).min(20)).unwrap_or(i32::MAX);
    first.checked_mul(times).unwrap_or(longest).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn verdicts() -> impl Strategy<Value = Verdict> {
        prop_oneof![
            proptest::option::of(0_u64..100_000).prop_map(|wait| Verdict::Wait(wait.map(Duration::from_secs))),
            Just(Verdict::Retry("service_unavailable".into())),
            Just(Verdict::Refused("user_disabled".into())),
            Just(Verdict::AuthRejected("token_revoked".into())),
            Just(Verdict::Unclear("no answer")),
        ]
    }

    #[test]
    fn each_verdict_leads_to_its_step() {
        let at = |seconds| now() + TimeDelta::seconds(seconds);
        let again = |seconds, reason: &str| SendOutcome::Again { at: at(seconds), reason: reason.into() };
        for (verdict, attempts, expected) in [
            (Verdict::Wait(Some(Duration::from_secs(7))), 1, again(7, "ratelimited")),
            (Verdict::Wait(None), 1, again(30, "ratelimited")),
            (Verdict::Retry("x".into()), 1, again(5, "x")),
            (Verdict::Retry("x".into()), 3, again(20, "x")),
            (Verdict::Retry("x".into()), u32::MAX, again(900, "x")),
            (Verdict::AuthRejected("token_revoked".into()), 1, again(900, "token_revoked")),
            (Verdict::Refused("is_archived".into()), 1, SendOutcome::Dead { reason: "is_archived".into() }),
            (Verdict::Unclear("no answer"), 1, SendOutcome::Unconfirmed { at: at(30), reason: "no answer".into() }),
        ] {
            assert_eq!(after_post(verdict.clone(), attempts, now()), expected, "{verdict:?}");
        }
    }

    #[test]
    fn what_cannot_be_looked_for_is_looked_for_again_soon_unless_it_may_never_be() {
        for (verdict, attempts, seconds) in [
            (Verdict::Wait(Some(Duration::from_secs(7))), 1, 7),
            (Verdict::Retry("x".into()), 9, 30),
            (Verdict::Unclear("no answer"), 9, 30),
            (Verdict::Refused("channel_not_found".into()), 1, 5),
            (Verdict::Refused("channel_not_found".into()), 9, 900),
            (Verdict::AuthRejected("token_revoked".into()), 1, 900),
        ] {
            let step = after_unread(verdict.clone(), attempts, now());
            let at = now() + TimeDelta::seconds(seconds);
            assert!(matches!(step, SendOutcome::Unconfirmed { at: then, .. } if then == at), "{verdict:?}: {step:?}");
        }
    }

    #[test]
    fn an_edit_is_tried_until_it_is_done() {
        let at = |seconds| now() + TimeDelta::seconds(seconds);
        for (verdict, attempts, expected) in [
            (Verdict::Wait(Some(Duration::from_secs(7))), 1, EditOutcome::Again { at: at(7) }),
            (Verdict::Retry("x".into()), 2, EditOutcome::Again { at: at(10) }),
            (Verdict::Unclear("no answer"), 1, EditOutcome::Again { at: at(5) }),
            (Verdict::AuthRejected("token_revoked".into()), 1, EditOutcome::Again { at: at(900) }),
            (Verdict::Refused("message_not_found".into()), 1, EditOutcome::Done),
            (
                Verdict::Refused("channel_not_found".into()),
                1,
                EditOutcome::Refused { at: at(6 * 3_600), reason: "channel_not_found".into() },
            ),
        ] {
            assert_eq!(after_edit(verdict.clone(), attempts, now()), expected, "{verdict:?}");
        }
    }

    proptest! {
        #[test]
        fn doubt_never_leads_to_a_blind_post(verdict in verdicts(), attempts in any::<u32>()) {
            let posted = after_post(verdict.clone(), attempts, now());
            let is_doubtful = matches!(posted, SendOutcome::Unconfirmed { .. });
            prop_assert_eq!(is_doubtful, matches!(verdict, Verdict::Unclear(_)));
            if let SendOutcome::Unconfirmed { at, .. } = posted {
                prop_assert!(at >= now() + SETTLE);
            }
            let unread = after_unread(verdict.clone(), attempts, now());
            let is_still_doubtful = matches!(unread, SendOutcome::Unconfirmed { at, .. } if at > now());
            prop_assert!(is_still_doubtful, "{:?}", unread);
            let edited = after_edit(verdict.clone(), attempts, now());
            prop_assert_eq!(matches!(edited, EditOutcome::Refused { .. }), matches!(verdict, Verdict::Refused(_)), "{:?}", edited);
        }

        #[test]
        fn slack_is_never_asked_sooner_than_it_wants(wait in 0_u64..1_000_000, attempts in any::<u32>()) {
            let verdict = Verdict::Wait(Some(Duration::from_secs(wait)));
            let earliest = now() + TimeDelta::seconds(i64::try_from(wait).unwrap());
            for step in [after_post, after_unread].map(|after| after(verdict.clone(), attempts, now())) {
                let in_time = matches!(step, SendOutcome::Again { at, .. } | SendOutcome::Unconfirmed { at, .. } if at >= earliest);
                prop_assert!(in_time, "{:?}", step);
            }
            let edited = after_edit(verdict, attempts, now());
            prop_assert!(matches!(edited, EditOutcome::Again { at } if at >= earliest), "{:?}", edited);
        }
    }
}
