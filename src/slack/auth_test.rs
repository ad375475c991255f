//! Calls `auth.test`, and also reads what only its headers contain: the token's scopes and Slack's time.

use std::collections::BTreeSet;

use axum::http::header::DATE;
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use crate::domain::ids::{MemberId, SlackTeamId};
use crate::domain::installation::Installation;
use crate::slack::answer;
use crate::slack::error::SlackError;
use crate::slack::json::{id_at, is_set, text_at};
use crate::slack::transport::{Certificate, DEADLINE, HttpAnswer, Unreachable};
use crate::slack::web_api::{WebApi, signed};

const CALL: &str = "auth.test";
const SCOPES: &str = "x-oauth-scopes";
/// Longer than any answer to this call.
const LONGEST: usize = 64 * 1024;
const UNREADABLE: SlackError = SlackError::Unclear { call: CALL, what: "an answer that cannot be read" };

/// The answer to `auth.test`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthTestAnswer {
    /// Slack's time, with a precision of one second.
    pub at: Option<DateTime<Utc>>,
    pub scopes: Option<BTreeSet<String>>,
    /// The token's account, or why Slack rejects the token.
    pub account: Result<Account, SlackError>,
}

/// The account that a token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub installation: Installation,
    pub workspace_name: String,
    /// Whether it is an app's and not a person's.
    pub is_bot: bool,
}

/// The network route to the Web API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRoute {
    pub api: Url,
    /// Host and port of the proxy, and the environment variable that names it.
    pub proxy: Option<(String, &'static str)>,
    /// The latest certificate that the host showed.
    pub certificate: Option<Certificate>,
}

impl WebApi {
    pub fn api_route(&self) -> ApiRoute {
        ApiRoute {
            api: self.api.clone(),
            proxy: self.transport.proxy(&self.api),
            certificate: self.api.host_str().and_then(|host| self.transport.certificate(host)),
        }
    }

    /// Slack's hosts besides the Web API's, each with its purpose. A Slack on this machine has none.
    pub fn other_hosts(&self) -> Vec<(String, &'static str)> {
        if self.is_here(&self.api) {
            return Vec::new();
        }
        vec![
            (self.domain().hooks_host(), "Bearings answers button presses there."),
            (self.domain().files_host(), "Bearings sends people copies of their own data there."),
        ]
    }

    /// Checks that this host can be connected to.
    pub async fn reach(&self, host: &str) -> Result<(), Unreachable> {
        let unknown = || Unreachable::Host { host: host.to_owned() };
        let url = Url::parse(&format!("https://{host}/")).map_err(|_| unknown())?;
        let opened = tokio::time::timeout(DEADLINE, self.transport.open(&url)).await;
        opened.map_err(|_| unknown())?.map(|_| ())
    }

    /// Asks Slack with `auth.test` who our token belongs to. If Slack rejects the token, the error is in
    /// [`AuthTestAnswer::account`].
    pub async fn auth_test(&self) -> Result<AuthTestAnswer, SlackError> {
        let token = self.token();
        let request = signed(&token, Request::post(self.url(CALL, &[]).as_str()));
        let auth_test = read(&self.exchange(CALL, request, Bytes::new(), LONGEST).await?);
        self.learn(&token, &auth_test.account);
        Ok(auth_test)
    }

    pub async fn installation(&self) -> Result<Installation, SlackError> {
        Ok(self.auth_test().await?.account?.installation)
    }
}

fn read(answer: &HttpAnswer) -> AuthTestAnswer {
    let header = |name: &str| answer.headers.get(name)?.to_str().ok();
    let at = header(DATE.as_str()).and_then(|text| DateTime::parse_from_rfc2822(text).ok());
    let scopes = header(SCOPES).map(|text| {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(ToOwned::to_owned).collect()
    });
    AuthTestAnswer { at: at.map(Into::into), scopes, account: account(answer) }
}

fn account(answer: &HttpAnswer) -> Result<Account, SlackError> {
    // An answer with any other status isn't Slack's.
    if !matches!(answer.status, StatusCode::OK | StatusCode::TOO_MANY_REQUESTS) {
        return Err(UNREADABLE);
    }
    let answer: Value = answer::read(CALL, answer)?;
    let is_org_wide = is_set(&answer, "is_enterprise_install");
    // The token of an org-wide installation belongs to the organisation, which Slack may name in either field.
    let team = id_at(&answer, "/team_id");
    let enterprise = id_at(&answer, "/enterprise_id").or(team.filter(|_| is_org_wide));
    let team = team.or(enterprise.filter(|_| is_org_wide)).ok_or(UNREADABLE)?;
    let is_bot = text_at(&answer, "/bot_id").is_some();
    let installation = Installation::new(SlackTeamId::new(team), enterprise.map(SlackTeamId::new), is_org_wide);
    Ok(Account {
        installation: Installation {
            bot_user: text_at(&answer, "/user_id").filter(|_| is_bot).and_then(MemberId::parse),
            ..installation
        },
        workspace_name: text_at(&answer, "/team").unwrap_or(team).to_owned(),
        is_bot,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = r#"{"ok":true,"team":"Dummy Co","team_id":"T1","user_id":"U1","bot_id":"B1"}"#;

    fn answer(status: u16, lines: &[(&'static str, &str)], body: &str) -> HttpAnswer {
        let headers = lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        HttpAnswer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.to_owned().into() }
    }

    #[test]
    fn headers_say_what_time_it_is_and_what_the_token_may() {
        let lines = [("date", "Wed, 03 Jun 2026 09:12:05 GMT"), ("x-oauth-scopes", "commands, chat:write,users:read")];
        let auth_test = read(&answer(200, &lines, OURS));
        assert_eq!(auth_test.at, Some("2026-06-03T09:12:05Z".parse().unwrap()));
        assert_eq!(auth_test.scopes, Some(["chat:write", "commands", "users:read"].map(String::from).into()));
        let bare = read(&answer(200, &[("date", "yesterday")], OURS));
        assert_eq!((bare.at, bare.scopes), (None, None));
    }

    #[test]
    fn an_answer_is_an_account_a_refusal_or_nothing_that_can_be_read() {
        let account = |status: u16, body: &str| account(&answer(status, &[], body));
        let team = |id: &str| SlackTeamId::new(id);
        let in_one = Installation::new(team("T1"), None, false);
        let in_one = Installation { bot_user: Some(MemberId::new("U1")), ..in_one };
        let ours = Account { installation: in_one.clone(), workspace_name: "Dummy Co".to_owned(), is_bot: true };
        assert_eq!(account(200, OURS), Ok(ours.clone()));
        let persons = OURS.replace(r#","bot_id":"B1""#, "");
        let of_nobody = Installation { bot_user: None, ..in_one.clone() };
        assert_eq!(account(200, &persons), Ok(Account { is_bot: false, installation: of_nobody, ..ours }));
        let bot_user = in_one.bot_user;
        for (told, team_id, enterprise, is_org_wide) in [
            (r#""team_id":"T1","enterprise_id":"E1""#, "T1", Some("E1"), false),
            (r#""team_id":"T1","enterprise_id":"E1","is_enterprise_install":true"#, "T1", Some("E1"), true),
            (r#""team_id":"E1","enterprise_id":"E1","is_enterprise_install":true"#, "E1", Some("E1"), true),
            (r#""team_id":"E1","is_enterprise_install":true"#, "E1", Some("E1"), true),
            (r#""team_id":null,"enterprise_id":"E1","is_enterprise_install":true"#, "E1", Some("E1"), true),
        ] {
            let body = OURS.replace(r#""team_id":"T1""#, told);
            let expected = Installation::new(team(team_id), enterprise.map(team), is_org_wide);
            let expected = Installation { bot_user: bot_user.clone(), ..expected };
            assert_eq!(account(200, &body).unwrap().installation, expected, "{told}");
        }
        for (status, body, expected) in [
            (200, r#"{"ok":false,"error":"token_revoked"}"#, SlackError::refused(CALL, "token_revoked")),
            (200, r#"{"ok":false,"error":"a person's words"}"#, SlackError::refused(CALL, "an unknown error")),
            (429, "", SlackError::RateLimited { call: CALL, retry_after: None }),
            (502, "<html>", UNREADABLE),
            (200, "{}", UNREADABLE),
            (200, r#"{"ok":true,"team_id":"not an id"}"#, UNREADABLE),
        ] {
            assert_eq!(account(status, body), Err(expected), "{body}");
        }
    }
}
