//! The developer's commands of Mufakat: `cargo xtask help` lists them.
//!
//! Only the standard library is used, so that the first `cargo xtask` of a fresh clone builds in seconds.
//! What a command needs from outside (Chromium, PostgreSQL, wrk, npm and Python packages) it installs itself
//! when it may; when it may not, it says what is missing and how to get it.

mod bench;
mod node;
mod postgres;
mod run;
mod rust_source;
mod server;
mod test;
mod texts;
mod tidy;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  test          everything: tidy, rust, lint, browser, clients; the last line is `N passed, N failed`
      --quick         the fast loop: tidy and rust, on SQLite only
      --no-browser    without the browser
      --only STEP     one step: tidy, rust, lint, browser or clients (may be repeated)
      --base-url URL  browser and clients against a demonstration that runs already
      --offline       install nothing; say what is missing
  tidy          the project's own checks, with file:line
  texts         how far each language is translated
  screenshots   pages of a demonstration × widths × light and dark
      --out DIR       where to (target/screenshots)
      --base-url URL  a server that runs already
      --offline
  bench         load on a release build; prints a table
      --records N --seconds N --connections N (10000, 5, 32)
      --write-path PATH --write-body JSON     the durable write ({n} counts up)
      --write         also write docs/performance.md
      --offline
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = run::root();
    if let Err(error) = std::env::set_current_dir(&root) {
        eprintln!("xtask: {}: {error}", root.display());
        return ExitCode::FAILURE;
    }
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let done = match command {
        "test" => Options::parse(rest, &["quick", "no-browser", "offline"], &["only", "base-url"])
            .and_then(|o| test::main(&o)),
        "tidy" => Options::parse(rest, &[], &[]).map(|_| tidy::main(&root)),
        "texts" => Options::parse(rest, &[], &[]).and_then(|_| texts::main(&root)),
        "screenshots" => {
            Options::parse(rest, &["offline"], &["out", "base-url"]).and_then(|o| node::screenshots(&o))
        }
        "bench" => Options::parse(
            rest,
            &["offline", "write"],
            &["records", "seconds", "connections", "write-path", "write-body"],
        )
        .and_then(|o| bench::main(&o)),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        other => Err(format!("no command `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The words after a command: flags (`--quick`) and values (`--only rust`).
#[derive(Debug, Default)]
pub struct Options {
    flags: Vec<String>,
    values: Vec<(String, String)>,
}

impl Options {
    fn parse(words: &[String], flags: &[&str], valued: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").ok_or_else(|| format!("unexpected `{word}`\n\n{HELP}"))?;
            let (name, value) = name.split_once('=').map_or((name, None), |(n, v)| (n, Some(v.to_owned())));
            if flags.contains(&name) && value.is_none() {
                options.flags.push(name.to_owned());
            } else if valued.contains(&name) {
                let value = value
                    .or_else(|| words.next().cloned())
                    .ok_or_else(|| format!("--{name} needs a value"))?;
                options.values.push((name.to_owned(), value));
            } else {
                return Err(format!("unknown option `{word}`\n\n{HELP}"));
            }
        }
        Ok(options)
    }

    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).last().copied()
    }

    pub fn number(&self, name: &str, default: u64) -> Result<u64, String> {
        self.get(name)
            .map_or(Ok(default), |v| v.parse().map_err(|_| format!("--{name}: `{v}` is not a number")))
    }
}
