//! The browser tests and the screenshots: node programs that drive Debian's Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Output};
use crate::{Options, server, tools};

const FOLDER: &str = "tests/browser";

fn test_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(FOLDER)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    files
}

/// Runs the browser tests against a running server.
pub fn browser_tests(base_url: &str, offline: bool) -> Result<Output, String> {
    let chromium = tools::chromium(offline)?;
    tools::npm(Path::new(FOLDER), offline)?;
    run::show(
        Command::new("node")
            .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
            .args(test_files())
            .env("BASE_URL", base_url)
            .env("CHROMIUM", chromium),
    )
}

/// Passed and failed of node's closing lines (`ℹ pass 3`). Cancelled tests have failed.
pub fn count(text: &str) -> (usize, usize) {
    let number = |name: &str| -> usize {
        text.lines()
            .filter_map(|line| {
                line.trim_start_matches(['ℹ', '#', ' ']).strip_prefix(name)?.trim().parse::<usize>().ok()
            })
            .next_back()
            .unwrap_or(0)
    };
    (number("pass "), number("fail ") + number("cancelled "))
}

/// `cargo xtask screenshots`.
pub fn screenshots(options: &Options) -> Result<bool, String> {
    let offline = options.has("offline");
    let chromium = tools::chromium(offline)?;
    tools::npm(Path::new(FOLDER), offline)?;
    let running = match options.get("base-url") {
        Some(_) => None,
        None => Some(server::demo(&server::binary()?)?),
    };
    let url = options.get("base-url").or(running.as_ref().map(|s| s.url.as_str())).unwrap_or_default();
    let out = options.get("out").map_or_else(|| run::target().join("screenshots"), PathBuf::from);
    let shown = run::show(
        Command::new("node")
            .arg("tests/browser/screenshots.mjs")
            .env("BASE_URL", url)
            .env("CHROMIUM", chromium)
            .env("OUT", &out),
    )?;
    Ok(shown.success)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn the_last_summary_counts() {
        assert_eq!(count("ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n"), (3, 2));
        assert_eq!(count("# pass 7\n# fail 0\n"), (7, 0));
    }
}
