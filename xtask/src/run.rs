//! Running other programs: output shown and kept, and things that end even when we are killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// The `target` folder, where everything we make for ourselves lives.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The cargo that runs us.
pub fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words);
    command
}

/// What a program said and how it ended.
pub struct Output {
    pub success: bool,
    pub text: String,
}

fn words_of(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Runs a command, shows its standard output line by line as it comes and returns it; errors go to ours.
pub fn show(command: &mut Command) -> Result<Output, String> {
    println!("$ {}", words_of(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{}: {e}", words_of(command)))?;
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        let mut out = std::io::stdout();
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).map_err(|e| e.to_string())? > 0 {
            let shown = String::from_utf8_lossy(&line).into_owned();
            let _ = out.write_all(shown.as_bytes()).and_then(|()| out.flush());
            text.push_str(&shown);
            line.clear();
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    Ok(Output { success: status.success(), text })
}

/// Runs a command silently; its whole output is in the message when it fails.
pub fn quiet(command: &mut Command) -> Result<String, String> {
    both(command).map(|(text, _)| text)
}

/// As `quiet`, with what the command wrote to standard error.
pub fn both(command: &mut Command) -> Result<(String, String), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("{}: {e}", words_of(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        return Ok((text, errors));
    }
    Err(format!("{} failed\n{text}{errors}", words_of(command)))
}

/// A clean-up that happens when this value is dropped **or this process ends in any way**, a kill included.
///
/// A shell waits on a pipe we hold; the pipe closes with us, and the shell then runs the script.
pub struct Guard {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Guard {
    pub fn new(script: &str) -> Result<Self, String> {
        let mut shell = Command::new("sh")
            .args(["-c", &format!("trap '' INT TERM HUP; cat >/dev/null; {script}")])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|e| format!("sh: {e}"))?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.shell.wait();
    }
}

/// A path or word for the shell.
pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A new empty folder of ours under the machine's temporary folder; who makes it removes it.
pub fn temporary(name: &str) -> Result<PathBuf, String> {
    let made = quiet(Command::new("mktemp").args(["-d", "-t", &format!("mufakat-{name}-XXXXXX")]))?;
    Ok(PathBuf::from(made.trim()))
}

/// A loopback port that was free a moment ago.
pub fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(|e| e.to_string())?;
    listener.local_addr().map(|a| a.port()).map_err(|e| e.to_string())
}

pub fn is_root() -> bool {
    quiet(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// One `GET` over HTTP/1.1 on loopback: the status and the body. Enough for health checks and warm-up.
pub fn get(base: &str, path: &str) -> Result<(u16, Vec<u8>), String> {
    let address = base.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = std::net::TcpStream::connect(address).map_err(|e| e.to_string())?;
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).map_err(|e| e.to_string())?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")
        .map_err(|e| e.to_string())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(|e| e.to_string())?;
    let head_end = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or("no HTTP answer")?;
    let head = String::from_utf8_lossy(&answer[..head_end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or("no HTTP status")?;
    Ok((status, answer.split_off(head_end + 4)))
}
