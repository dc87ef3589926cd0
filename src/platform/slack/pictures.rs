//! The picture of a post as a file behind its words, in the same thread.
//!
//! Slack takes a file in three steps ("Working with files"): an address for it, the bytes, and where it is
//! shared. A picture that does not get through is left out, for the words say the same.

use tracing::warn;

use super::fault::Fault;
use super::wire::{NewFile, Wire};
use crate::domain::picture::Picture;
use crate::platform::picture::draw;

/// "files.getUploadURLExternal": a description has at most 1,000 characters.
const DESCRIPTION_CHARACTERS: usize = 1_000;

/// Draws a picture, on a thread that may take its time, and shares it.
pub(super) async fn share(wire: &Wire, channel: &str, thread: Option<&str>, picture: &Picture) {
    let drawing = picture.clone();
    let Some(bytes) = tokio::task::spawn_blocking(move || draw(&drawing)).await.ok().flatten() else {
        return tracing::error!("a picture could not be drawn; its message stands without");
    };
    if let Err(fault) = upload(wire, channel, thread, picture, bytes).await {
        warn!("a picture was left out; its message says the same: {fault}");
    }
}

async fn upload(
    wire: &Wire,
    channel: &str,
    thread: Option<&str>,
    picture: &Picture,
    bytes: Vec<u8>,
) -> Result<(), Fault> {
    let description: String = picture.alt.chars().take(DESCRIPTION_CHARACTERS).collect();
    let name = format!("{}.png", picture.name);
    let file = NewFile { name: &name, description: &description, bytes };
    let id = wire.upload(file).await?;
    wire.share(&id, &picture.title, channel, thread).await
}
