//! apps.connections.open: where an app finds its Socket Mode connection.

use serde_json::{Value, json};

use super::Call;
use super::refusal::ApiRefusal;
use crate::sandbox::world::APP;

#[expect(clippy::unnecessary_wraps, reason = "all methods have one shape")]
pub(super) fn open(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let ticket = call.world.give_ticket();
    let base = call.base.replacen("http", "ws", 1);
    Ok(json!({"url": format!("{base}/link/?ticket={ticket}&app_id={APP}")}))
}
