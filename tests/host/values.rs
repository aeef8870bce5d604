//! Answers of the contract as values.

use crate::guest::Value;

/// What a well-behaved target called `name` says of itself: it renders nodes and the lab, and contributes.
pub(crate) fn description(name: &str) -> Value {
    Value::Record(vec![
        Value::text(name),
        Value::text("1.0.0"),
        Value::text("A guest of the tests"),
        Value::Number(0b11),
        Value::Number(1),
        Value::text(""),
        Value::Case(0, None),
        Value::Number(0),
        Value::List(Vec::new()),
    ])
}

/// An artefact with the text `x`, in tree 0 (http), 1 (tftp) or 2 (operator).
pub(crate) fn artifact(tree: u64, path: &str) -> Value {
    let bytes = Value::Case(0, Some(Box::new(Value::Bytes(b"x".to_vec()))));
    Value::Record(vec![
        Value::Number(tree),
        Value::text(path),
        Value::Number(0o644),
        Value::text("text/plain"),
        Value::Number(0),
        Value::List(vec![bytes]),
        Value::List(Vec::new()),
    ])
}

/// A diagnostic of severity 0 (error) or 1 (warning) at an input path.
pub(crate) fn diagnostic(severity: u64, code: &str, path: &str) -> Value {
    Value::Record(vec![
        Value::Number(severity),
        Value::text(code),
        Value::text("this does not fit"),
        Value::text(path),
        Value::List(Vec::new()),
        Value::none(),
    ])
}

/// A successful answer for one machine or for the lab.
pub(crate) fn rendered(artifacts: Vec<Value>, diagnostics: Vec<Value>) -> Value {
    Value::ok(Value::Record(vec![Value::List(artifacts), Value::List(diagnostics)]))
}

/// A contribution of kernel parameters and modules, with warnings.
pub(crate) fn contribution(sysctl: &[(&str, &str)], modules: &[&str], diagnostics: Vec<Value>) -> Value {
    let mut fields = vec![Value::List(Vec::new()); 15];
    let setting = |(name, value): &(&str, &str)| Value::Record(vec![Value::text(name), Value::text(value)]);
    fields[10] = Value::List(sysctl.iter().map(setting).collect());
    fields[11] = Value::List(modules.iter().map(|name| Value::text(name)).collect());
    fields[14] = Value::List(diagnostics);
    Value::Record(fields)
}
