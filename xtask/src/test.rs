//! `cargo xtask test`: everything, one summary, and `N passed, N failed` as the last line.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::postgres::Cluster;
use crate::run;
use crate::server::{self, Server};
use crate::{Options, node, tidy, tools};

/// In this order: cheap first, and what builds the binary before what runs it.
const STEPS: [&str; 5] = ["tidy", "rust", "lint", "browser", "clients"];

/// What a step counted; a step that could not run at all has failed once.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

struct Run {
    offline: bool,
    quick: bool,
    base_url: Option<String>,
    demo: Option<Result<Server, String>>,
}

pub fn main(options: &Options) -> Result<bool, String> {
    let only = options.all("only");
    if let Some(unknown) = only.iter().find(|o| !STEPS.contains(o)) {
        return Err(format!("no step `{unknown}`; there are {}", STEPS.join(", ")));
    }
    let quick = options.has("quick");
    let wanted = |step: &str| match step {
        _ if !only.is_empty() => only.contains(&step),
        "browser" => !quick && !options.has("no-browser"),
        "tidy" | "rust" => true,
        _ => !quick,
    };
    let mut run = Run {
        offline: options.has("offline"),
        quick,
        base_url: options.get("base-url").map(str::to_owned),
        demo: None,
    };
    let mut done: Vec<(&str, Count, Duration)> = Vec::new();
    for step in STEPS.into_iter().filter(|step| wanted(step)) {
        println!("\n━━ {step} ━━");
        let started = Instant::now();
        let count = run.step(step).unwrap_or_else(|message| {
            println!("✗ {step}: {message}");
            Count { failed: 1, ..Count::default() }
        });
        done.push((step, count, started.elapsed()));
    }
    // The server stops before the last line, which stands alone at the very end.
    drop(run);
    println!("\n━━ summary ━━");
    println!("{:<10}{:>8}{:>8}{:>9}{:>9}", "step", "passed", "failed", "skipped", "seconds");
    for (step, count, took) in &done {
        println!(
            "{step:<10}{:>8}{:>8}{:>9}{:>9.1}",
            count.passed,
            count.failed,
            count.skipped,
            took.as_secs_f64()
        );
    }
    let passed: usize = done.iter().map(|(_, count, _)| count.passed).sum();
    let failed: usize = done.iter().map(|(_, count, _)| count.failed).sum();
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

impl Run {
    fn step(&mut self, step: &str) -> Result<Count, String> {
        match step {
            "tidy" => Ok(tidy_step()),
            "rust" => self.rust(),
            "lint" => lint(),
            "browser" => self.browser(),
            _ => self.clients(),
        }
    }

    fn rust(&self) -> Result<Count, String> {
        let compiled = run::show(&mut run::cargo(&["test", "--workspace", "--no-run"]))?;
        if !compiled.success {
            return Err("the tests do not compile".into());
        }
        let mut test = run::cargo(&["test", "--workspace", "--no-fail-fast"]);
        // Snapshots are compared, never rewritten.
        test.env("INSTA_UPDATE", "no").env_remove("MUFAKAT_TEST_POSTGRES");
        let mut count = Count::default();
        let cluster = if self.quick { None } else { Some(Cluster::start(self.offline)) };
        match &cluster {
            None => println!("on SQLite only (--quick)"),
            Some(Ok(cluster)) => {
                println!("a private PostgreSQL runs at {}", cluster.url);
                test.env("MUFAKAT_TEST_POSTGRES", &cluster.url);
            }
            // The tests on SQLite still tell something, but the step has failed.
            Some(Err(message)) => {
                println!("✗ PostgreSQL: {message}");
                count.failed += 1;
            }
        }
        let tested = run::show(&mut test)?;
        let (passed, failed, skipped) = count_cargo(&tested.text);
        count.passed += passed;
        count.failed += failed;
        count.skipped += skipped;
        if !tested.success && failed == 0 {
            println!("✗ cargo test failed outside a test");
            count.failed += 1;
        }
        Ok(count)
    }

    /// One demonstration for both the browser and the clients.
    fn demo(&mut self) -> Result<String, String> {
        if let Some(url) = &self.base_url {
            return Ok(url.clone());
        }
        let demo = self.demo.get_or_insert_with(|| server::binary().and_then(|binary| server::demo(&binary)));
        demo.as_ref().map(|server| server.url.clone()).map_err(Clone::clone)
    }

    fn browser(&mut self) -> Result<Count, String> {
        let url = self.demo()?;
        let output = node::browser_tests(&url, self.offline)?;
        let (passed, failed) = node::count(&output.text);
        settled(passed, failed, 0, output.success)
    }

    fn clients(&mut self) -> Result<Count, String> {
        let url = self.demo()?;
        tools::npm(std::path::Path::new("tests/clients"), self.offline)?;
        let python = tools::python(self.offline)?;
        let output = run::show(
            Command::new(python)
                .args([
                    "-m",
                    "pytest",
                    "-q",
                    "-rs",
                    "--tb=short",
                    "-p",
                    "no:cacheprovider",
                    "--color=no",
                    "tests/clients",
                ])
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env("BASE_URL", url),
        )?;
        let (passed, failed, skipped) = count_pytest(&output.text);
        settled(passed, failed, skipped, output.success)
    }
}

/// A program that failed without a failed check, or passed without any check, has failed.
fn settled(passed: usize, failed: usize, skipped: usize, success: bool) -> Result<Count, String> {
    match (success, failed) {
        (false, 0) => Err("it failed outside its checks".into()),
        (true, 0) if passed == 0 => Err("it ran no check".into()),
        _ => Ok(Count { passed, failed, skipped }),
    }
}

fn tidy_step() -> Count {
    let mut count = Count::default();
    let formatted = run::show(&mut run::cargo(&["fmt", "--all", "--check"]));
    if formatted.is_ok_and(|f| f.success) {
        count.passed += 1;
    } else {
        println!("✗ not formatted: run `cargo fmt`");
        count.failed += 1;
    }
    let report = tidy::check(&run::root());
    report.print();
    count.passed += report.passed();
    count.failed += report.failed();
    count
}

fn lint() -> Result<Count, String> {
    let linted =
        run::show(&mut run::cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    if linted.success {
        Ok(Count { passed: 1, ..Count::default() })
    } else {
        Err("clippy has remarks".into())
    }
}

/// Sums the `test result: ok. 3 passed; 0 failed; 1 ignored; …` lines.
fn count_cargo(text: &str) -> (usize, usize, usize) {
    let mut sum = (0, 0, 0);
    for line in text.lines().filter(|line| line.contains("test result: ")) {
        let number = |name: &str| -> usize {
            line.split([';', '.'])
                .find_map(|part| part.trim().strip_suffix(name)?.trim().parse().ok())
                .unwrap_or(0)
        };
        sum = (sum.0 + number("passed"), sum.1 + number("failed"), sum.2 + number("ignored"));
    }
    sum
}

/// The last line of pytest, `2 failed, 10 passed, 1 skipped in 3.2s`; errors have failed.
fn count_pytest(text: &str) -> (usize, usize, usize) {
    let Some(line) = text.lines().rev().find(|l| {
        l.contains(" in ") && (l.contains("passed") || l.contains("failed") || l.contains("error"))
    }) else {
        return (0, 0, 0);
    };
    let number = |names: [&str; 2]| -> usize {
        line.split(',')
            .filter_map(|part| {
                let mut words = part.trim_matches(['=', ' ']).split(' ');
                let number = words.next()?.parse::<usize>().ok()?;
                names.contains(&words.next()?).then_some(number)
            })
            .sum()
    };
    (
        number(["passed", "xpassed"]),
        number(["failed", "error"]) + number(["errors", "-"]),
        number(["skipped", "xfailed"]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_are_summed() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(count_cargo(text), (5, 4, 1));
    }

    #[test]
    fn pytest_counts_errors_as_failed() {
        assert_eq!(count_pytest("....\n2 failed, 10 passed, 3 skipped, 1 error in 3.21s\n"), (10, 3, 3));
        assert_eq!(count_pytest("=== 4 passed in 0.10s ===\n"), (4, 0, 0));
    }
}
