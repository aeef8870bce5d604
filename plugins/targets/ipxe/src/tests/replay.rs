//! A loader that runs scripts in a world of texts: lines, labels, `||` and `&&`, settings, menus, files by URL. It follows
//! what iPXE does (its script.c and exec.c), so that a script's way can be asserted without a machine.

use std::collections::BTreeMap;

/// A machine before its loader has fetched anything, and what its server has.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    /// What is served, by URL.
    pub(crate) files: BTreeMap<String, String>,
    /// What the loader knows: `net0/mac`, `netX/mac`, `uuid`, `serial`, `asset`, `buildarch`.
    pub(crate) settings: BTreeMap<String, String>,
    /// What a person presses, in order; nothing waits until time is up. In a menu it is the name of a line.
    pub(crate) pressed: Vec<&'static str>,
    /// What was shown.
    pub(crate) shown: Vec<String>,
    images: Vec<(String, String)>,
    kernel: Option<(String, Vec<String>)>,
    menu: Vec<(String, Option<String>)>,
    steps: usize,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// This kernel runs, with these words and these initrds by name.
    Runs { kernel: String, line: Vec<String>, initrds: Vec<(String, String)> },
    /// The firmware goes on with the next device.
    NextDevice,
    /// The machine starts anew.
    Reboots,
    /// A command failed and nothing took care of it.
    Breaks(String),
    /// It would go on like this for ever.
    Endless,
    /// A shell waits for a person.
    Shell,
}

enum Step {
    Done,
    Failed,
    Goto(String),
    Become(String),
    Ends(End),
}

/// More steps than any script needs.
const MOST: usize = 2_000;

impl World {
    /// Runs what lies at `url`, as a DHCP server would have it.
    pub(crate) fn boots(&mut self, url: &str) -> End {
        let Some(mut script) = self.files.get(url).cloned() else { return End::Breaks(format!("no {url}")) };
        'scripts: loop {
            let lines: Vec<&str> = script.lines().collect();
            let mut at = 0;
            while let Some(line) = lines.get(at) {
                at += 1;
                self.steps += 1;
                if self.steps > MOST {
                    return End::Endless;
                }
                match self.line(line) {
                    Step::Done => {}
                    Step::Failed => return End::Breaks((*line).to_owned()),
                    Step::Goto(label) => match lines.iter().position(|line| label_of(line) == Some(label.as_str())) {
                        Some(found) => at = found,
                        None => return End::Breaks(format!("goto {label}")),
                    },
                    Step::Become(next) => {
                        script = next;
                        continue 'scripts;
                    }
                    Step::Ends(end) => return end,
                }
            }
            return End::NextDevice;
        }
    }

    fn line(&mut self, line: &str) -> Step {
        let line = line.trim_start();
        let command = match line.strip_prefix(':') {
            Some(rest) => rest.split_once(' ').map_or("", |(_, command)| command),
            None => line,
        };
        let words: Vec<&str> = command.split_whitespace().take_while(|word| !word.starts_with('#')).collect();
        let (mut good, mut runs, mut from) = (true, true, 0);
        for at in 0..=words.len() {
            let joint = words.get(at).copied();
            if !matches!(joint, None | Some("||" | "&&" | ";")) {
                continue;
            }
            if runs {
                let expanded: Vec<String> = words[from..at].iter().map(|word| self.expanded(word)).collect();
                match self.command(&expanded) {
                    Step::Done => good = true,
                    Step::Failed => good = false,
                    other => return other,
                }
            }
            from = at + 1;
            runs = match joint {
                Some("||") => !good,
                Some("&&") => good,
                _ => true,
            };
        }
        if good { Step::Done } else { Step::Failed }
    }

    /// The innermost setting first, as `${net${port}/mac}` wants.
    fn expanded(&self, word: &str) -> String {
        let mut word = word.to_owned();
        while let Some(end) = word.find('}') {
            let Some(start) = word[..end].rfind("${") else { break };
            let name = word[start + 2..end].to_owned();
            let (name, form) = name.split_once(':').unwrap_or((&name, ""));
            let value = self.settings.get(name).cloned().unwrap_or_default();
            let value = match form {
                "hexhyp" => value.replace(':', "-"),
                "uristring" => value.replace('%', "%25").replace(' ', "%20").replace('#', "%23").replace('&', "%26"),
                _ => value,
            };
            word.replace_range(start..=end, &value);
        }
        word
    }

    fn command(&mut self, words: &[String]) -> Step {
        let all: Vec<&str> = words.iter().map(String::as_str).collect();
        let is = |good: bool| if good { Step::Done } else { Step::Failed };
        match all.as_slice() {
            [] => Step::Done,
            ["echo", text @ ..] => {
                self.shown.push(text.join(" "));
                Step::Done
            }
            ["set", name, value] => {
                let name = name.split(':').next().unwrap_or_default();
                self.settings.insert(name.to_owned(), (*value).to_owned());
                Step::Done
            }
            ["inc", name] => {
                let value = self.settings.get(*name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0) + 1;
                self.settings.insert((*name).to_owned(), value.to_string());
                Step::Done
            }
            ["iseq", a, b] => is(a == b),
            ["isset"] => Step::Failed,
            ["isset", value] => is(!value.is_empty()),
            ["sleep", _] | ["imgfree"] => {
                if all == ["imgfree"] {
                    (self.images, self.kernel) = (Vec::new(), None);
                }
                Step::Done
            }
            ["goto", label] => Step::Goto((*label).to_owned()),
            ["exit"] => Step::Ends(End::NextDevice),
            ["reboot"] => Step::Ends(End::Reboots),
            ["shell"] => Step::Ends(End::Shell),
            ["prompt", options @ ..] => self.prompt(options),
            ["menu", title @ ..] => {
                self.shown.push(format!("[{}]", title.join(" ")));
                self.menu.clear();
                Step::Done
            }
            ["item", options @ ..] => self.item(options),
            ["choose", options @ ..] => self.choose(options),
            ["chain", "--replace", "--autofree", url] => match self.files.get(&decoded(url)) {
                Some(script) => Step::Become(script.clone()),
                None => Step::Failed,
            },
            ["kernel", "--name", _, url, line @ ..] => {
                self.kernel = Some(((*url).to_owned(), line.iter().map(|word| (*word).to_owned()).collect()));
                is(self.files.contains_key(*url))
            }
            ["initrd", "--name", name, url] => {
                self.images.push(((*name).to_owned(), (*url).to_owned()));
                is(self.files.contains_key(*url))
            }
            ["boot"] => match self.kernel.take() {
                Some((kernel, line)) => {
                    Step::Ends(End::Runs { kernel, line, initrds: std::mem::take(&mut self.images) })
                }
                None => Step::Failed,
            },
            other => Step::Ends(End::Breaks(format!("{}: command not found", other.join(" ")))),
        }
    }

    fn prompt(&mut self, options: &[&str]) -> Step {
        let wanted = options.iter().position(|word| *word == "--key").and_then(|at| options.get(at + 1));
        let text =
            options.iter().skip_while(|word| word.starts_with("--") || word.len() == 1 || word.parse::<u64>().is_ok());
        self.shown.push(text.copied().collect::<Vec<_>>().join(" "));
        if self.pressed.is_empty() {
            return Step::Failed;
        }
        let key = self.pressed.remove(0);
        if wanted.is_none_or(|wanted| *wanted == key) { Step::Done } else { Step::Failed }
    }

    fn item(&mut self, options: &[&str]) -> Step {
        let (key, rest) = match options {
            ["--key", key, rest @ ..] => (Some((*key).to_owned()), rest),
            ["--gap", text @ ..] => {
                self.shown.push(format!("-- {}", text.join(" ")));
                return Step::Done;
            }
            rest => (None, rest),
        };
        let [name, text @ ..] = rest else { return Step::Failed };
        self.shown.push(text.join(" "));
        self.menu.push(((*name).to_owned(), key));
        Step::Done
    }

    fn choose(&mut self, options: &[&str]) -> Step {
        let after = |name: &str| options.iter().position(|word| *word == name).and_then(|at| options.get(at + 1));
        let default = after("--default").map(|name| (*name).to_owned());
        let chosen = if self.pressed.is_empty() {
            if after("--timeout").is_none() {
                return Step::Ends(End::Endless);
            }
            // Without a line of that name the first one is taken.
            let there = default.filter(|name| self.menu.iter().any(|(line, _)| line == name));
            there.or_else(|| self.menu.first().map(|(name, _)| name.clone()))
        } else {
            let pressed = self.pressed.remove(0);
            let line = self.menu.iter().find(|(name, key)| name == pressed || key.as_deref() == Some(pressed));
            line.map(|(name, _)| name.clone())
        };
        match (chosen, options.last()) {
            (Some(chosen), Some(setting)) => {
                self.settings.insert((*setting).to_owned(), chosen);
                Step::Done
            }
            _ => Step::Failed,
        }
    }
}

fn decoded(url: &str) -> String {
    url.replace("%20", " ").replace("%23", "#").replace("%26", "&").replace("%25", "%")
}

fn label_of(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix(':')?.split_whitespace().next()
}
