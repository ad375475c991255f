//! views.*: App Home and modals.

use serde_json::{Value, json};

use super::Call;
use super::refusal::ApiRefusal;
use crate::domain::ids::MemberId;
use crate::sandbox::json::str_of;
use crate::sandbox::world::{View, Which};
use crate::surface::limits::Surface;

fn view(call: &Call<'_>, surface: Surface) -> Result<Value, ApiRefusal> {
    let missing = || ApiRefusal::mistake("invalid_arguments", "missing required field: view");
    let view = call.json("view")?.ok_or_else(missing)?;
    ApiRefusal::check(surface, &view)?;
    Ok(view)
}

fn shown(call: &Call<'_>, view: &View) -> Value {
    json!({"view": call.world.view_payload(view)})
}

pub(super) fn publish(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    if !call.world.app.tabs.home {
        return Err(ApiRefusal::mistake("not_enabled", "the manifest has no home tab"));
    }
    let member = MemberId::new(call.need("user_id")?);
    let view = view(call, Surface::Home)?;
    if call.world.member(&member).is_none() {
        return Err(ApiRefusal::fact("user_not_found"));
    }
    let view = call.world.publish(&member, view, call.text("hash").as_deref())?;
    Ok(shown(call, &view))
}

pub(super) fn open(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let trigger = call.need("trigger_id")?;
    let view = view(call, Surface::Modal)?;
    let member = call.world.spend_trigger(&trigger)?;
    let view = call.world.open(&member, view)?;
    Ok(shown(call, &view))
}

pub(super) fn push(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let trigger = call.need("trigger_id")?;
    let view = view(call, Surface::Modal)?;
    let member = call.world.spend_trigger(&trigger)?;
    let view = call.world.push(&member, view)?;
    Ok(shown(call, &view))
}

pub(super) fn update(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let (id, external) = (call.text("view_id"), call.text("external_id"));
    let which = match (&id, &external) {
        (Some(id), _) => Which::Id(id),
        (None, Some(external)) => Which::External(external),
        (None, None) => return Err(ApiRefusal::mistake("invalid_arguments", "missing view_id or external_id")),
    };
    let is_home = call.json("view")?.is_some_and(|view| str_of(&view, "type") == "home");
    let view = view(call, if is_home { Surface::Home } else { Surface::Modal })?;
    let view = call.world.update(which, view, call.text("hash").as_deref())?;
    Ok(shown(call, &view))
}
