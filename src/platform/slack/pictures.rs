//! The picture of a reply: drawn, handed to Slack as a file of the bot's own, and shown in an image block.
//!
//! The words never wait for it. Slack takes a file in at once and looks into it later ("Working with files":
//! uploads are asynchronous), and refuses an image block before it has; so that is tried again for a while.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use tracing::{error, warn};

use super::body::{File, Image};
use super::fault::Fault;
use super::text::literal;
use super::wire::Wire;
use crate::domain::picture::Picture;
use crate::domain::reply::Reply;
use crate::platform::picture::draw;
use crate::platform::text::flat;

/// How often an image block is offered, with pauses that double.
const ATTEMPTS: u32 = 4;
/// An image block takes 2,000 characters; in a message the words have the room.
const ALT_CHARACTERS: usize = 400;

/// The way of pictures to Slack.
pub(super) struct Pictures {
    wire: Arc<Wire>,
    /// Whether the app may hand files over.
    may_write: bool,
    first_pause: Duration,
}

impl Pictures {
    /// Pictures that are shown where the app may hand files over.
    pub(super) fn new(wire: Arc<Wire>, may_write: bool, first_pause: Duration) -> Self {
        Self { wire, may_write, first_pause }
    }

    /// The reply's picture, if it has one and Slack took it. Without it the words are still whole.
    pub(super) async fn of(&self, reply: &Reply) -> Option<Offer> {
        let picture = reply.picture.as_ref().filter(|_| self.may_write)?;
        let image = self.image(picture).await?;
        Some(Offer { image, attempts: 0, pause: self.first_pause })
    }

    async fn image(&self, picture: &Picture) -> Option<Image> {
        let (name, alt_text) = (format!("{}.png", picture.name), alt(picture));
        let drawing = Box::new(picture.clone());
        let Ok(Some(bytes)) = tokio::task::spawn_blocking(move || draw(&drawing)).await else {
            error!("a picture could not be drawn; its message goes without");
            return None;
        };
        match self.wire.upload(&name, bytes).await {
            Ok(id) => Some(Image { slack_file: File { id }, alt_text }),
            Err(fault) => {
                warn!("a picture was not taken: {fault}");
                None
            }
        }
    }
}

/// A picture that Slack has, and has perhaps not looked into yet.
pub(super) struct Offer {
    image: Image,
    attempts: u32,
    pause: Duration,
}

impl Offer {
    /// What shows it.
    pub(super) fn image(&self) -> Image {
        self.image.clone()
    }

    /// Whether the offer ends with what came of it; else it may be made again, after the pause that this takes.
    pub(super) async fn ends(&mut self, outcome: Result<(), Fault>) -> bool {
        self.attempts += 1;
        match outcome {
            Err(fault) if fault.is_refused() && self.attempts < ATTEMPTS => {
                sleep(self.pause).await;
                self.pause *= 2;
                false
            }
            Err(fault) => {
                warn!("a picture could not be shown: {fault}");
                true
            }
            Ok(()) => true,
        }
    }
}

/// What a picture shows, in words; its field is no text object and knows no entities.
pub(super) fn alt(picture: &Picture) -> String {
    let alt: String = literal(&flat(&picture.alt)).chars().take(ALT_CHARACTERS).collect();
    if alt.trim().is_empty() { picture.name.to_owned() } else { alt }
}
