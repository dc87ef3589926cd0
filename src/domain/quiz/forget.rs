//! A member taken out of what a running quiz knows, whatever its rules happen to remember.
//!
//! It works on the stored form: a rule of play that remembers members in a new place is
//! covered without a line here.

use serde_json::Value;

use super::{Progress, Quiz};
use crate::domain::ids::MemberId;

/// A quiz's progress as it is stored, without a member; nothing when it does not know the member, or
/// when it cannot be read.
pub fn without_member(progress: &str, member: &MemberId) -> Option<String> {
    let mut value: Value = serde_json::from_str(progress).ok()?;
    if !clear(&mut value, &member.0) {
        return None;
    }
    // What could not be played on would lose the others' points.
    serde_json::from_value::<Progress>(value.clone()).ok()?;
    Some(value.to_string())
}

impl Quiz {
    /// This quiz without a member; nothing when it does not know the member.
    #[must_use]
    pub fn forgetting(&self, member: &MemberId) -> Option<Self> {
        let progress = without_member(&serde_json::to_string(&self.progress).ok()?, member)?;
        Self::restore(self.id, self.plan.clone(), serde_json::from_str(&progress).ok()?)
    }
}

/// Takes a member out of lists and maps, and the records that name one out of lists; whether any did.
fn clear(value: &mut Value, member: &str) -> bool {
    let names = |value: &Value| match value {
        Value::String(text) => text == member,
        Value::Object(fields) => fields.values().any(|field| field == member),
        Value::Array(items) => items.iter().any(|item| item == member),
        _ => false,
    };
    let mut changed = false;
    match value {
        Value::Object(fields) => {
            changed |= fields.remove(member).is_some();
            for field in fields.values_mut() {
                if field == member {
                    *field = Value::Null;
                    changed = true;
                } else {
                    changed |= clear(field, member);
                }
            }
        }
        Value::Array(items) => {
            let before = items.len();
            items.retain(|item| !names(item));
            changed |= items.len() < before;
            for item in items {
                changed |= clear(item, member);
            }
        }
        _ => {}
    }
    changed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_goes_and_the_others_stay() {
        let progress = json!({
            "round": 2,
            "phase": { "Asking": { "until": 5 } },
            "standings": { "t:ana": { "name": "ana", "points": 2 }, "t:ben": { "name": "ben", "points": 1 } },
            "nudged": ["t:ana", "t:ben"],
        });
        let member = |name: &str| MemberId(name.to_owned());
        let cleared = without_member(&progress.to_string(), &member("t:ana")).expect("ana was in it");
        assert!(!cleared.contains("ana") && cleared.contains("t:ben"), "{cleared}");
        assert_eq!(without_member(&cleared, &member("t:ana")), None);
        assert_eq!(without_member("no progress", &member("t:ana")), None);
    }

    #[test]
    fn records_that_name_a_member_go_wherever_they_stand() {
        let mut value = json!({
            "last": "t:ana",
            "given": [["t:ana", 3], ["t:ben", 4], { "by": "t:ana" }, { "of": ["t:cleo", "t:ana"] }],
            "deep": { "er": { "t:ana": 1, "t:ben": ["t:ana"] } },
        });
        assert!(clear(&mut value, "t:ana"));
        let expected = json!({
            "last": null,
            "given": [["t:ben", 4], { "of": ["t:cleo"] }],
            "deep": { "er": { "t:ben": [] } },
        });
        assert_eq!(value, expected);
    }
}
