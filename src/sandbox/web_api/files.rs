//! files.*: an address to upload to, the upload itself, the message that shows files, and deletion.

use std::sync::PoisonError;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Call;
use super::chat::channel_to_post_in;
use super::faults;
use super::refusal::ApiRefusal;
use crate::sandbox::json::{list_of, str_of};
use crate::sandbox::world::{Author, Post};
use crate::sandbox::{Sandbox, below};

/// Slack's limit for one file: a gigabyte.
pub const LONGEST: usize = 1 << 30;

pub(super) fn get_upload_url(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let (name, length) = (call.need("filename")?, call.need("length")?);
    let length: usize =
        length.parse().map_err(|_| ApiRefusal::mistake("invalid_arguments", "length is no number of bytes"))?;
    if length == 0 || length > LONGEST {
        return Err(ApiRefusal::mistake("file_upload_size_restricted", format!("{length} bytes")));
    }
    let id = call.world.announce_file(&name, length);
    Ok(json!({"upload_url": format!("{}/upload/{id}", below(&call.base, "files")), "file_id": id}))
}

/// Takes the bytes of an announced file. The address alone grants the upload.
pub async fn upload(State(sandbox): State<Sandbox>, Path(id): Path<String>, body: Bytes) -> Response {
    let fault = sandbox.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).take("upload_url");
    faults::past(fault, || take(&sandbox, &id, &body)).await
}

fn take(sandbox: &Sandbox, id: &str, body: &Bytes) -> Response {
    let taken = sandbox.change(|world| match world.file_mut(id) {
        Some(file) if file.length == body.len() => {
            file.bytes = Some(body.to_vec());
            Ok(())
        }
        Some(file) => Err(format!("{} bytes came for a file of {}", body.len(), file.length)),
        None => Err("no such upload".to_owned()),
    });
    match taken {
        Ok(()) => format!("OK - {}", body.len()).into_response(),
        Err(why) => {
            sandbox.complain(format!("upload_url: {why}"));
            (StatusCode::BAD_REQUEST, why).into_response()
        }
    }
}

pub(super) fn complete_upload(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let files = call.json("files")?.unwrap_or_default();
    let files: Vec<(String, String)> = list_of(&json!({ "files": files }), "files")
        .iter()
        .map(|file| (str_of(file, "id").to_owned(), str_of(file, "title").to_owned()))
        .collect();
    if files.is_empty() {
        return Err(ApiRefusal::mistake("invalid_arguments", "missing required field: files"));
    }
    if files.iter().any(|(id, _)| call.world.file(id).is_none_or(|file| file.bytes.is_none())) {
        return Err(ApiRefusal::mistake("file_not_found", "it was never uploaded"));
    }
    for (id, title) in files.iter().filter(|(_, title)| !title.is_empty()) {
        if let Some(file) = call.world.file_mut(id) {
            title.clone_into(&mut file.title);
        }
    }
    if let Some(to) = call.text("channel_id") {
        if !to.starts_with(['C', 'G', 'D']) {
            return Err(ApiRefusal::mistake("invalid_channel", "a file goes to a channel's id"));
        }
        let channel = channel_to_post_in(call.world, &to)?.id.clone();
        let text = call.text("initial_comment").unwrap_or_default();
        let ids = files.iter().map(|(id, _)| id.clone()).collect();
        call.world.post(Post { text, files: ids, ..Post::new(channel, Author::App) });
    }
    Ok(json!({"files": files.iter().map(|(id, title)| json!({"id": id, "title": title})).collect::<Vec<_>>()}))
}

pub(super) fn delete(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let id = call.need("file")?;
    if call.world.delete_file(&id) { Ok(json!({})) } else { Err(ApiRefusal::fact("file_not_found")) }
}
