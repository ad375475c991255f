//! The secrets: where they come from, and how those in files are read again.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::config::problems::NOT_SET;
use crate::config::tokens::{APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SecretKind};
use crate::config::{Problem, Setting, SettingReader};
use crate::secret::{ExposeSecret, Secret};

/// No file with a secret is larger; reading a device or a wrong file stops here.
const LARGEST_FILE: u64 = 64 * 1024;
const CREDENTIALS_HOW: &str = "for Socket Mode, which needs no public address, create an App-Level Token with the \
    scope connections:write on your Slack app's page Basic Information (it begins with xapp-). For HTTP, copy the \
    Signing Secret from that page";

#[derive(Clone, Debug, Default)]
pub struct PerSecret<T> {
    pub bot_token: T,
    pub app_token: T,
    pub signing_secret: T,
}

/// The secrets as the environment holds them, unread.
pub type Secrets = PerSecret<Option<Secret>>;

/// The files that secrets came from.
pub type SecretFiles = PerSecret<Option<PathBuf>>;

/// The secrets read again from files; `None` for one that isn't in a file.
pub type Reread = PerSecret<Option<Result<Secret, Problem>>>;

/// Files that hold secrets, instead of the environment.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SecretFileOptions {
    /// Read the bot token from this file, instead of `SLACK_BOT_TOKEN` [env: `SLACK_BOT_TOKEN_FILE`]
    #[arg(
        long = "slack-bot-token-file",
        env = "SLACK_BOT_TOKEN_FILE",
        hide_env = true,
        default_value = "",
        value_name = "FILE"
    )]
    pub bot_token: Setting,

    /// Read the app-level token from this file, instead of `SLACK_APP_TOKEN` [env: `SLACK_APP_TOKEN_FILE`]
    #[arg(
        long = "slack-app-token-file",
        env = "SLACK_APP_TOKEN_FILE",
        hide_env = true,
        default_value = "",
        value_name = "FILE"
    )]
    pub app_token: Setting,

    /// Read the signing secret from this file, instead of `SLACK_SIGNING_SECRET` [env: `SLACK_SIGNING_SECRET_FILE`]
    #[arg(
        long = "slack-signing-secret-file",
        env = "SLACK_SIGNING_SECRET_FILE",
        hide_env = true,
        default_value = "",
        value_name = "FILE"
    )]
    pub signing_secret: Setting,
}

impl<T> PerSecret<T> {
    fn map<U>(&self, to: impl Fn(SecretKind, &T) -> U) -> PerSecret<U> {
        PerSecret {
            bot_token: to(BOT_TOKEN, &self.bot_token),
            app_token: to(APP_TOKEN, &self.app_token),
            signing_secret: to(SIGNING_SECRET, &self.signing_secret),
        }
    }
}

impl Secrets {
    pub fn from_env() -> Self {
        // Bytes that aren't text become U+FFFD, which no secret contains.
        let secret = |kind: SecretKind, (): &()| {
            std::env::var_os(kind.name).map(|value| Secret::from(&*value.to_string_lossy()))
        };
        PerSecret::default().map(secret)
    }
}

/// How Slack reaches the bot: the secret of each way, of which one is enough.
#[derive(Debug)]
pub struct Credentials {
    /// Opens Socket Mode connections.
    pub app_token: Option<Secret>,
    /// Proves that Slack sent a request over HTTP.
    pub signing_secret: Option<Secret>,
}

impl SecretFiles {
    pub(super) fn read(options: &SecretFileOptions, reader: &mut SettingReader) -> Self {
        Self {
            bot_token: reader.path(BOT_TOKEN.file, &options.bot_token),
            app_token: reader.path(APP_TOKEN.file, &options.app_token),
            signing_secret: reader.path(SIGNING_SECRET.file, &options.signing_secret),
        }
    }

    pub fn reread(&self) -> Reread {
        self.map(|kind, file| Some(read_again(kind, file.as_deref()?)))
    }
}

/// The bot token, from the environment or its file.
pub(super) fn bot_token(given: &Secrets, files: &SecretFiles, reader: &mut SettingReader) -> Option<Secret> {
    let token = secret(BOT_TOKEN, given.bot_token.as_ref(), files.bot_token.as_deref(), reader);
    if token.is_none()
        && reader.problems.iter().all(|problem| ![BOT_TOKEN.name, BOT_TOKEN.file].contains(&problem.name))
    {
        reader.refuse(BOT_TOKEN.name, NOT_SET, BOT_TOKEN.how);
    }
    token
}

impl Credentials {
    /// The secrets that can be used, and whether none is set at all.
    pub(super) fn read(given: &Secrets, files: &SecretFiles, reader: &mut SettingReader) -> (Self, bool) {
        let app_token = secret(APP_TOKEN, given.app_token.as_ref(), files.app_token.as_deref(), reader);
        let signing_secret =
            secret(SIGNING_SECRET, given.signing_secret.as_ref(), files.signing_secret.as_deref(), reader);
        let names = [APP_TOKEN.name, APP_TOKEN.file, SIGNING_SECRET.name, SIGNING_SECRET.file];
        let is_faulty = reader.problems.iter().any(|problem| names.contains(&problem.name));
        let has_none = app_token.is_none() && signing_secret.is_none() && !is_faulty;
        if has_none {
            let what = format!("and {} are not set, but Bearings needs one of them", SIGNING_SECRET.name);
            reader.refuse(APP_TOKEN.name, what, CREDENTIALS_HOW);
        }
        (Self { app_token, signing_secret }, has_none)
    }
}

/// A secret from the environment or its file, if it looks like one. `None` without a problem if it isn't set.
fn secret(kind: SecretKind, given: Option<&Secret>, file: Option<&Path>, reader: &mut SettingReader) -> Option<Secret> {
    let given = kind.read(Some(given.map_or("", ExposeSecret::expose_secret)));
    let read = match (given, file) {
        (Ok(None), None) => return None,
        (Ok(None), Some(file)) => from_file(kind, file),
        (Ok(Some(_)) | Err(_), Some(file)) => {
            Err(problem(kind, format!("is set twice, here and in {}", file.display())))
        }
        (Ok(Some(text)), None) => Ok(Secret::from(text)),
        (Err(problem), None) => Err(problem),
    };
    reader.accept(read)
}

/// Reads a secret again, but not from a pipe, which gives its content only once: the second read would never end.
fn read_again(kind: SecretKind, file: &Path) -> Result<Secret, Problem> {
    if file.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let what = format!("is in {}, which can be read only once", file.display());
        return Err(Problem { name: kind.file, what, how: "restart Bearings to reload it" });
    }
    from_file(kind, file)
}

fn from_file(kind: SecretKind, file: &Path) -> Result<Secret, Problem> {
    let cannot = |why: String| problem(kind, format!("can't be read from {} ({why})", file.display()));
    let text = text_of(file).map_err(cannot)?;
    match kind.read(Some(&text)) {
        Ok(Some(text)) => Ok(Secret::from(text)),
        Ok(None) => Err(cannot("it's empty".into())),
        Err(wrong) => Err(Problem { what: format!("in {} {}", file.display(), wrong.what), ..wrong }),
    }
}

/// The text of a small file, or why it can't be read.
pub(super) fn text_of(file: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut bytes));
    read.map_err(|error| error.to_string())?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it's saved as UTF-16: save it as UTF-8".into());
    }
    String::from_utf8(bytes).map_err(|_| "it doesn't hold text".into())
}

fn problem(kind: SecretKind, what: String) -> Problem {
    Problem { name: kind.name, what, how: kind.how }
}
