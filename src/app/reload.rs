//! What an operator can change while the bot runs: secret files and the framework. Each is read on its own, and a
//! faulty one changes nothing.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::announce;
use crate::bot::Bot;
use crate::clock::Clock;
use crate::config::{Config, Problem, Reread, SecretFiles, database_url_again};
use crate::secret::{ExposeSecret, Secret};
use crate::services::Services;
use crate::services::frameworks::{self, CurrentLibrary};
use crate::slack::{Signatures, SlackError, TokenRefusal, WebApi};
use crate::socket::SocketMode;
use crate::store::StoreError;

/// Why a token that was read isn't used.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error("Slack doesn't accept it ({code}): {remedy}", code = .0.code, remedy = .0.remedy)]
    Refused(TokenRefusal),
    #[error("it belongs to {token}, but the database holds the data of workspace {database}")]
    AnotherWorkspace { token: String, database: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads again what can change, and remembers what it read before.
pub(super) struct Reloader {
    files: SecretFiles,
    database_url_file: Option<PathBuf>,
    bot_token: Secret,
    app_token: Option<Secret>,
    signing_secret: Option<Secret>,
    database_url: Secret,
    framework_dir: PathBuf,
    current_library: Arc<CurrentLibrary>,
    slack: Arc<WebApi>,
    signatures: Option<Arc<Signatures>>,
    services: Services,
    clock: Clock,
}

impl Reloader {
    pub(super) fn new(
        config: &Config,
        current_library: Arc<CurrentLibrary>,
        slack: Arc<WebApi>,
        signatures: Option<Arc<Signatures>>,
        (services, clock): (Services, Clock),
    ) -> Self {
        Self {
            files: config.secret_files.clone(),
            database_url_file: config.database_url_file.clone(),
            bot_token: config.slack_bot_token.clone(),
            app_token: config.credentials.app_token.clone(),
            signing_secret: config.credentials.signing_secret.clone(),
            database_url: config.database_url.clone(),
            framework_dir: config.framework_dir.clone(),
            current_library,
            slack,
            signatures,
            services,
            clock,
        }
    }

    /// Reads everything again, and logs what changed.
    pub(super) async fn reload(&mut self, bot: &Bot, socket: Option<&SocketMode>) {
        let Reread { bot_token, app_token, signing_secret } = self.files.reread();
        let mut changed = Vec::new();
        if let Some(token) = new(bot_token, &self.bot_token) {
            match self.take_bot_token(token, bot).await {
                Ok(()) => changed.push("bot token"),
                Err(why) => tracing::error!(%why, "the bot token in the file can't be used; the previous one stays in \
                    use"),
            }
        }
        if let (Some(before), Some(socket)) = (&self.app_token, socket)
            && let Some(token) = new(app_token, before)
        {
            if let Err(SlackError::Refused { code, .. }) = self.slack.with_token(&token).open_connection().await {
                tracing::error!(code, "the app-level token in the file can't be used, because Slack doesn't accept it");
            } else {
                socket.change_token(&token);
                self.app_token = Some(token);
                changed.push("app-level token");
            }
        }
        if let (Some(before), Some(signatures)) = (&self.signing_secret, &self.signatures)
            && let Some(secret) = new(signing_secret, before)
        {
            signatures.change_secret(&secret);
            self.signing_secret = Some(secret);
            changed.push("signing secret");
        }
        let database_url = self.database_url_file.as_deref().map(database_url_again);
        if let Some(url) = new(database_url, &self.database_url) {
            match self.services.store.change_address(url.expose_secret()).await {
                Ok(()) => {
                    self.database_url = url;
                    changed.push("database address");
                }
                Err(why) => {
                    tracing::error!(%why, "the database address in the file can't be used; the previous one stays in use");
                }
            }
        }
        if self.reload_framework().await {
            changed.push("framework");
        }
        let changed = if changed.is_empty() { "nothing".to_owned() } else { changed.join(", ") };
        tracing::info!(changed, "reloaded the secret files and the framework");
    }

    /// Asks Slack first: an unusable token, or one of another workspace, must not replace one that works.
    async fn take_bot_token(&mut self, token: Secret, bot: &Bot) -> Result<(), NotTaken> {
        let told = self.slack.with_token(&token).auth_test().await.and_then(|auth_test| auth_test.account);
        match told {
            Err(SlackError::Refused { code, .. }) => return Err(NotTaken::Refused(TokenRefusal::of(&code))),
            Ok(account) => {
                let stored = self.services.installations.stored().await?;
                if let Some(stored) = stored.filter(|stored| !stored.is_same(&account.installation)) {
                    let (token, database) = (account.installation.workspace, stored.workspace);
                    return Err(NotTaken::AnotherWorkspace {
                        token: token.to_string(),
                        database: database.to_string(),
                    });
                }
            }
            // Slack will say later whose it is; until then nothing is sent.
            Err(_) => {}
        }
        self.slack.change_token(&token);
        self.bot_token = token;
        self.services.installations.load().await?;
        bot.installation().confirm().await;
        Ok(())
    }

    async fn reload_framework(&self) -> bool {
        match frameworks::load(&self.services.store, &self.framework_dir, self.clock.now()).await {
            Ok(loaded) => {
                announce(&loaded);
                loaded.findings.is_none() && self.current_library.replace(loaded.library)
            }
            Err(error) => {
                tracing::error!(%error, "can't reload the framework; the previous one stays in use");
                false
            }
        }
    }
}

/// The secret that was read, if it's usable and differs.
fn new(read: Option<Result<Secret, Problem>>, before: &Secret) -> Option<Secret> {
    let secret = read?
        .inspect_err(|problem| tracing::error!(%problem, "can't reload a secret; the previous one stays in use"))
        .ok()?;
    (secret.expose_secret() != before.expose_secret()).then_some(secret)
}
