//! The slash commands that Discord shows, made from the one table of commands.
//!
//! See "Application Commands" in Discord's documentation for the numbers.

use serde_json::{Map, Value, json};

use crate::domain::command::{COMMANDS, CommandSpec, OptionSpec, Takes};

/// The command in the menu of a message.
pub(crate) const EXPLAIN: &str = "Explain this";

const SLASH: u8 = 1;
const ON_MESSAGE: u8 = 3;
const SUBCOMMAND: u8 = 1;
const STRING: u8 = 3;
const INTEGER: u8 = 4;
const BOOLEAN: u8 = 5;
const ATTACHMENT: u8 = 11;
/// Whom Discord shows a moderator's command to. Each interaction is checked again.
const MANAGE_MESSAGES: u64 = 8192;
const DESCRIPTION_CHARACTERS: usize = 100;

/// All commands, as one body for a bulk overwrite, for one server or for everywhere: there they are meant for
/// servers that the desk was invited to and for conversations with it alone, not for an app that a person has
/// installed for themselves, which could post nowhere.
pub(crate) fn commands(everywhere: bool) -> Value {
    /// "Application Integration Types" and "Interaction Context Types".
    const IN_SERVERS: u8 = 0;
    const WITH_THE_DESK: u8 = 1;
    let mut commands = registered();
    for command in commands.iter_mut().filter(|_| everywhere) {
        command["integration_types"] = json!([IN_SERVERS]);
        command["contexts"] = json!([IN_SERVERS, WITH_THE_DESK]);
    }
    Value::Array(commands)
}

fn registered() -> Vec<Value> {
    let mut registered: Vec<Value> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for spec in COMMANDS {
        match spec.name.split_once(' ') {
            None => registered.push(single(spec)),
            Some((group, _)) if !groups.contains(&group) => {
                groups.push(group);
                registered.push(grouped(group));
            }
            Some(_) => {}
        }
    }
    registered.push(json!({ "name": EXPLAIN, "type": ON_MESSAGE }));
    registered
}

fn single(spec: &CommandSpec) -> Value {
    let options: Vec<Value> = spec.options.iter().map(option).collect();
    command(spec.name, spec.summary, options, spec.moderator)
}

fn grouped(group: &str) -> Value {
    let within = |spec: &'static CommandSpec| {
        let (head, name) = spec.name.split_once(' ')?;
        (head == group).then_some((name, spec))
    };
    let members: Vec<_> = COMMANDS.iter().filter_map(within).collect();
    let subcommand = |(name, spec): &(&str, &CommandSpec)| {
        let options: Vec<Value> = spec.options.iter().map(option).collect();
        json!({ "type": SUBCOMMAND, "name": name, "description": spec.summary, "options": options })
    };
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let summary: String = names.join(", ").chars().take(DESCRIPTION_CHARACTERS).collect();
    let moderator = members.iter().all(|(_, spec)| spec.moderator);
    command(group, &summary, members.iter().map(subcommand).collect(), moderator)
}

fn command(name: &str, summary: &str, options: Vec<Value>, moderator: bool) -> Value {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(name));
    body.insert("type".to_owned(), json!(SLASH));
    body.insert("description".to_owned(), json!(summary));
    body.insert("options".to_owned(), Value::Array(options));
    if moderator {
        body.insert("default_member_permissions".to_owned(), json!(MANAGE_MESSAGES));
    }
    Value::Object(body)
}

fn option(spec: &OptionSpec) -> Value {
    let mut body = Map::new();
    let kind = match spec.takes {
        Takes::Text | Takes::OneOf(_) => STRING,
        Takes::Number { .. } => INTEGER,
        Takes::Flag => BOOLEAN,
        Takes::File => ATTACHMENT,
    };
    body.insert("type".to_owned(), json!(kind));
    body.insert("name".to_owned(), json!(spec.name));
    body.insert("description".to_owned(), json!(spec.summary));
    body.insert("required".to_owned(), json!(spec.required));
    if spec.completes {
        body.insert("autocomplete".to_owned(), json!(true));
    }
    if let Takes::Number { min, max } = spec.takes {
        body.insert("min_value".to_owned(), json!(min));
        body.insert("max_value".to_owned(), json!(max));
    }
    if let Takes::OneOf(words) = spec.takes {
        let choice = |word: &&str| json!({ "name": word, "value": word });
        body.insert("choices".to_owned(), words.iter().map(choice).collect());
    }
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use twilight_model::application::command::{Command, CommandOptionType};

    use super::*;

    /// What Discord adds to a command when it takes it over.
    fn taken_over(mut command: Value) -> Command {
        let body = command.as_object_mut().expect("an object");
        body.insert("version".to_owned(), json!("1"));
        body.entry("description").or_insert(json!(""));
        let permissions = body.get("default_member_permissions").map(Value::to_string);
        if let Some(permissions) = permissions {
            body.insert("default_member_permissions".to_owned(), json!(permissions));
        }
        serde_json::from_value(command).expect("a command")
    }

    #[test]
    fn discord_takes_every_command() {
        let commands = commands(true);
        let commands = commands.as_array().expect("a list");
        assert!(commands.len() <= 100);
        for command in commands {
            let command = taken_over(command.clone());
            twilight_validate::command::command(&command).unwrap_or_else(|e| panic!("{}: {e}", command.name));
        }
    }

    #[test]
    fn every_row_of_the_table_can_be_called() {
        let commands = commands(true);
        for spec in COMMANDS {
            let (name, sub) = spec.name.split_once(' ').map_or((spec.name, None), |(n, s)| (n, Some(s)));
            let found = commands.as_array().into_iter().flatten().find(|c| c["name"] == name);
            let mut found = found.unwrap_or_else(|| panic!("{name}")).clone();
            assert_eq!(found["default_member_permissions"] == 8192, spec.moderator, "{name}");
            if let Some(sub) = sub {
                let options = found["options"].as_array().expect("subcommands");
                found = options.iter().find(|o| o["name"] == sub).expect("the subcommand").clone();
            }
            assert_eq!(found["description"], spec.summary);
            let options = found["options"].as_array().expect("options");
            let names: Vec<_> = options.iter().map(|o| o["name"].as_str().expect("a name")).collect();
            assert_eq!(names, spec.options.iter().map(|o| o.name).collect::<Vec<_>>());
        }
    }

    #[test]
    fn options_keep_their_kind_and_limits() {
        let commands: Vec<Command> =
            commands(true).as_array().expect("a list").iter().cloned().map(taken_over).collect();
        let quiz = commands.iter().find(|c| c.name == "quiz").expect("quiz");
        let start = quiz.options.iter().find(|o| o.name == "start").expect("start");
        let options = start.options.as_deref().expect("options");
        let cards = options.iter().find(|o| o.name == "cards").expect("cards");
        assert_eq!(cards.kind, CommandOptionType::Integer);
        assert_eq!(serde_json::to_value(cards.max_value).expect("json"), json!(200));
        let define = commands.iter().find(|c| c.name == "define").expect("define");
        assert_eq!(define.options[0].autocomplete, Some(true));
        assert_eq!(define.options[1].kind, CommandOptionType::Boolean);
    }
}
