//! The real server as a process of ours.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime};

use crate::run::{self, Guard};

/// A running server; it stops and its data go when this is dropped or the run dies.
pub struct Server {
    pub url: String,
    child: Child,
    _guard: Guard,
}

/// The newest change among the sources the binary is built from.
fn newest_source() -> Option<SystemTime> {
    let mut newest = std::fs::metadata("Cargo.lock").and_then(|m| m.modified()).ok();
    for folder in ["crates", "profiles"] {
        for file in crate::tidy::files(Path::new(folder), &[]) {
            newest = newest.max(std::fs::metadata(file).and_then(|m| m.modified()).ok());
        }
    }
    newest
}

/// `target/debug/mufakat`, built when older than its sources. (`cargo test` has usually just built it, with its own
/// choice of features: a build on top of it would compile much for nothing.)
pub fn binary() -> Result<PathBuf, String> {
    let binary = run::target().join("debug/mufakat");
    let built = std::fs::metadata(&binary).and_then(|m| m.modified()).ok();
    if built.is_none() || built < newest_source() {
        let built = run::show(&mut run::cargo(&["build", "--package", "mufakat"]))?;
        if !built.success {
            return Err("the binary does not build".into());
        }
    }
    Ok(binary)
}

/// Starts a command that prints `http://127.0.0.1:PORT` on a line of standard output and serves there.
/// Standard error goes to `log`. `data` is removed in the end.
pub fn start(command: &mut Command, data: Option<&Path>, log: &Path) -> Result<Server, String> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    }
    let errors = std::fs::File::create(log).map_err(|e| format!("{}: {e}", log.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .map_err(|e| format!("{}: {e}", command.get_program().to_string_lossy()))?;
    let remove = data.map(|d| format!("rm -rf {}", run::quoted(&d.to_string_lossy()))).unwrap_or_default();
    let guard = Guard::new(&format!("kill -KILL {} 2>/dev/null; {remove}", child.id()))?;
    let stdout = child.stdout.take().ok_or("no standard output")?;
    let (send, receive) = mpsc::channel();
    let said = log.with_extension("out.log");
    std::thread::spawn(move || drain(stdout, &said, &send));
    let mut server = Server { url: String::new(), child, _guard: guard };
    let deadline = Instant::now() + Duration::from_mins(2);
    loop {
        if let Ok(url) = receive.recv_timeout(Duration::from_millis(100)) {
            server.url = url;
            return Ok(server);
        }
        let ended = server.child.try_wait().map_err(|e| e.to_string())?;
        if ended.is_some() || Instant::now() > deadline {
            let errors = std::fs::read_to_string(log).unwrap_or_default();
            let tail: Vec<&str> = errors.lines().rev().take(20).collect();
            let tail = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
            let how =
                ended.map_or("no address after 120 s".to_owned(), |status| format!("it ended: {status}"));
            return Err(format!("the server did not start ({how}); the end of {}:\n{tail}", log.display()));
        }
    }
}

/// Reads everything the server prints, so that it never blocks, and sends the first address.
fn drain(stdout: impl Read, log: &Path, send: &mpsc::Sender<String>) {
    let mut file = std::fs::File::create(log).ok();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        if let Some(file) = &mut file {
            let _ = writeln!(file, "{line}");
        }
        if let Some(url) = address_in(&line) {
            let _ = send.send(url);
        }
    }
}

fn address_in(line: &str) -> Option<String> {
    let from = line.find("http://127.0.0.1:")?;
    let port: String = line[from + 17..].chars().take_while(char::is_ascii_digit).collect();
    (!port.is_empty()).then(|| format!("http://127.0.0.1:{port}"))
}

/// A demonstration with its own data, for the browser and the clients.
pub fn demo(binary: &Path) -> Result<Server, String> {
    let data = run::temporary("demo")?;
    let log = run::target().join("test-logs/demo.log");
    let mut command = Command::new(binary);
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
    let server = start(&mut command, Some(&data), &log)?;
    println!("a demonstration runs at {} (log: {})", server.url, log.display());
    Ok(server)
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Politely first: an orderly stop is part of what is tested.
        let _ = run::quiet(Command::new("kill").args(["-TERM", &self.child.id().to_string()]));
        for _ in 0..50 {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn the_address_is_found_in_a_sentence() {
        let line = "Mufakat runs at http://127.0.0.1:40123/ (demo)";
        assert_eq!(address_in(line).as_deref(), Some("http://127.0.0.1:40123"));
        assert_eq!(address_in("http://127.0.0.1:"), None);
    }
}
