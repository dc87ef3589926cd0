//! Discord's own description of its HTTP API, where the file named by `DISCORD_OPENAPI` is.
//!
//! Each schema is compiled once in a process, when it is first needed.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Value, json};

use super::call::Call;

/// The variable that names the file.
const VARIABLE: &str = "DISCORD_OPENAPI";
/// The description's name among the schemas.
const NAME: &str = "urn:discord:openapi";

struct Description {
    document: Value,
    registry: Registry<'static>,
    compiled: Mutex<BTreeMap<String, Option<Arc<Validator>>>>,
}

/// What the description says against a request's body.
pub(crate) fn request(call: &Call, body: &Value) -> Vec<String> {
    check(call, &["requestBody", "content", "application/json", "schema"], &as_described(body))
}

/// What the description says against an answer's body.
pub(crate) fn response(call: &Call, body: &Value) -> Vec<String> {
    check(call, &["responses", "200", "content", "application/json", "schema"], body)
}

fn check(call: &Call, rest: &[&str], body: &Value) -> Vec<String> {
    let Some(description) = description() else { return Vec::new() };
    let Some((method, path)) = call.template() else { return Vec::new() };
    let mut steps = vec!["paths", path, method];
    steps.extend(rest);
    let escaped = steps.iter().map(|step| step.replace('~', "~0").replace('/', "~1"));
    let pointer = escaped.fold(String::new(), |pointer, step| pointer + "/" + &step);
    let Some(validator) = description.validator(&pointer) else { return Vec::new() };
    let faults = validator.iter_errors(body);
    faults.map(|fault| format!("Discord's description: {fault} (at {})", fault.instance_path())).collect()
}

/// The bodies as the description has them: it writes permissions as a number, while the
/// documentation ("Application Command Object") and Discord itself take the digits as text.
fn as_described(body: &Value) -> Value {
    let mut body = body.clone();
    for command in body.as_array_mut().into_iter().flatten() {
        let permissions = command.get("default_member_permissions").and_then(Value::as_str);
        if let Some(number) = permissions.and_then(|digits| digits.parse::<u64>().ok()) {
            command["default_member_permissions"] = json!(number);
        }
    }
    body
}

/// The description, read once; says on standard error when it is left out.
fn description() -> Option<&'static Description> {
    static DESCRIPTION: OnceLock<Option<Description>> = OnceLock::new();
    DESCRIPTION.get_or_init(Description::read).as_ref()
}

impl Description {
    fn read() -> Option<Self> {
        let path = std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
        let text = path.as_ref().and_then(|path| std::fs::read(path).ok());
        // Written past the test harness, which would swallow it.
        let mut console = std::io::stderr();
        let Some(text) = text else {
            let why = path.map_or("not set".to_owned(), |path| format!("{} cannot be read", path.display()));
            writeln!(console, "bodies are not checked against Discord's description: {VARIABLE} {why}")
                .ok()?;
            return None;
        };
        let document: Value = serde_json::from_slice(&text).expect("Discord's description is JSON");
        let resource = Resource::from_contents(document.clone());
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(NAME, resource)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .expect("Discord's description is a document of schemas");
        writeln!(console, "bodies are checked against Discord's description").ok()?;
        Some(Self { document, registry, compiled: Mutex::default() })
    }

    /// The validator of the schema at this pointer; none where the description has no schema.
    fn validator(&'static self, pointer: &str) -> Option<Arc<Validator>> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || {
            self.document.pointer(pointer)?;
            let root = json!({ "$ref": format!("{NAME}#{}", encoded(pointer)) });
            let options = jsonschema::options();
            let validator = options.with_draft(Draft::Draft202012).with_registry(&self.registry).build(&root);
            Some(Arc::new(validator.expect("every schema of the description compiles")))
        };
        compiled.entry(pointer.to_owned()).or_insert_with(compile).clone()
    }
}

/// A pointer as a part of an address: braces are not allowed there.
fn encoded(pointer: &str) -> String {
    pointer.replace('{', "%7B").replace('}', "%7D")
}
