//! `cargo xtask bench`: the cost of a page on a release build, beside a bare axum that answers the same bytes.
//!
//! Everything runs on loopback, for a bounded time, with wrk from Debian. CPU is what the kernel charged the server
//! (`/proc/PID/stat`), so it means something on a loaded machine too; requests per second do not.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run;
use crate::server::{self, Server};
use crate::{Options, tools};

const WRITE_CLIENTS: u64 = 16;
const WRITE_BODY: &str = r#"{"body_code":"ACC","own_title":"Load meeting {n}","ordinal":"{n}","start":"2031-03-01T09:00","end":"2031-03-01T17:00","zone":"Asia/Jakarta","city":"Jakarta","country":"ID","mode":"physical","class":"public"}"#;

/// The name of a case and its path.
const READS: [(&str, &str); 7] = [
    ("home", "/"),
    ("meeting with 40 agenda items", "/meetings/bench-40"),
    ("list of meetings", "/meetings"),
    ("search", "/search?q=charter"),
    ("meeting as JSON", "/meetings/bench-40.json"),
    ("meeting as iCalendar", "/meetings/bench-40.ics"),
    ("health", "/healthz"),
];

/// What one run of wrk and the kernel say.
#[derive(Debug, Default, Clone, PartialEq)]
struct Load {
    requests: u64,
    rps: f64,
    p50_ms: f64,
    p99_ms: f64,
    cpu_us: f64,
    refused: u64,
}

struct Bench {
    wrk: PathBuf,
    seconds: u64,
    connections: u64,
}

pub fn main(options: &Options) -> Result<bool, String> {
    let bench = Bench {
        wrk: tools::program("wrk", "wrk", options.has("offline"))?,
        seconds: options.number("seconds", 5)?.clamp(1, 60),
        connections: options.number("connections", 32)?.clamp(1, 512),
    };
    let records = options.number("records", 10_000)?.clamp(1, 10_000_000);
    let built = run::show(&mut run::cargo(&["build", "--release", "--package", "mufakat"]))?;
    if !built.success {
        return Err("the release does not build".into());
    }
    let binary = run::target().join("release/mufakat");
    let data = run::temporary("bench")?;
    let remove = run::Guard::new(&format!("rm -rf {}", run::quoted(&data.to_string_lossy())))?;
    let report = bench.report(&binary, &data, records, options);
    drop(remove);
    let (report, clean) = report?;
    println!("\n{report}");
    if options.has("write") {
        std::fs::create_dir_all("docs").map_err(|e| e.to_string())?;
        std::fs::write("docs/performance.md", &report).map_err(|e| format!("docs/performance.md: {e}"))?;
        println!("written to docs/performance.md");
    }
    Ok(clean)
}

impl Bench {
    fn report(
        &self,
        binary: &Path,
        data: &Path,
        records: u64,
        options: &Options,
    ) -> Result<(String, bool), String> {
        let started = Instant::now();
        let seeded = run::quiet(
            Command::new(binary).args(["seed", "--records", &records.to_string(), "--data"]).arg(data),
        )?;
        let token = seeded.lines().find_map(|l| l.split_once("api-token:")).map(|(_, t)| t.trim().to_owned());
        println!("seeded {records} records in {:.1} s", started.elapsed().as_secs_f64());

        let (server, start_up) = serve(binary, data, true)?;
        let idle = resident_kib(server.pid());
        println!("up after {} ms", start_up.as_millis());
        let mut rows = Vec::new();
        for (name, path) in READS {
            let load = self.read(&server, path);
            let bare = match &load {
                Ok(load) if load.refused == 0 => self
                    .bare(binary, &format!("{}{path}", server.url), path)
                    .map_err(|e| println!("bare {path}: {e}"))
                    .ok(),
                _ => None,
            };
            rows.push((name, path.to_owned(), load, bare));
        }
        let path = options.get("write-path").unwrap_or("/meetings");
        let body = options.get("write-body").unwrap_or(WRITE_BODY);
        let load = token
            .ok_or_else(|| "`mufakat seed` printed no line `api-token: …`".to_owned())
            .and_then(|token| self.write(&server, path, body, &token));
        rows.push(("durable write", format!("POST {path}"), load, None));
        let loaded = resident_kib(server.pid());
        drop(server);
        // The same once more with every page made anew: what a signed-in reader costs.
        let (server, _) = serve(binary, data, false)?;
        for (name, path) in READS {
            let load = self.read(&server, path);
            rows.push((name, format!("{path} (made anew)"), load, None));
        }
        drop(server);

        let mut clean = true;
        let mut out = self.head(records, start_up, idle, loaded);
        for (name, path, load, bare) in rows {
            match load {
                Ok(load) => {
                    clean &= load.refused == 0;
                    let refused = if load.refused == 0 {
                        String::new()
                    } else {
                        format!(" ({} not 2xx!)", load.refused)
                    };
                    let bare = bare.map_or_else(
                        || "— | —".to_owned(),
                        |bare| format!("{:.0} | {:.1}", bare.cpu_us, load.cpu_us / bare.cpu_us.max(0.1)),
                    );
                    let _ = writeln!(
                        out,
                        "| {name} | `{path}` | {:.0}{refused} | {:.2} | {:.2} | {:.0} | {bare} |",
                        load.rps, load.p50_ms, load.p99_ms, load.cpu_us
                    );
                }
                Err(error) => {
                    clean = false;
                    println!("✗ {name}: {error}");
                    let _ = writeln!(out, "| {name} | `{path}` | not measured | — | — | — | — | — |");
                }
            }
        }
        Ok((out, clean))
    }

    fn head(&self, records: u64, start_up: Duration, idle: u64, loaded: u64) -> String {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = cpu
            .lines()
            .find_map(|l| l.strip_prefix("model name"))
            .map_or("unknown", |l| l.trim_start_matches([' ', '\t', ':']));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        format!(
            "# Performance\n\nMeasured by `cargo xtask bench --records {records} --seconds {} --connections {}`: a release build on SQLite, \
             wrk on the same machine ({cores} cores, {cpu}), plain HTTP on loopback, {WRITE_CLIENTS} clients for the write.\n\n\
             Start to first answer {} ms; resident memory {:.1} MiB idle, {:.1} MiB after the load.\n\n\
             CPU is what the kernel charged the server for one request. *Bare* is an axum handler in the same binary that answers \
             the same bytes from memory: the floor; *ratio* is our CPU over it.\n\n\
             | case | address | requests/s | p50 ms | p99 ms | CPU µs | bare CPU µs | ratio |\n\
             | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
            self.seconds,
            self.connections,
            start_up.as_millis(),
            kib_to_mib(idle),
            kib_to_mib(loaded),
        )
    }

    fn read(&self, server: &Server, path: &str) -> Result<Load, String> {
        let (status, _) = run::get(&server.url, path)?;
        if status != 200 {
            return Err(format!("GET {path} answers {status}"));
        }
        self.wrk(server, self.connections, 1, &[&format!("{}{path}", server.url)], &[])?;
        let load =
            self.wrk(server, self.connections, self.seconds, &[&format!("{}{path}", server.url)], &[])?;
        println!("{path}: {:.0}/s, {:.0} µs", load.rps, load.cpu_us);
        Ok(load)
    }

    /// The same bytes from an axum handler that does nothing else.
    fn bare(&self, binary: &Path, url: &str, path: &str) -> Result<Load, String> {
        let log = run::target().join("test-logs/bare.log");
        let bare = server::start(Command::new(binary).args(["bare", "--bytes-from", url]), None, &log)?;
        self.read(&bare, path)
    }

    fn write(&self, server: &Server, path: &str, body: &str, token: &str) -> Result<Load, String> {
        let url = format!("{}{path}", server.url);
        let words = ["-s", "tests/bench/write.lua", url.as_str()];
        let load = self.wrk(
            server,
            WRITE_CLIENTS,
            self.seconds,
            &words,
            &[("BENCH_TOKEN", token), ("BENCH_BODY", body)],
        )?;
        println!("POST {path}: {:.0}/s, {:.0} µs", load.rps, load.cpu_us);
        Ok(load)
    }

    fn wrk(
        &self,
        server: &Server,
        connections: u64,
        seconds: u64,
        words: &[&str],
        env: &[(&str, &str)],
    ) -> Result<Load, String> {
        let before = cpu_ticks(server.pid())?;
        let (said, errors) = run::both(
            Command::new(&self.wrk)
                .args([
                    "-t1",
                    &format!("-c{connections}"),
                    &format!("-d{seconds}s"),
                    "--timeout",
                    "10s",
                    "--latency",
                ])
                .args(words)
                .envs(env.iter().copied()),
        )?;
        let ticks = cpu_ticks(server.pid())? - before;
        let mut load = parse_wrk(&said).ok_or_else(|| format!("wrk said:\n{said}"))?;
        if load.refused > 0 {
            println!("refused {} of {}: {}", load.refused, load.requests, errors.trim());
        }
        load.cpu_us = ticks as f64 * tick_us() / (load.requests.max(1) as f64);
        Ok(load)
    }
}

/// Starts the server on a port we choose, so that the time to the first answer can be taken from outside.
fn serve(binary: &Path, data: &Path, keep_pages: bool) -> Result<(Server, Duration), String> {
    let port = run::free_port()?;
    let base = format!("http://127.0.0.1:{port}");
    let log = run::target().join("test-logs/bench.log");
    let started = Instant::now();
    let poll = {
        let base = base.clone();
        std::thread::spawn(move || {
            while started.elapsed() < Duration::from_mins(2) {
                if run::get(&base, "/healthz").is_ok_and(|(status, _)| status == 200) {
                    return Some(started.elapsed());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            None
        })
    };
    let mut command = Command::new(binary);
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(data);
    // One address sends everything here: the limits per address are for the world outside.
    if !keep_pages {
        command.arg("--no-page-cache");
    }
    command.env("MUFAKAT_RATE_LIMITS", "off").env("MUFAKAT_LOG", "warn").stderr(Stdio::null());
    let server = server::start(&mut command, None, &log)?;
    let up = poll.join().ok().flatten().ok_or("no 200 on /healthz within 120 s")?;
    Ok((server, up))
}

/// User and system time of a process in clock ticks.
fn cpu_ticks(pid: u32) -> Result<u64, String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .map_err(|_| "the server has ended".to_owned())?;
    // The name in brackets may hold spaces: count from its end.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let field = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok());
    field(11)
        .zip(field(12))
        .map(|(user, system)| user + system)
        .ok_or_else(|| "no CPU time in /proc".to_owned())
}

fn tick_us() -> f64 {
    let hertz =
        run::quiet(Command::new("getconf").arg("CLK_TCK")).ok().and_then(|t| t.trim().parse::<f64>().ok());
    1_000_000.0 / hertz.unwrap_or(100.0)
}

fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn kib_to_mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

fn parse_wrk(said: &str) -> Option<Load> {
    let mut load = Load::default();
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["50%", time] => load.p50_ms = milliseconds(time)?,
            ["99%", time] => load.p99_ms = milliseconds(time)?,
            ["Requests/sec:", rate] => load.rps = rate.parse().ok()?,
            ["Non-2xx", "or", "3xx", "responses:", count] => load.refused += count.parse::<u64>().ok()?,
            [count, "requests", "in", ..] => load.requests = count.parse().ok()?,
            ["Socket", "errors:", ..] => {
                load.refused +=
                    words.iter().filter_map(|w| w.trim_end_matches(',').parse::<u64>().ok()).sum::<u64>();
            }
            _ => {}
        }
    }
    (load.requests > 0).then_some(load)
}

fn milliseconds(time: &str) -> Option<f64> {
    let (unit, factor) = [("us", 0.001), ("ms", 1.0), ("s", 1000.0), ("m", 60_000.0)]
        .into_iter()
        .find(|(unit, _)| time.ends_with(unit))?;
    time.trim_end_matches(unit).parse::<f64>().ok().map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_says_is_read() {
        let said = "Running 5s test\n  Latency Distribution\n     50%  812.00us\n     75%    1.02ms\n     90%    2.00ms\n     99%    1.20s\n  1234 requests in 5.00s, 3.00MB read\n  Socket errors: connect 0, read 1, write 0, timeout 2\n  Non-2xx or 3xx responses: 7\nRequests/sec:    246.80\nTransfer/sec:  1.00MB\n";
        let load = parse_wrk(said).expect("a result");
        assert_eq!((load.requests, load.refused), (1234, 10));
        assert!(
            (load.p50_ms - 0.812).abs() < 1e-9
                && (load.p99_ms - 1200.0).abs() < 1e-9
                && (load.rps - 246.8).abs() < 1e-9
        );
    }

    #[test]
    fn our_own_cpu_time_is_found() {
        assert!(cpu_ticks(std::process::id()).is_ok());
        assert!(resident_kib(std::process::id()) > 0);
    }
}
