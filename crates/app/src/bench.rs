//! What the bench needs of the product: many records, a bare rival, and the gain of grouped commits.

use crate::boot::{self, Place};
use mufakat_base::Class;
use mufakat_coordination::store::{self as meetings, Draft, NewItem};
use mufakat_store::{
    Clock, Ctx, Db, Entropy, Event, Grant, Options, Problem, Result, Role, accounts, records,
};
use std::{process::ExitCode, sync::Arc};

/// Meetings written in one transaction while seeding.
const SEED_BATCH: usize = 2_000;

/// Plans and convenes one meeting through the same door as everyone.
fn one_meeting(tx: &mut mufakat_store::Tx<'_>, key: &str, ordinal: usize, items: usize) -> Result<()> {
    let day = jiff::civil::date(1967, 8, 8)
        .checked_add(jiff::Span::new().days((ordinal % 21_500) as i64))
        .map_err(Problem::internal)?;
    let start = day.at(9, 0, 0, 0).in_tz("Asia/Jakarta").map_err(Problem::internal)?.timestamp();
    let end = day.at(17, 0, 0, 0).in_tz("Asia/Jakarta").map_err(Problem::internal)?.timestamp();
    let draft = Draft {
        title: format!("Meeting {ordinal} of officials on trade, energy and culture"),
        ordinal: Some(10_000_000 + ordinal as i64),
        start_date: day.to_string(),
        end_date: day.to_string(),
        start_at: start.as_microsecond(),
        end_at: end.as_microsecond(),
        zone: "Asia/Jakarta".into(),
        mode: "in-person".into(),
        venue: "Hall 1".into(),
        city: "Jakarta".into(),
        country: "ID".into(),
        link: String::new(),
        host: "ID".into(),
        chair: "ID".into(),
        class: Class::Public,
        document_weeks: 6,
        note: String::new(),
    };
    meetings::plan(tx, "SOM", &draft, Some(key), true)?;
    for place in 1..=items {
        let item = NewItem {
            parent: None,
            title: format!("Item {place}: progress of the work programme"),
            lang: "en".into(),
            purpose: "discussion".into(),
            minutes: Some(15),
            lead: String::new(),
            note: String::new(),
            class: Class::Public,
        };
        meetings::add_item(tx, key, &item)?;
    }
    Ok(())
}

/// Seeds a folder: the profile, `records` meetings, one meeting with forty items, and a token.
pub async fn seed(place: &Place, count: usize) -> Result<ExitCode> {
    let db = place.open(&Options::default()).await?;
    let ctx = Ctx::system("bench", &Clock::System);
    crate::profile::load(&db, &ctx, "asean").await?;
    boot::demo(&db, &ctx).await?;
    db.write(&ctx, |tx| one_meeting(tx, "bench-40", 0, 40)).await?;
    let mut made = 0;
    while made < count {
        let (from, until) = (made, (made + SEED_BATCH).min(count));
        db.write(&ctx, move |tx| {
            for ordinal in from..until {
                one_meeting(tx, &format!("bench-m-{ordinal}"), ordinal + 1, 0)?;
            }
            Ok(())
        })
        .await?;
        made = until;
    }
    let secret = Entropy::System.secret();
    let token = secret.clone();
    db.write(&ctx, move |tx| {
        let account =
            accounts::create(tx, "bench@demo.example", "Bench", "en", "Asia/Jakarta", Some("!".into()))?;
        accounts::grant(tx, &account, &Grant { role: Role::Officer, body: None, party: None })?;
        accounts::create_token(tx, &account, &token, "bench", &["read", "write"], 30).map(drop)
    })
    .await?;
    // The measured server should not be busy reading what was seeded.
    let site = boot::site(place, db.clone(), boot::Start::default()).await?;
    crate::feeder::rebuild(&site).await?;
    db.close();
    println!("api-token: {secret}");
    Ok(ExitCode::SUCCESS)
}

/// Answers everything with the bytes another server gave once.
pub async fn bare(url: &str) -> Result<ExitCode> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| Problem::Malformed("an http:// address is needed".into()))?;
    let (host, path) =
        rest.split_once('/').map_or((rest, String::from("/")), |(host, path)| (host, format!("/{path}")));
    let (head, body) = fetch(host, &path).await?;
    let media_type = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-type: ").map(str::to_owned))
        .unwrap_or_else(|| "text/html; charset=utf-8".into());
    let body = axum::body::Bytes::from(body);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(Problem::internal)?;
    println!("http://{}", listener.local_addr().map_err(Problem::internal)?);
    let app = axum::Router::new().fallback(move || {
        let (body, media_type) = (body.clone(), media_type.clone());
        async move { ([("content-type", media_type)], body) }
    });
    axum::serve(listener, app).await.map_err(Problem::internal)?;
    Ok(ExitCode::SUCCESS)
}

async fn fetch(host: &str, path: &str) -> Result<(String, Vec<u8>)> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(host).await.map_err(Problem::internal)?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(Problem::internal)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.map_err(Problem::internal)?;
    let split = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .ok_or_else(|| Problem::Malformed("no answer".into()))?;
    Ok((String::from_utf8_lossy(&answer[..split]).into_owned(), answer[split + 4..].to_vec()))
}

async fn burst(db: &Db, writes: usize, clients: usize) -> Result<f64> {
    #[expect(clippy::disallowed_methods, reason = "a stopwatch")]
    let started = std::time::Instant::now();
    let left = Arc::new(std::sync::atomic::AtomicUsize::new(writes));
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (db, left) = (db.clone(), Arc::clone(&left));
        tasks.push(tokio::spawn(async move {
            let ctx = Ctx::system("bench", &Clock::System);
            while left
                .fetch_update(std::sync::atomic::Ordering::SeqCst, std::sync::atomic::Ordering::SeqCst, |n| {
                    n.checked_sub(1)
                })
                .is_ok()
            {
                db.write(&ctx, |tx| {
                    let key = tx.new_id();
                    let record =
                        records::NewRecord::new("bench", key.clone(), "A note", format!("/bench/{key}"));
                    let id = records::create(tx, &record)?;
                    tx.record(Event::new("bench.noted", "bench", id)).map(drop)
                })
                .await?;
            }
            Ok::<(), Problem>(())
        }));
    }
    for task in tasks {
        task.await.map_err(Problem::internal)??;
    }
    Ok(writes as f64 / started.elapsed().as_secs_f64())
}

/// Durable writes a second from 1, 16 and 64 clients, with one commit per write and with grouping.
pub async fn writes(place: &Place, writes: usize) -> Result<ExitCode> {
    place.open(&Options::default()).await?.close();
    println!(
        "| clients | one commit per write, writes/s | grouped, writes/s | gain |\n| --- | ---: | ---: | ---: |"
    );
    for clients in [1, 16, 64] {
        let mut best = [0.0_f64; 2];
        // Alternating, so that a change of the machine's speed meets both.
        for _ in 0..3 {
            for (slot, group) in [(0, 1), (1, mufakat_store::db::GROUP_MAX)] {
                let db = Db::open(&place.database_url(), &Options { group, ..Options::default() }).await?;
                best[slot] = best[slot].max(burst(&db, writes, clients).await?);
                db.close();
            }
        }
        println!("| {clients} | {:.0} | {:.0} | {:.2} |", best[0], best[1], best[1] / best[0]);
    }
    Ok(ExitCode::SUCCESS)
}
