//! The secrets: where they come from, and what they must look like.

use std::fs;
use std::path::PathBuf;

use crate::config::{Options, Problem};
use crate::secret::{ExposeSecret, Secret};

const BOT_TOKEN_HOW: &str =
    "copy the Bot User OAuth Token (it begins with xoxb-) from your Slack app's page OAuth & Permissions";
const SIGNING_SECRET_HOW: &str = "copy the Signing Secret from your Slack app's page Basic Information";

const APP_TOKEN_HOW: &str = "make an App-Level Token with the scope connections:write (it begins with xapp-) on your Slack app's page Basic \
                             Information";

/// What a secret must look like, to notice one pasted in another's place.
pub(super) struct Shape {
    name: &'static str,
    how: &'static str,
    fits: fn(&str) -> bool,
    unlike: &'static str,
}

pub(super) const BOT_TOKEN: Shape = Shape {
    name: "SLACK_BOT_TOKEN",
    how: BOT_TOKEN_HOW,
    fits: |text| text.starts_with("xoxb-") && text.len() > 10,
    unlike: "does not begin with xoxb-",
};
pub(super) const SIGNING_SECRET: Shape = Shape {
    name: "SLACK_SIGNING_SECRET",
    how: SIGNING_SECRET_HOW,
    fits: |text| text.len() >= 16 && !text.starts_with("xox") && text.chars().all(|c| c.is_ascii_alphanumeric()),
    unlike: "does not look like a signing secret (32 letters and digits)",
};
pub(super) const APP_TOKEN: Shape = Shape {
    name: "SLACK_APP_TOKEN",
    how: APP_TOKEN_HOW,
    fits: |text| text.starts_with("xapp-") && text.len() > 10,
    unlike: "does not begin with xapp-",
};

/// How Slack reaches the bot: what proves each way's requests, of which one is enough.
#[derive(Debug)]
pub struct Ways {
    /// Opens Socket Mode's connections.
    pub app_token: Option<Secret>,
    /// Proves to us that Slack sent a request over HTTP.
    pub signing_secret: Option<Secret>,
}

/// Where a secret was looked for: its value, and the file that holds it instead.
pub(super) type Place = (Option<Secret>, Option<PathBuf>);

impl Ways {
    /// Those that can be used, whatever is wrong with other settings.
    #[must_use]
    pub fn of(options: &Options) -> Self {
        let Options { secrets, slack_app_token_file, slack_signing_secret_file, .. } = options.clone();
        let app_token = (secrets.app_token, slack_app_token_file);
        Self::check(app_token, (secrets.signing_secret, slack_signing_secret_file), &mut Vec::new())
    }

    pub(super) fn check(app_token: Place, signing_secret: Place, problems: &mut Vec<Problem>) -> Self {
        let is_set = |(value, file): &Place| value.is_some() || file.is_some();
        if !is_set(&app_token) && !is_set(&signing_secret) {
            problems.push(Problem {
                name: APP_TOKEN.name,
                what: format!("and {} are not set, and one of them is needed", SIGNING_SECRET.name),
                how: "for Socket Mode, which needs no public address, make an App-Level Token with the scope \
                      connections:write (it begins with xapp-) on your Slack app's page Basic Information; for HTTP copy \
                      the Signing Secret from there",
            });
        }
        let mut given = |shape: &Shape, place: Place| is_set(&place).then(|| secret(shape, place.0, place.1, problems));
        Self {
            app_token: given(&APP_TOKEN, app_token).flatten(),
            signing_secret: given(&SIGNING_SECRET, signing_secret).flatten(),
        }
    }
}

/// A secret from wherever it is, if it looks like one.
pub(super) fn secret(
    shape: &Shape,
    value: Option<Secret>,
    file: Option<PathBuf>,
    problems: &mut Vec<Problem>,
) -> Option<Secret> {
    let mut problem = |what: String| {
        problems.push(Problem { name: shape.name, what, how: shape.how });
        None
    };
    let text = match (value, file) {
        (Some(_), Some(file)) => return problem(format!("is set twice, here and in {}", file.display())),
        (Some(value), None) => value,
        (None, Some(file)) => match fs::read_to_string(&file) {
            Ok(text) => Secret::from(text.trim()),
            Err(error) => return problem(format!("cannot be read from {} ({error})", file.display())),
        },
        (None, None) => return problem("is not set".to_owned()),
    };
    if (shape.fits)(text.expose_secret()) { Some(text) } else { problem(shape.unlike.to_owned()) }
}
