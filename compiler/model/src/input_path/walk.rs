//! Following an input path through the model's `serde` form, which has every name of a field.
//!
//! Only diagnostics and traces come here.

use super::value_of;
use crate::Cluster;
use serde_json::Value;

/// Fields whose value is a variant: its case is a layer of the `serde` form, and no step of a path.
const VARIANTS: [&str; 9] = ["action", "contents", "dhcp", "key", "over", "password_hash", "run", "source", "storage"];

/// Fields that hold data without a schema of the model's. What is missing in them may be to blame too.
const OPEN: [&str; 5] = ["cni_options", "environment", "labels", "options", "sysctl"];

/// Follows `steps` from a machine, in an answer of `target`.
pub(super) fn node(node: &Value, target: &str, steps: &[String]) -> Option<Vec<String>> {
    // Names that only the summary of a machine has, by those of the whole.
    let names: Vec<&str> = steps.iter().map(String::as_str).collect();
    let renamed: Option<Vec<&str>> = match names.as_slice() {
        ["os-version" | "os_version"] => Some(vec!["os", "version"]),
        ["login", "login-user" | "login_user"] => Some(vec!["os", "login_user"]),
        ["boot" | "login", rest @ ..] => Some(rest.to_vec()),
        // What a lab writes as `ntp` has another name where its addresses are known.
        ["ntp", rest @ ..] => Some([&["ntp_addresses"], rest].concat()),
        _ => None,
    };
    let mut steps = follow(node, target, &renamed.unwrap_or(names))?;
    if let Some(first) = steps.first_mut().filter(|first| *first == "ntp_addresses") {
        *first = "ntp".to_owned();
    }
    Some(steps)
}

/// Follows `steps` from the lab, in an answer of `target`. Teams and the like stand beside it.
pub(super) fn lab(cluster: &Cluster, lab: &Value, target: &str, steps: &[String]) -> Option<Vec<String>> {
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    match steps.first().copied() {
        Some("teams") => follow_below(&value_of(&cluster.teams), &steps),
        Some("manifests") => follow_below(&value_of(&cluster.manifests), &steps),
        Some("outputs") => follow_below(&value_of(&cluster.outputs), &steps),
        _ => follow(lab, target, &steps),
    }
}

/// `steps` from a record, unless they begin with the options.
fn follow(value: &Value, target: &str, steps: &[&str]) -> Option<Vec<String>> {
    let mut out = Vec::with_capacity(steps.len());
    match steps {
        ["options", ..] => Some(options(target, steps)),
        _ => descend(value, "", steps, &mut out).then_some(out),
    }
}

/// `steps` of which the first names `value` itself.
fn follow_below(value: &Value, steps: &[&str]) -> Option<Vec<String>> {
    let (field, rest) = steps.split_first()?;
    let mut out = vec![(*field).to_owned()];
    descend(value, field, rest, &mut out).then_some(out)
}

/// Options are as the target's own schema names them.
fn options(target: &str, steps: &[&str]) -> Vec<String> {
    ["targets", target].into_iter().chain(steps.iter().copied()).map(str::to_owned).collect()
}

/// Goes from `value`, which the field `name` holds, along `steps`. Puts the model's names into `out`.
fn descend(value: &Value, name: &str, steps: &[&str], out: &mut Vec<String>) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    match value {
        // What is absent has no parts; it is to blame itself.
        Value::Null => true,
        Value::Object(fields) if VARIANTS.contains(&name) => match fields.iter().next() {
            Some((case, inner)) if case == &snake(step) => descend(inner, "", rest, out),
            Some((_, inner)) => descend(inner, "", steps, out),
            None => false,
        },
        Value::Object(fields) if OPEN.contains(&name) => {
            let known =
                [*step, &snake(step)].into_iter().find(|key| fields.contains_key(*key)).unwrap_or(step).to_owned();
            out.push(known);
            out.extend(rest.iter().map(|&step| step.to_owned()));
            true
        }
        Value::Object(fields) => {
            let field = snake(step);
            let Some(inner) = fields.get(&field) else { return false };
            out.push(field.clone());
            descend(inner, &field, rest, out)
        }
        Value::Array(elements) => {
            let Some(element) = element(elements, step) else { return false };
            out.push((*step).to_owned());
            descend(element, "", rest, out)
        }
        _ => false,
    }
}

/// The element of that label, or of that number where elements have none.
fn element<'a>(elements: &'a [Value], step: &str) -> Option<&'a Value> {
    match elements.first().map(label) {
        Some(Some(_)) => elements.iter().find(|element| label(element) == Some(step)),
        _ => {
            let number: usize = step.parse().ok()?;
            // `01` and `+1` are not how a number is written.
            (number.to_string() == step).then(|| elements.get(number)).flatten()
        }
    }
}

/// A labelled record's first field is its label.
fn label(element: &Value) -> Option<&str> {
    let (field, value) = element.as_object()?.iter().next()?;
    if matches!(field.as_str(), "name" | "path" | "device") { value.as_str() } else { None }
}

fn snake(step: &str) -> String {
    step.replace('-', "_")
}
