//! Socket Mode as it is set up on the app's page.

use super::Sandbox;
use super::world::AppToken;

impl Sandbox {
    /// Somebody makes an app-level token with these scopes, such as `connections:write`; the one before is revoked.
    pub fn makes_app_token(&self, token: &str, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.change(|world| world.app_token = Some(AppToken { text: token.to_owned(), scopes }));
    }

    /// Somebody revokes the app-level token.
    pub fn revokes_app_token(&self) {
        self.change(|world| world.app_token = None);
    }
}
