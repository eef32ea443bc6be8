//! `tests/tidy-exceptions.txt`: what is tolerated, and never more than was.
//!
//! A line is `CHECK PATH COUNT`: so many findings of that check in that file. The count must be exact: fewer findings
//! ask for a smaller number. `CHECK PATH *` names a home: the one place where the thing belongs (the clock reads the
//! clock). Compared with the last commits, the file may lose lines and lower counts, never the reverse.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::Check;
use crate::run;

pub const FILE: &str = "tests/tidy-exceptions.txt";

type Key = (String, String);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    Home,
    Count(usize),
}

pub struct Exceptions {
    lines: BTreeMap<Key, (usize, Allowed)>,
    check: Check,
}

fn parse(text: &str) -> (BTreeMap<Key, (usize, Allowed)>, Vec<usize>) {
    let mut lines = BTreeMap::new();
    let mut bad = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [] => {}
            [check, path, count] => {
                let allowed =
                    if count == "*" { Some(Allowed::Home) } else { count.parse().ok().map(Allowed::Count) };
                match allowed {
                    Some(allowed) => {
                        lines.insert((check.to_owned(), path.to_owned()), (index + 1, allowed));
                    }
                    None => bad.push(index + 1),
                }
            }
            _ => bad.push(index + 1),
        }
    }
    (lines, bad)
}

impl Exceptions {
    pub fn load(root: &Path) -> Self {
        let text = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
        let (lines, bad) = parse(&text);
        let mut check = Check::new("exceptions");
        for line in bad {
            check.found(FILE, line, "a line is `CHECK PATH COUNT` or `CHECK PATH *`");
        }
        Self { lines, check }
    }

    /// Takes tolerated findings out of a check.
    pub fn apply(&mut self, check: &mut Check) {
        for ((name, path), (line, allowed)) in &self.lines {
            if name != check.name {
                continue;
            }
            let found = check.findings.iter().filter(|f| f.file == *path).count();
            match allowed {
                Allowed::Home => check.findings.retain(|f| f.file != *path),
                Allowed::Count(count) if found <= *count => {
                    check.findings.retain(|f| f.file != *path);
                    if found < *count {
                        let what = format!(
                            "{path} has {found} left for `{name}`: {}",
                            if found == 0 {
                                "remove this line".to_owned()
                            } else {
                                format!("lower {count} to {found}")
                            }
                        );
                        self.check.found(FILE, *line, what);
                    }
                }
                Allowed::Count(_) => {}
            }
        }
    }

    /// Compares with the last commits and returns the check of the list itself.
    pub fn settle(mut self, root: &Path) -> Check {
        for commit in ["HEAD", "HEAD^"] {
            let shown =
                run::quiet(Command::new("git").current_dir(root).args(["show", &format!("{commit}:{FILE}")]));
            let Ok(text) = shown else { continue };
            let (before, _) = parse(&text);
            for (key, (line, allowed)) in &self.lines {
                let grew = match (before.get(key).map(|(_, a)| *a), *allowed) {
                    (None, _) | (Some(Allowed::Count(_)), Allowed::Home) => true,
                    (Some(Allowed::Count(was)), Allowed::Count(is)) => is > was,
                    (Some(Allowed::Home), _) => false,
                };
                if grew {
                    self.check.found(
                        FILE,
                        *line,
                        format!(
                            "`{} {}` was not tolerated in {commit}: this list only shrinks",
                            key.0, key.1
                        ),
                    );
                }
            }
        }
        self.check.findings.dedup_by(|a, b| a.line == b.line);
        self.check
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, FILE};
    use crate::tidy::Tree;

    #[test]
    fn a_count_must_be_exact_and_a_home_is_free() {
        let clock = "fn f() { Instant::now(); Instant::now(); }";
        let tree = |list: &str| {
            Tree::new(&[
                ("crates/a/src/clock.rs", clock),
                ("crates/a/src/b.rs", clock),
                ("tests/tidy-exceptions.txt", list),
            ])
        };
        let exact = tree("ambient crates/a/src/clock.rs * # the clock\nambient crates/a/src/b.rs 2\n");
        assert!(exact.found("ambient").is_empty() && exact.found("exceptions").is_empty());
        let loose = tree("ambient crates/a/src/clock.rs *\nambient crates/a/src/b.rs 3\n");
        assert_eq!(loose.found("exceptions"), ["tests/tidy-exceptions.txt:2"]);
        let tight = tree("ambient crates/a/src/clock.rs *\nambient crates/a/src/b.rs 1\n");
        assert_eq!(tight.found("ambient").len(), 2);
    }

    #[test]
    fn the_list_only_shrinks() {
        let two = "fn f() { Instant::now(); Instant::now(); }";
        let tree = Tree::new(&[
            ("crates/a/src/b.rs", two),
            ("tests/tidy-exceptions.txt", "ambient crates/a/src/b.rs 1\n"),
        ]);
        for words in ["init -q", "add -A", "-c user.name=t -c user.email=t@t.example commit -q -m t"] {
            let done = crate::run::quiet(Command::new("git").current_dir(tree.path()).args(words.split(' ')));
            assert!(done.is_ok(), "{done:?}");
        }
        assert!(tree.found("exceptions").is_empty());
        std::fs::write(tree.path().join(FILE), "ambient crates/a/src/b.rs 2\n").expect("written");
        assert_eq!(tree.found("exceptions"), ["tests/tidy-exceptions.txt:1"]);
    }
}
