//! Shapes that travel, as JSON.

use serde::Serialize;

/// The bytes of a body.
pub(super) fn json(body: &impl Serialize) -> Vec<u8> {
    /// Most bodies are shorter.
    const ROOM: usize = 4096;
    let mut bytes = Vec::with_capacity(ROOM);
    // Only a map whose keys are no text could be in the way.
    let written = serde_json::to_writer(&mut bytes, body);
    debug_assert!(written.is_ok(), "{written:?}");
    bytes
}
