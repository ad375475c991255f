//! What to do when Slack doesn't accept a reply that a user is waiting for.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{SETTLE, Verdict, doubled, wait_for};

/// The first wait after a refusal that names no time; each further wait is twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(1);
/// The upper limit of such a wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    DirectMessage,
    Home,
    /// The next content of an open modal.
    Modal,
    ResponseUrl,
}

impl Reply {
    /// How long the user is likely to wait for the reply: only briefly in front of an open modal. Slack would accept a
    /// reply to a response URL for half an hour.
    fn useful_for(self) -> TimeDelta {
        match self {
            Self::DirectMessage | Self::Home | Self::ResponseUrl => TimeDelta::minutes(10),
            Self::Modal => TimeDelta::minutes(1),
        }
    }
}

/// How to try to send a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    Send,
    /// Check whether it arrived, and send it if it didn't.
    FindOrSend,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryDecision {
    /// Try again, not before this time.
    Retry { at: DateTime<Utc>, attempt: Attempt },
    /// Slack won't accept it, or not while it's still useful.
    GiveUp,
}

/// What follows from the verdict on the `attempts`th attempt at a reply that was first due at `asked_at`. A reply that
/// may have arrived is never sent again without a check, and only a DM's history can be checked.
#[must_use]
pub fn after_attempt(
    reply: Reply,
    (attempt, attempts): (Attempt, u32),
    verdict: &Verdict,
    asked_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> RetryDecision {
    let (wait, attempt) = match verdict {
        Verdict::Wait(asked) => (wait_for(*asked), attempt),
        Verdict::Retry(_) => (doubled(FIRST_WAIT, LONGEST_WAIT, attempts), attempt),
        Verdict::Unclear(_) if reply == Reply::DirectMessage => (SETTLE, Attempt::FindOrSend),
        Verdict::Unclear(_) | Verdict::Refused(_) | Verdict::AuthRejected(_) => return RetryDecision::GiveUp,
    };
    let at = now + wait;
    if at <= asked_at + reply.useful_for() { RetryDecision::Retry { at, attempt } } else { RetryDecision::GiveUp }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const ALL: [Reply; 4] = [Reply::DirectMessage, Reply::Home, Reply::Modal, Reply::ResponseUrl];

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn wait(seconds: u64) -> Verdict {
        Verdict::Wait(Some(Duration::from_secs(seconds)))
    }

    #[test]
    fn each_verdict_leads_to_its_decision() {
        let again = |seconds: i64| RetryDecision::Retry { at: at(100 + seconds), attempt: Attempt::Send };
        let find = RetryDecision::Retry { at: at(130), attempt: Attempt::FindOrSend };
        for (reply, attempts, verdict, expected) in [
            (Reply::DirectMessage, 1, wait(1), again(1)),
            (Reply::DirectMessage, 1, Verdict::Wait(None), again(30)),
            (Reply::DirectMessage, 3, Verdict::Retry("service_unavailable".into()), again(4)),
            (Reply::DirectMessage, u32::MAX, Verdict::Retry("service_unavailable".into()), again(30)),
            (Reply::DirectMessage, 1, Verdict::Unclear("no answer"), find),
            (Reply::Home, 1, wait(30), again(30)),
            (Reply::Home, 1, Verdict::Unclear("no answer"), RetryDecision::GiveUp),
            (Reply::ResponseUrl, 1, wait(499), again(499)),
            (Reply::ResponseUrl, 1, wait(501), RetryDecision::GiveUp),
            (Reply::ResponseUrl, 1, Verdict::Unclear("no answer"), RetryDecision::GiveUp),
            (Reply::Modal, 1, Verdict::Refused("not_found".into()), RetryDecision::GiveUp),
            (Reply::Home, 1, Verdict::AuthRejected("token_revoked".into()), RetryDecision::GiveUp),
        ] {
            let decided = after_attempt(reply, (Attempt::Send, attempts), &verdict, at(0), at(100));
            assert_eq!(decided, expected, "{reply:?} {verdict:?}");
        }
        assert_eq!(after_attempt(Reply::Modal, (Attempt::Send, 1), &wait(30), at(0), at(31)), RetryDecision::GiveUp);
    }

    #[test]
    fn what_is_looked_for_once_is_looked_for_until_the_end() {
        for verdict in [wait(1), Verdict::Retry("x".into()), Verdict::Unclear("no answer")] {
            let decided = after_attempt(Reply::DirectMessage, (Attempt::FindOrSend, 2), &verdict, at(0), at(60));
            let is_found = matches!(decided, RetryDecision::Retry { attempt: Attempt::FindOrSend, .. });
            assert!(is_found, "{verdict:?}: {decided:?}");
        }
    }

    proptest! {
        #[test]
        fn slack_is_never_asked_sooner_than_it_wants_nor_after_it_is_of_use(
            asked in 0_u64..2_000, age in 0_i64..2_000, which in 0_usize..4, attempts in any::<u32>()
        ) {
            let reply = ALL[which];
            let decided = after_attempt(reply, (Attempt::Send, attempts), &wait(asked), at(0), at(age));
            if let RetryDecision::Retry { at: then, .. } = decided {
                prop_assert!(then >= at(age + i64::try_from(asked).unwrap()) && then <= at(0) + reply.useful_for());
            }
        }
    }
}
