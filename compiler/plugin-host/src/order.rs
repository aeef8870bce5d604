//! In which order targets render: one that needs digests of others' artefacts comes after them.

use dlc_base::Diagnostic;
use std::collections::BTreeMap;

/// A target, and those that must have rendered before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs<'a> {
    /// Its name.
    pub target: &'a str,
    /// `digests_of` of its description. Targets that do not run for this lab have no artefacts to wait for.
    pub digests_of: &'a [String],
}

/// The names in an order in which each comes after what it needs, and otherwise by name.
///
/// # Errors
/// `plugin-cycle`: some targets wait for each other.
pub fn order<'a>(targets: &[Needs<'a>]) -> Result<Vec<&'a str>, Diagnostic> {
    let mut waiting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Needs { target, digests_of } in targets {
        let runs = |name: &&str| targets.iter().any(|other| other.target == *name);
        waiting.insert(target, digests_of.iter().map(String::as_str).filter(runs).collect());
    }
    let mut ready = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = waiting.iter().find(|(_, needs)| needs.iter().all(|need| ready.contains(need)));
        let Some(target) = free.map(|(target, _)| *target) else { return Err(cycle(&waiting)) };
        waiting.remove(target);
        ready.push(target);
    }
    Ok(ready)
}

/// Every target of `waiting` waits for another of it, so following one need after the other comes round.
fn cycle(waiting: &BTreeMap<&str, Vec<&str>>) -> Diagnostic {
    let next = |target: &str| waiting[target].iter().copied().find(|need| waiting.contains_key(need));
    let mut way: Vec<&str> = waiting.keys().copied().take(1).collect();
    while let Some(need) = way.last().and_then(|last| next(last)) {
        let seen = way.iter().position(|target| *target == need);
        way.push(need);
        if let Some(start) = seen {
            way.drain(..start);
            break;
        }
    }
    let way: Vec<String> = way.iter().map(|target| format!("`{target}`")).collect();
    Diagnostic::placeless("plugin-cycle", format!("plugins wait for each other's artefacts: {}", way.join(" needs ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of targets given as `("name", "needs these")`.
    fn of(targets: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let needs: Vec<(&str, Vec<String>)> = targets
            .iter()
            .map(|(name, needs)| (*name, needs.split_whitespace().map(str::to_owned).collect()))
            .collect();
        let needs: Vec<Needs<'_>> = needs.iter().map(|(target, digests_of)| Needs { target, digests_of }).collect();
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        order(&needs).map(owned).map_err(|found| format!("{}: {}", found.code, found.message))
    }

    #[test]
    fn each_comes_after_what_it_needs_and_otherwise_by_name() {
        assert_eq!(of(&[("c", ""), ("a", "c"), ("b", "")]).unwrap(), ["b", "c", "a"]);
        assert_eq!(of(&[]).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_target_that_does_not_run_is_not_waited_for() {
        assert_eq!(of(&[("a", "absent")]).unwrap(), ["a"]);
    }

    #[test]
    fn a_cycle_is_shown_without_those_who_only_wait_for_it() {
        let shown = of(&[("a", "c"), ("c", "d"), ("d", "c"), ("z", "")]).unwrap_err();
        assert_eq!(shown, "plugin-cycle: plugins wait for each other's artefacts: `c` needs `d` needs `c`");
    }
}
