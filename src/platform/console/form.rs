//! A form on a terminal: its fields are asked for one after another, a line each.

use crate::domain::inbound::What;
use crate::domain::reply::Form;

/// A form that is being filled in.
pub(super) struct Filling {
    form: Form,
    filled: Vec<(String, String)>,
}

impl Filling {
    /// Nothing is filled in yet.
    pub(super) fn of(form: Form) -> Self {
        Self { form, filled: Vec::new() }
    }

    /// What the next line is for.
    pub(super) fn prompt(&self) -> String {
        let Some(field) = self.form.fields.get(self.filled.len()) else { return self.form.title.clone() };
        let empty = match (field.filled.is_empty(), field.required) {
            (false, _) => format!(" An empty line keeps “{}”.", field.filled),
            (true, false) => " An empty line leaves it out.".to_owned(),
            (true, true) => String::new(),
        };
        format!("{} — {}: type it as the next line.{empty}", self.form.title, field.label)
    }

    /// Takes a line for the next field; the whole form once the last is filled in.
    pub(super) fn take(&mut self, line: &str) -> Option<What> {
        if let Some(field) = self.form.fields.get(self.filled.len()) {
            let text = if line.is_empty() { &field.filled } else { line };
            if text.is_empty() && field.required {
                return None;
            }
            self.filled.push((field.name.clone(), text.to_owned()));
        }
        let whole = self.filled.len() >= self.form.fields.len();
        whole.then(|| What::Submitted { press: self.form.press.clone(), fields: self.filled.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::{Field, Press};

    fn form() -> Filling {
        let field = |name: &str, filled: &str, required| Field {
            name: name.to_owned(),
            label: name.to_uppercase(),
            filled: filled.to_owned(),
            required,
            ..Field::default()
        };
        let fields =
            vec![field("term", "", true), field("text", "old words", true), field("also", "", false)];
        Filling::of(Form { title: "Teach".to_owned(), fields, press: Press::Ask("it".to_owned()) })
    }

    #[test]
    fn fields_are_asked_for_in_turn_and_an_empty_line_keeps_what_stands_there() {
        let mut filling = form();
        assert_eq!(filling.take(""), None);
        assert_eq!(filling.prompt(), "Teach — TERM: type it as the next line.");
        assert_eq!(filling.take("need"), None);
        assert!(filling.prompt().ends_with("An empty line keeps “old words”."));
        assert_eq!(filling.take(""), None);
        assert!(filling.prompt().ends_with("An empty line leaves it out."));
        let filled = filling.take("").expect("it is filled in");
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let fields = vec![pair("term", "need"), pair("text", "old words"), pair("also", "")];
        assert_eq!(filled, What::Submitted { press: Press::Ask("it".to_owned()), fields });
    }
}
