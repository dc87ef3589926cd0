//! The picture of a reply as a file beside its message.
//!
//! See "Uploading Files" in Discord's documentation: the body names the file, gives it a
//! description for those who cannot see it, and an embed shows it by `attachment://`.

use serde_json::{Map, Value, json};
use serenity::builder::CreateAttachment;
use serenity::http::{Multipart, MultipartUpload};

use super::text::{clip, tame};
use crate::domain::picture::Picture;
use crate::domain::reply::Reply;
use crate::platform::picture::draw;

/// "Attachment Structure": a description has at most 1,024 characters.
const DESCRIPTION_UNITS: usize = 1024;

/// A drawn picture.
#[derive(Debug)]
pub(crate) struct Upload {
    name: String,
    description: String,
    bytes: Vec<u8>,
}

impl Upload {
    /// Draws a reply's picture, if it has one, on a thread that may take its time. Without a picture the
    /// words are still whole.
    pub(crate) async fn of(reply: &Reply) -> Option<Self> {
        let picture = reply.picture.clone()?;
        let drawn = tokio::task::spawn_blocking(move || Self::draw(&picture)).await;
        let upload = drawn.ok().flatten();
        if upload.is_none() {
            tracing::error!("a picture could not be drawn; its message goes without");
        }
        upload
    }

    fn draw(picture: &Picture) -> Option<Self> {
        let bytes = draw(picture)?;
        let description = clip(&tame(&picture.alt), DESCRIPTION_UNITS);
        Some(Self { name: format!("{}.png", picture.name), description, bytes })
    }

    /// Names the file in the body of its message, and shows it in the message's frame where it has one.
    pub(crate) fn attach(&self, body: &mut Map<String, Value>) {
        let file = json!({ "id": "0", "filename": self.name, "description": self.description });
        body.insert("attachments".to_owned(), json!([file]));
        let frame =
            body.get_mut("embeds").and_then(|embeds| embeds.get_mut(0)).and_then(Value::as_object_mut);
        if let Some(frame) = frame {
            frame.insert("image".to_owned(), json!({ "url": format!("attachment://{}", self.name) }));
        }
    }

    /// The request's body with the file behind it.
    pub(crate) fn with(&self, body: &Value) -> Multipart {
        Multipart {
            upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(
                self.bytes.clone(),
                self.name.clone(),
            )]),
            fields: Vec::new(),
            payload_json: Some(body.to_string()),
        }
    }
}
