//! Checks over the Rust of the crates.

use std::path::Path;

use super::{Check, texts};
use crate::rust_source::{Literal, Source};

const FILE_LINES_MAX: usize = 900;
const FUNCTION_LINES_MAX: usize = 100;

/// A Rust file of a crate, read once for all checks.
pub struct RustFile {
    pub path: String,
    pub text: String,
    pub source: Source,
}

impl RustFile {
    /// Code of tests: it may do what the product may not.
    fn is_test(&self) -> bool {
        self.path.starts_with("crates/testkit/")
            || self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
    }

    /// Literals outside test code.
    fn literals(&self) -> impl Iterator<Item = &Literal> {
        let test = self.is_test();
        self.source.literals.iter().filter(move |l| !test && l.line < self.source.tests_from)
    }
}

pub fn load(root: &Path) -> Vec<RustFile> {
    texts(root, "crates", &["rs"])
        .into_iter()
        .map(|t| RustFile { source: Source::parse(&t.text), path: t.path, text: t.text })
        .collect()
}

/// SQL as we write it: lower case, one of the verbs, and a word that only SQL has with it.
fn is_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\n', '\t', '\\']).filter(|w| !w.is_empty()).collect();
    let has = |word: &str| words.iter().skip(1).any(|w| w.trim_matches(['(', ')', ',']) == word);
    match words[..] {
        ["select", next, ..] => has("from") || next.starts_with(|c: char| c.is_ascii_digit() || c == '$'),
        ["insert", "into" | "or", ..] | ["delete", "from", ..] => true,
        ["update", ..] => has("set"),
        ["with", ..] => has("as") && (has("select") || has("from")),
        _ => false,
    }
}

/// SQL lives in the `store.rs` (or `<noun>_store.rs`) of its area; the crate `store` is the layer itself.
pub fn sql_homes(files: &[RustFile]) -> Check {
    let mut check = Check::new("sql-homes");
    for file in files {
        let home = file.path.ends_with("/store.rs")
            || file.path.ends_with("_store.rs")
            || file.path.contains("/src/store/")
            || file.path.contains("/migrations/")
            || file.path.starts_with("crates/store/");
        if home {
            continue;
        }
        for literal in file.literals().filter(|l| is_sql(&l.text)) {
            check.found(
                &file.path,
                literal.line,
                "SQL outside store.rs: move the statement there as a const",
            );
        }
    }
    check
}

/// The first parameter out of order: they must first appear as $1, $2, … (`SQLite` numbers by first appearance).
fn parameter_out_of_order(sql: &str) -> Option<(usize, usize)> {
    let mut highest = 0;
    for part in sql.split('$').skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<usize>() else { continue };
        if number > highest + 1 || number == 0 {
            return Some((number, highest + 1));
        }
        highest = highest.max(number);
    }
    None
}

pub fn sql_parameters(files: &[RustFile]) -> Check {
    let mut check = Check::new("sql-parameters");
    for file in files {
        for literal in file.literals().filter(|l| is_sql(&l.text)) {
            if let Some((found, expected)) = parameter_out_of_order(&literal.text) {
                check.found(
                    &file.path,
                    literal.line,
                    format!(
                        "parameter ${found} appears before ${expected}: number them in order of first use"
                    ),
                );
            }
        }
    }
    check
}

pub fn file_sizes(files: &[RustFile]) -> Check {
    let mut check = Check::new("file-size");
    for file in files.iter().filter(|f| f.path.contains("/src/")) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            check.found(
                &file.path,
                1,
                format!("{lines} lines; at most {FILE_LINES_MAX}: give each noun its file"),
            );
        }
    }
    check
}

/// Long functions are told, not refused: a table of routes may be long.
pub fn function_sizes(files: &[RustFile]) -> Check {
    let mut check = Check::new("function-size");
    for file in files.iter().filter(|f| !f.is_test()) {
        for (line, length) in file.source.long_functions(FUNCTION_LINES_MAX) {
            check.notes.push(format!("{}:{line}: a function of {length} lines", file.path));
        }
    }
    check
}

/// Clock and randomness come in the context.
pub fn ambient(files: &[RustFile]) -> Check {
    const CALLS: [&str; 6] =
        ["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "getrandom", "thread_rng"];
    let mut check = Check::new("ambient");
    for file in files.iter().filter(|f| !f.is_test() && !f.path.ends_with("/build.rs")) {
        for (index, line) in file.source.code.lines().enumerate() {
            let number = index + 1;
            if number >= file.source.tests_from {
                break;
            }
            for call in CALLS {
                for _ in 0..line.matches(call).count() {
                    check.found(
                        &file.path,
                        number,
                        format!(
                            "{call}: take it from the context, or name this file in {}",
                            super::exceptions::FILE
                        ),
                    );
                }
            }
        }
    }
    check
}

/// HTML and SVG written in Rust obey the content security policy too.
pub fn inline_code(files: &[RustFile]) -> Check {
    let mut check = Check::new("inline-in-rust");
    for file in files {
        for literal in file.literals().filter(|l| l.text.contains('<')) {
            let text = literal.text.replace("\\\"", "\"");
            for what in [" style=\"", " style='", "<style", " onclick=", " onload=", "javascript:"] {
                if text.contains(what) {
                    check.found(
                        &file.path,
                        literal.line,
                        format!("`{}` in markup: the content security policy refuses it", what.trim()),
                    );
                }
            }
        }
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Tree;

    #[test]
    fn sql_is_told_from_english() {
        for sql in [
            "select id from body",
            "insert into a (b) values ($1)",
            "delete from a",
            "update a set b = $1",
            "with x as (select 1) select y from x",
            "select $1 + 1",
        ] {
            assert!(is_sql(sql), "{sql}");
        }
        for english in
            ["select a file", "update the draft", "delete it", "with as much care", "Select id from body"]
        {
            assert!(!is_sql(english), "{english}");
        }
    }

    #[test]
    fn parameters_are_numbered_by_first_use() {
        assert_eq!(parameter_out_of_order("a = $1 and b = $2 or a = $1 and c = $3"), None);
        assert_eq!(parameter_out_of_order("a = $2 and b = $1"), Some((2, 1)));
        assert_eq!(parameter_out_of_order("a = $1 and b = $3"), Some((3, 2)));
    }

    #[test]
    fn findings_name_file_and_line_and_spare_tests() {
        let page = "fn a() {\n    let s = \"select id from body where a = $2\";\n    Instant::now();\n}\n#[cfg(test)]\nmod tests {\n    fn t() { Instant::now(); \"delete from x\"; }\n}\n";
        let tree = Tree::new(&[
            ("crates/x/src/page.rs", page),
            ("crates/x/src/store.rs", "const A: &str = \"select a from b where c = $2\";"),
        ]);
        assert_eq!(tree.found("sql-homes"), ["crates/x/src/page.rs:2"]);
        assert_eq!(tree.found("sql-parameters"), ["crates/x/src/page.rs:2", "crates/x/src/store.rs:1"]);
        assert_eq!(tree.found("ambient"), ["crates/x/src/page.rs:3"]);
    }
}
