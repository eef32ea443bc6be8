//! Kill the real server at random moments while clients write: everything acknowledged is there
//! afterwards, and the journal's chain is whole.

use crate::support::meeting_json;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

/// Times the server is killed.
const KILLS: usize = 50;
const CLIENTS: usize = 4;

fn server(data: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mufakat"))
        .args(["serve", "--listen", "127.0.0.1:0", "--rate", "1000000", "--data"])
        .arg(data)
        .env("MUFAKAT_LOG", "error")
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let address = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split("http://").nth(1).map(|rest| format!("http://{}", rest.trim())));
    // Keep reading, so that the server never waits for us.
    std::thread::spawn(move || lines.for_each(drop));
    (child, address.expect("an address"))
}

fn client() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .http_status_as_error(false)
        .build()
        .into()
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeded = Command::new(env!("CARGO_BIN_EXE_mufakat"))
        .args(["seed", "--records", "0", "--data"])
        .arg(folder.path())
        .output()
        .expect("the folder is seeded");
    let text = String::from_utf8_lossy(&seeded.stdout).into_owned();
    let token = text
        .lines()
        .find_map(|line| line.strip_prefix("api-token: "))
        .unwrap_or_else(|| panic!("no token: {text} {}", String::from_utf8_lossy(&seeded.stderr)))
        .to_owned();
    let bearer = format!("Bearer {token}");
    let ordinal = Arc::new(AtomicI64::new(1_000));
    let acknowledged = Arc::new(Mutex::new(Vec::<String>::new()));
    let mut random: u64 = 42;
    for kill in 0..KILLS {
        let (mut child, address) = server(folder.path());
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (stop, ordinal, acknowledged) =
                    (Arc::clone(&stop), Arc::clone(&ordinal), Arc::clone(&acknowledged));
                let (address, bearer) = (address.clone(), bearer.clone());
                std::thread::spawn(move || {
                    let agent = client();
                    while !stop.load(Ordering::Relaxed) {
                        let body = meeting_json(ordinal.fetch_add(1, Ordering::SeqCst)).to_string();
                        let answer = agent
                            .post(&format!("{address}/meetings"))
                            .header("content-type", "application/json")
                            .header("authorization", &bearer)
                            .send(body);
                        let Ok(answer) = answer else { continue };
                        assert_eq!(answer.status(), 201, "a write was refused");
                        let place = answer
                            .headers()
                            .get("location")
                            .and_then(|value| value.to_str().ok())
                            .map(str::to_owned);
                        acknowledged.lock().expect("no poison").push(place.expect("a location"));
                    }
                })
            })
            .collect();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(30 + (random >> 33) % 250));
        // SIGKILL: no chance to finish anything.
        child.kill().expect("killed");
        child.wait().expect("gone");
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.join().unwrap_or_else(|_| panic!("a writer failed at kill {kill}"));
        }
    }
    let (mut child, address) = server(folder.path());
    let agent = client();
    let acknowledged = acknowledged.lock().expect("no poison").clone();
    assert!(acknowledged.len() >= KILLS, "only {} writes were acknowledged", acknowledged.len());
    for place in &acknowledged {
        let answer = agent
            .get(&format!("{address}{place}.json"))
            .header("authorization", &bearer)
            .call()
            .expect("an answer");
        assert_eq!(answer.status(), 200, "{place} was acknowledged and is gone");
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    let verified = Command::new(env!("CARGO_BIN_EXE_mufakat"))
        .arg("verify")
        .arg("--data")
        .arg(folder.path())
        .output()
        .expect("verify runs");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    println!("{} acknowledged writes survived {KILLS} kills", acknowledged.len());
}
