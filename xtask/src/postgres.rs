//! A private PostgreSQL cluster for one test run: made, used on loopback and a Unix socket, removed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Guard};
use crate::tools;

/// A running cluster; it stops and its folder goes when this is dropped or the run dies.
pub struct Cluster {
    pub url: String,
    #[cfg(test)]
    folder: PathBuf,
    _guard: Guard,
}

/// Newest first: `/usr/lib/postgresql/17/bin`, …, then whatever `initdb` is in PATH.
fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| tools::in_path("initdb")?.parent().map(Path::to_path_buf))
}

/// `initdb` and `postgres` refuse root: as root they run as `postgres` (made when there is none).
fn as_owner(owner: Option<&str>, program: &Path) -> Command {
    let mut command = match owner {
        Some(owner) => {
            let mut command = Command::new("runuser");
            command.args(["-u", owner, "--"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir("/").env("LC_ALL", "C");
    command
}

impl Cluster {
    pub fn start(offline: bool) -> Result<Self, String> {
        if binaries().is_none() {
            tools::apt_install("postgresql", "the PostgreSQL server", offline)?;
        }
        let bin =
            binaries().ok_or("no initdb under /usr/lib/postgresql; install the Debian package postgresql")?;
        let owner = if run::is_root() {
            if run::quiet(Command::new("id").arg("postgres")).is_err() {
                run::quiet(Command::new("useradd").args(["--system", "--no-create-home", "postgres"]))?;
            }
            Some("postgres")
        } else {
            None
        };
        let folder = run::temporary("pg")?;
        let data = folder.join("data");
        let (folder_text, data_text) =
            (folder.to_string_lossy().into_owned(), data.to_string_lossy().into_owned());
        let stop = format!(
            "{} -D {} stop -m immediate",
            run::quoted(&bin.join("pg_ctl").to_string_lossy()),
            run::quoted(&data_text)
        );
        let stop = owner.map_or_else(|| stop.clone(), |owner| format!("runuser -u {owner} -- {stop}"));
        let guard = Guard::new(&format!("{stop}; rm -rf {}", run::quoted(&folder_text)))?;
        if let Some(owner) = owner {
            run::quiet(Command::new("chown").arg(owner).arg(&folder))?;
        }
        // Trust: it listens on loopback for the minutes of this run and holds invented data only.
        run::quiet(as_owner(owner, &bin.join("initdb")).args([
            "--pgdata",
            &data_text,
            "--username=mufakat",
            "--auth=trust",
            "--locale=C",
            "-E",
            "UTF8",
            "--no-instructions",
        ]))?;
        let port = Self::serve(owner, &bin, &folder_text, &data_text)?;
        run::quiet(as_owner(owner, &bin.join("createdb")).args([
            "--host",
            &folder_text,
            "--port",
            &port.to_string(),
            "--username=mufakat",
            "mufakat",
        ]))?;
        Ok(Self {
            url: format!("postgres://mufakat@127.0.0.1:{port}/mufakat"),
            #[cfg(test)]
            folder,
            _guard: guard,
        })
    }

    /// Starts the server on a free port; another try when the port was taken in between.
    fn serve(owner: Option<&str>, bin: &Path, folder: &str, data: &str) -> Result<u16, String> {
        let log = format!("{folder}/log");
        let mut said = String::new();
        for _ in 0..3 {
            let port = run::free_port()?;
            let options = format!(
                "-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=on -c max_connections=200 \
                 -c max_locks_per_transaction=256"
            );
            // Its output goes to the log, or it would hold our pipe open.
            let mut command = as_owner(owner, &bin.join("pg_ctl"));
            command.args(["-D", data, "-l", &log, "-w", "-t", "60", "-o", &options, "start"]);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            if command.status().is_ok_and(|s| s.success()) {
                return Ok(port);
            }
            said = std::fs::read_to_string(&log).unwrap_or_default();
        }
        Err(format!("PostgreSQL did not start:\n{said}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_cluster_answers_and_vanishes() {
        let Some(bin) = binaries() else { return };
        let cluster = Cluster::start(true).expect("a cluster");
        let folder = cluster.folder.clone();
        let said = run::quiet(Command::new(bin.join("psql")).args([
            &cluster.url,
            "-Atc",
            "select current_setting('fsync') || ' ' || current_setting('server_encoding') || ' ' || datcollate \
             from pg_database where datname = 'mufakat'",
        ]));
        assert_eq!(said.as_deref().map(str::trim), Ok("on UTF8 C"));
        drop(cluster);
        assert!(!folder.exists(), "nothing is left of it");
    }
}
