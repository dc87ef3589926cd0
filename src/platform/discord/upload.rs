//! The picture of a reply as a file beside its message.
//!
//! See "Uploading Files" in Discord's documentation: the body names the file, gives it a
//! description for those who cannot see it, and an embed shows it by `attachment://`.

use serenity::builder::CreateAttachment;
use serenity::http::{Multipart, MultipartUpload};

use super::body::{Attachment, Image, Message};
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

    /// Names the file in its message, and shows it in the message's frame where it has one.
    pub(crate) fn attach(&self, message: &mut Message) {
        let (filename, description) = (self.name.clone(), self.description.clone());
        message.attachments = Some([Attachment { id: "0", filename, description }]);
        if let Some(frame) = message.embeds.first_mut() {
            frame.image = Some(Image { url: format!("attachment://{}", self.name) });
        }
    }

    /// The request's body with the file behind it.
    pub(crate) fn with(&self, body: Vec<u8>) -> Multipart {
        Multipart {
            upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(
                self.bytes.clone(),
                self.name.clone(),
            )]),
            fields: Vec::new(),
            payload_json: String::from_utf8(body).ok(),
        }
    }
}
