//! Values on the line of a machine in an inventory that is no YAML.
//!
//! Ansible splits the line as a shell does, and then reads each value as a literal of Python if it can. So whatever
//! could be such a literal is written as one, and quoted for the shell.

use dlc_plugin::yaml::Yaml;

/// What stands behind the `=`.
pub(super) fn word(value: &Yaml) -> String {
    match value {
        Yaml::Text(text) if is_plain(text) => text.clone(),
        other => shell(&literal(other)),
    }
}

/// Whether Python has no literal that reads like this, and a shell would leave it as it is.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_./:@-".contains(c);
    let word = matches!(text, "True" | "False" | "None");
    let letter = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    // Four numbers with dots between them are none of Python's.
    let address = text.parse::<std::net::IpAddr>().is_ok();
    !word && text.chars().all(safe) && (letter || address)
}

fn literal(value: &Yaml) -> String {
    match value {
        Yaml::Null => "None".to_owned(),
        Yaml::Bool(true) => "True".to_owned(),
        Yaml::Bool(false) => "False".to_owned(),
        Yaml::Int(value) => value.to_string(),
        Yaml::Text(text) | Yaml::Json(text) => text_literal(text),
        Yaml::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Yaml::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", text_literal(key), literal(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn text_literal(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

fn shell(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::word;
    use dlc_plugin::yaml::Yaml;

    #[test]
    fn what_python_would_read_as_something_else_is_a_literal_of_text() {
        assert_eq!(word(&Yaml::from("10.146.225.4")), "10.146.225.4");
        assert_eq!(word(&Yaml::from("/opt/bin/python")), "/opt/bin/python");
        assert_eq!(word(&Yaml::from("1.10")), "\"'1.10'\"");
        assert_eq!(word(&Yaml::from("True")), "\"'True'\"");
        assert_eq!(word(&Yaml::from("a b")), "\"'a b'\"");
        assert_eq!(word(&Yaml::from("it's \"x\"")), r#""'it\\'s \"x\"'""#);
    }

    #[test]
    fn maps_and_lists_are_literals() {
        let labels = Yaml::map([("rack", Yaml::from("r1")), ("n", Yaml::Int(1))]);
        assert_eq!(word(&labels), "\"{'rack': 'r1', 'n': 1}\"");
        assert_eq!(word(&Yaml::List(vec![Yaml::Bool(true), Yaml::Null])), "\"[True, None]\"");
    }
}
