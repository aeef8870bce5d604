//! Naming a place in what the target was given.

use std::fmt;

/// An input path: names of fields and labels, from the machine (in `render_lab`: the lab) downwards.
///
/// ```
/// # use dlc_plugin::InputPath;
/// assert_eq!(InputPath::field("files").at("/etc/hosts").at("mode").to_string(), "files/~1etc~1hosts/mode");
/// assert_eq!(InputPath::node("s4").at("kernel-args").at(0).to_string(), "nodes/s4/kernel-args/0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputPath(String);

impl InputPath {
    /// A field of the machine or lab that the answer is for.
    pub fn field(name: &str) -> Self {
        Self(escaped(name))
    }

    /// An option of this target.
    pub fn option(name: &str) -> Self {
        Self::field("options").at(name)
    }

    /// A field of the lab, from any call.
    pub fn lab(name: &str) -> Self {
        Self::field("lab").at(name)
    }

    /// A machine of the lab, from any call.
    pub fn node(name: &str) -> Self {
        Self::field("nodes").at(name)
    }

    /// A machine of the menu, from any call.
    pub fn menu_machine(name: &str) -> Self {
        Self::field("menu-machines").at(name)
    }

    /// One step further down: the name of a field, the label of an element, or the number of one without a label.
    #[must_use]
    pub fn at(mut self, step: impl fmt::Display) -> Self {
        self.0.push('/');
        self.0.push_str(&escaped(&step.to_string()));
        self
    }
}

fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

impl fmt::Display for InputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<InputPath> for String {
    fn from(path: InputPath) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::InputPath;

    #[test]
    fn a_label_with_the_marks_of_a_path_is_one_step() {
        assert_eq!(InputPath::field("files").at("/a~b").to_string(), "files/~1a~0b");
        assert_eq!(InputPath::option("a/b").to_string(), "options/a~1b");
    }
}
