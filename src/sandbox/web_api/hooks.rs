//! Response URLs: where an app answers an interaction within half an hour.

use std::sync::PoisonError;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::faults;
use crate::sandbox::Sandbox;
use crate::sandbox::wire::answers;
use crate::sandbox::world::HookRefusal;

/// Takes a message for the person whose action this URL was given out for.
pub async fn respond(State(sandbox): State<Sandbox>, Path(id): Path<String>, body: Bytes) -> Response {
    let fault = sandbox.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).take("response_url");
    faults::past(fault, || take(&sandbox, &id, &body)).await
}

fn take(sandbox: &Sandbox, id: &str, body: &[u8]) -> Response {
    let Ok(message) = serde_json::from_slice::<Value>(body) else {
        return refuse(sandbox, StatusCode::BAD_REQUEST, "invalid_payload", "the body is not JSON");
    };
    let outcome = sandbox.change(|world| {
        let url = world.spend_url(id)?;
        Ok(answers::respond(world, &url, &message))
    });
    match outcome {
        Ok(Ok(())) => axum::Json(json!({"ok": true})).into_response(),
        Ok(Err(refused)) => refuse(sandbox, StatusCode::OK, refused.code, &refused.detail),
        Err(HookRefusal::Unknown) => refuse(sandbox, StatusCode::NOT_FOUND, "invalid_url", "no such response_url"),
        Err(HookRefusal::Expired) => {
            refuse(sandbox, StatusCode::NOT_FOUND, "expired_url", "it is older than 30 minutes")
        }
        Err(HookRefusal::Used) => refuse(sandbox, StatusCode::NOT_FOUND, "used_url", "it was used 5 times"),
    }
}

fn refuse(sandbox: &Sandbox, status: StatusCode, code: &str, detail: &str) -> Response {
    sandbox.complain(format!("response_url: {code} ({detail})"));
    (status, axum::Json(json!({"ok": false, "error": code}))).into_response()
}
