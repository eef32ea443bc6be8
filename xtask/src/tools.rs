//! What a bare machine may lack, installed when we may, named when we may not.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run;

/// A program in PATH.
pub fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Installs a Debian package; the message says what to do where we may not.
pub fn apt_install(package: &str, what: &str, offline: bool) -> Result<(), String> {
    let how = format!("{what} is missing. Install it: apt-get install {package}");
    if offline {
        return Err(format!("{how} (not done: --offline)"));
    }
    if !run::is_root() {
        return Err(format!("{how} (not done: that needs root)"));
    }
    if in_path("apt-get").is_none() {
        return Err(format!(
            "{what} is missing, and this machine has no apt-get: install {package} by its own means"
        ));
    }
    println!("installing {package} ({what})");
    let install = || {
        run::quiet(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args([
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
            package,
        ]))
    };
    if install().is_ok() {
        return Ok(());
    }
    // A machine that has never fetched the lists of packages finds none.
    run::quiet(Command::new("apt-get").args(["update", "-q"]))
        .and_then(|_| install())
        .map(|_| ())
        .map_err(|error| format!("{how}\n{error}"))
}

/// A program of a Debian package, installed when missing.
pub fn program(name: &str, package: &str, offline: bool) -> Result<PathBuf, String> {
    if in_path(name).is_none() {
        apt_install(package, name, offline)?;
    }
    in_path(name).ok_or_else(|| format!("{package} is installed, but {name} is not in PATH"))
}

/// Chromium for the browser tests: Debian's, or the one named by CHROMIUM.
pub fn chromium(offline: bool) -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(format!("CHROMIUM={}: no such file", path.display()))
        };
    }
    program("chromium", "chromium", offline)
}

/// `npm ci` in a folder with a lock file, unless what is installed is already what the lock file says.
pub fn npm(folder: &Path, offline: bool) -> Result<(), String> {
    for name in ["node", "npm"] {
        if in_path(name).is_none() {
            apt_install(if name == "node" { "nodejs" } else { "npm" }, name, offline)?;
        }
    }
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))
        .map_err(|e| format!("{}: {e}", folder.display()))?;
    let stamp = folder.join("node_modules/.installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    if offline {
        return Err(format!(
            "npm packages are missing. Install them: npm ci --prefix {} (not done: --offline)",
            folder.display()
        ));
    }
    println!("installing the npm packages of {}", folder.display());
    run::quiet(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
            .arg(folder),
    )?;
    std::fs::write(&stamp, lock).map_err(|e| e.to_string())
}

/// A Python of its own under target/venv with the pinned packages of tests/clients; the path of its `python`.
pub fn python(offline: bool) -> Result<PathBuf, String> {
    let wanted = std::fs::read_to_string("tests/clients/requirements.txt")
        .map_err(|e| format!("requirements.txt: {e}"))?;
    let venv = run::target().join("venv");
    let python = venv.join("bin/python");
    let stamp = venv.join("installed.txt");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    if offline {
        return Err("the Python packages of tests/clients/requirements.txt are missing. Run `cargo xtask test --only \
                    clients` once with a network (not done: --offline)"
            .into());
    }
    println!("installing the Python packages of tests/clients into {}", venv.display());
    let base = ["python3.11", "python3"].into_iter().find(|name| in_path(name).is_some());
    let base = match base {
        Some(base) => base,
        None => apt_install("python3-venv", "python3", false).map(|()| "python3")?,
    };
    if run::quiet(Command::new(base).args(["-m", "venv", "--clear"]).arg(&venv)).is_err() {
        apt_install("python3-venv", "Python's venv", false)?;
        run::quiet(Command::new(base).args(["-m", "venv", "--clear"]).arg(&venv))?;
    }
    run::quiet(Command::new(&python).args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        "tests/clients/requirements.txt",
    ]))?;
    std::fs::write(&stamp, wanted).map_err(|e| e.to_string())?;
    Ok(python)
}
