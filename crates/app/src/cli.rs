//! The command line. Every option has a twin in the environment.

use crate::{
    bench, boot,
    boot::{Place, Start},
    feeder, profile,
    slices::AREAS,
    worker,
};
use clap::{Args, Parser, Subcommand};
use mufakat_store::{
    Clock, Ctx, Db, Entropy, Grant, Options, Problem, Result, Role, accounts, backup, journal, records,
};
use mufakat_web::{Site, openapi, serve, site::Config};
use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
};

/// The permanent secretariat of an association of states.
#[derive(Parser)]
#[command(name = "mufakat", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Args, Clone)]
struct Where {
    /// Folder of the data.
    #[arg(long, env = "MUFAKAT_DATA", default_value = "mufakat-data", global = true)]
    data: PathBuf,
    /// PostgreSQL address (postgres://…) instead of SQLite in the folder.
    #[arg(long, env = "MUFAKAT_DATABASE", hide_env_values = true, global = true)]
    database: Option<String>,
    /// Where files go: `s3://bucket` with the usual `AWS_*` settings, instead of the folder.
    #[arg(long, env = "MUFAKAT_FILES", global = true)]
    files: Option<String>,
}

impl Where {
    fn place(&self) -> Place {
        Place { data: self.data.clone(), database: self.database.clone(), files: self.files.clone() }
    }
}

#[derive(Args, Clone)]
#[expect(clippy::struct_field_names, reason = "the option is called --listen")]
struct Listen {
    /// Address to listen at; port 0 takes a free one.
    #[arg(long, env = "MUFAKAT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address people reach the server by, such as `https://secretariat.example`.
    #[arg(long, env = "MUFAKAT_PUBLIC_URL")]
    public_url: Option<String>,
    /// A proxy on this machine adds X-Forwarded-For.
    #[arg(long, env = "MUFAKAT_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Requests a second one address may make; 0 for no limit.
    #[arg(long, env = "MUFAKAT_RATE", default_value_t = 50)]
    rate: u32,
    /// Mail server, such as `smtps://user:secret@mail.example`.
    #[arg(long, env = "MUFAKAT_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Sender of the house's mails.
    #[arg(long, env = "MUFAKAT_MAIL_FROM", default_value = "secretariat@localhost")]
    mail_from: String,
    /// Make every page anew, for the bench.
    #[arg(long, hide = true)]
    no_page_cache: bool,
    /// Leave jobs to `mufakat work`.
    #[arg(long, env = "MUFAKAT_NO_JOBS")]
    no_jobs: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a fresh database with ASEAN's public record and an illustrative present, and open it with
    /// one-click sign-in.
    Demo {
        /// Folder of the demonstration; an earlier demonstration in it is replaced.
        #[arg(long, env = "MUFAKAT_DATA", default_value = "mufakat-data/demo")]
        data: PathBuf,
        /// PostgreSQL address of an empty database, instead of SQLite in the folder.
        #[arg(long, env = "MUFAKAT_DATABASE", hide_env_values = true)]
        database: Option<String>,
        /// Address to listen at; without it a free port is chosen.
        #[arg(long, env = "MUFAKAT_LISTEN", default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
    /// Serve an organisation.
    Serve {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        listen: Listen,
        /// Load an organisation's public record first (asean).
        #[arg(long, env = "MUFAKAT_PROFILE")]
        profile: Option<String>,
    },
    /// Do the jobs in a process of its own.
    Work {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        listen: Listen,
    },
    /// Bring the tables up to date.
    Migrate {
        #[command(flatten)]
        place: Where,
    },
    /// Recompute the journal's chain and the files' hashes.
    Verify {
        #[command(flatten)]
        place: Where,
    },
    /// Copy everything into a folder: a SQLite database, the files, and a list of checksums.
    Backup {
        #[command(flatten)]
        place: Where,
        to: PathBuf,
    },
    /// Bring a backup back into an empty place.
    Restore {
        #[command(flatten)]
        place: Where,
        from: PathBuf,
    },
    /// Copy the database into another, empty one and compare rows and checksums.
    MoveTo {
        #[command(flatten)]
        place: Where,
        url: String,
    },
    /// The search index.
    Index {
        #[command(flatten)]
        place: Where,
        #[command(subcommand)]
        act: IndexAct,
    },
    /// Accounts.
    User {
        #[command(flatten)]
        place: Where,
        #[command(subcommand)]
        act: UserAct,
    },
    /// Print the OpenAPI document.
    Openapi {
        #[arg(long, default_value = "https://secretariat.example")]
        public_url: String,
    },
    /// Fill a fresh folder with many records for the bench.
    #[command(hide = true)]
    Seed {
        #[command(flatten)]
        place: Where,
        #[arg(long, default_value_t = 10_000)]
        records: usize,
    },
    /// Answer every request with the same bytes: the bench's bare rival.
    #[command(hide = true)]
    Bare {
        #[arg(long)]
        bytes_from: String,
    },
    /// Compare grouped with single commits in one run.
    #[command(hide = true)]
    BenchWrites {
        #[command(flatten)]
        place: Where,
        #[arg(long, default_value_t = 2_000)]
        writes: usize,
    },
}

#[derive(Subcommand)]
enum IndexAct {
    /// Empty the index and feed it every record.
    Rebuild,
}

#[derive(Subcommand)]
enum UserAct {
    /// Make an account and print the link by which its owner comes in.
    Invite {
        email: String,
        #[arg(long)]
        name: String,
        /// administrator, secretary-general, officer, chair or delegate.
        #[arg(long)]
        role: String,
        /// Body the role is for, by its code.
        #[arg(long)]
        body: Option<String>,
        /// Member State acted for, as a two-letter code.
        #[arg(long)]
        party: Option<String>,
        #[arg(long, env = "MUFAKAT_PUBLIC_URL", default_value = "http://127.0.0.1:8080")]
        public_url: String,
    },
}

/// Threads for reading, typesetting and hashing; the readers of the database are fewer.
const BLOCKING_THREADS: usize = 24;

/// Runs a verb; prints what went wrong in one line.
pub fn run(cli: Cli) -> ExitCode {
    log();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("mufakat: the runtime can't start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(act(cli.verb)) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("mufakat: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("MUFAKAT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,mufakat=info"));
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).init();
}

async fn act(verb: Verb) -> Result<ExitCode> {
    match verb {
        Verb::Demo { data, database, listen } => demo(&data, database, listen).await,
        Verb::Serve { place, listen, profile } => serve_organisation(&place.place(), &listen, profile).await,
        Verb::Work { place, listen } => {
            let place = place.place();
            let db = place.open(&Options::default()).await?;
            let site = boot::site(&place, db, Start { index_in_memory: true, ..Start::default() }).await?;
            println!("working; stop with Ctrl-C");
            tokio::select! {
                () = worker::work(site, mail(&listen)) => {}
                () = stop_signal() => {}
            }
            Ok(ExitCode::SUCCESS)
        }
        Verb::Migrate { place } => {
            place.place().open(&Options::default()).await?.close();
            println!("the tables are up to date");
            Ok(ExitCode::SUCCESS)
        }
        Verb::Verify { place } => verify(&place.place()).await,
        Verb::Backup { place, to } => back_up(&place.place(), &to).await,
        Verb::Restore { place, from } => restore(&place.place(), &from).await,
        Verb::MoveTo { place, url } => move_to(&place.place(), &url).await,
        Verb::Index { place, act: IndexAct::Rebuild } => {
            let place = place.place();
            let db = place.open(&Options::default()).await?;
            let site = boot::site(&place, db, Start::default()).await?;
            println!("{} records indexed", feeder::rebuild(&site).await?);
            Ok(ExitCode::SUCCESS)
        }
        Verb::User { place, act } => invite(&place.place(), act).await,
        Verb::Openapi { public_url } => print_openapi(public_url).await,
        Verb::Seed { place, records } => bench::seed(&place.place(), records).await,
        Verb::Bare { bytes_from } => bench::bare(&bytes_from).await,
        Verb::BenchWrites { place, writes } => bench::writes(&place.place(), writes).await,
    }
}

fn mail(listen: &Listen) -> worker::Mail {
    worker::Mail { smtp: listen.smtp.clone(), from: listen.mail_from.clone() }
}

/// Name of the file that marks a folder as a demonstration's, safe to be replaced.
const DEMO_MARK: &str = ".mufakat-demonstration";

fn fresh_demo_folder(data: &Path) -> Result<()> {
    let fault = |error: std::io::Error| Problem::Internal(format!("{}: {error}", data.display()));
    if data.join(DEMO_MARK).exists() {
        std::fs::remove_dir_all(data).map_err(fault)?;
    } else if data.exists() && std::fs::read_dir(data).map_err(fault)?.next().is_some() {
        return Err(Problem::Malformed(format!(
            "{} holds something that is no demonstration; choose another --data",
            data.display()
        )));
    }
    std::fs::create_dir_all(data).map_err(fault)?;
    std::fs::write(data.join(DEMO_MARK), "").map_err(fault)
}

async fn demo(data: &Path, database: Option<String>, listen: SocketAddr) -> Result<ExitCode> {
    fresh_demo_folder(data)?;
    let place = Place { database, ..Place::in_folder(data) };
    println!("Making a demonstration in {} …", data.display());
    let db = place.open(&Options::default()).await?;
    let ctx = Ctx::system("demonstration", &Clock::System);
    let report = profile::load(&db, &ctx, "asean").await?;
    print_report(&report);
    boot::demo(&db, &ctx).await?;
    let config = Config {
        demo: true,
        show_statements: true,
        rate_per_second: if unlimited() { 0 } else { 200 },
        public_url: String::new(),
        ..Config::default()
    };
    run_server(&place, db, config, listen, &worker::Mail::default(), true, &[]).await
}

/// True when a load test from one address asked for no limit.
#[expect(clippy::disallowed_methods, reason = "the command line reads its environment")]
fn unlimited() -> bool {
    std::env::var("MUFAKAT_RATE_LIMITS").is_ok_and(|wish| wish == "off")
}

fn print_report(report: &mufakat_store::load::Report) {
    println!(
        "{} rows of the public record read, {} records new or changed, {} rejected",
        report.rows,
        report.changed,
        report.rejects.len()
    );
    for reject in report.rejects.iter().take(50) {
        println!("  {} line {}: {} {}", reject.file, reject.line, reject.column, reject.reason);
    }
}

async fn serve_organisation(place: &Place, listen: &Listen, wanted: Option<String>) -> Result<ExitCode> {
    let db = place.open(&Options::default()).await?;
    let ctx = Ctx::system("start", &Clock::System);
    if let Some(name) = wanted {
        print_report(&profile::load(&db, &ctx, &name).await?);
    }
    let mut greeting = Vec::new();
    if db.read(&ctx, accounts::count).await? == 0 {
        let secret = Entropy::System.secret();
        let kept = secret.clone();
        db.write(&ctx, move |tx| mufakat_parties::accounts::first_administrator_link(tx, &kept)).await?;
        greeting.push(format!("/invitation/{secret}"));
    }
    let config = Config {
        public_url: listen.public_url.clone().unwrap_or_default().trim_end_matches('/').to_owned(),
        behind_proxy: listen.behind_proxy,
        page_cache: !listen.no_page_cache,
        rate_per_second: if unlimited() { 0 } else { listen.rate },
        ..Config::default()
    };
    run_server(place, db, config, listen.listen, &mail(listen), !listen.no_jobs, &greeting).await
}

async fn run_server(
    place: &Place,
    db: Db,
    mut config: Config,
    listen: SocketAddr,
    mail: &worker::Mail,
    jobs: bool,
    greeting: &[String],
) -> Result<ExitCode> {
    let fault = |error: std::io::Error| Problem::Internal(format!("{listen}: {error}"));
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(fault)?;
    let address = listener.local_addr().map_err(fault)?;
    if config.public_url.is_empty() {
        config.public_url = format!("http://{address}");
    }
    let public_url = config.public_url.clone();
    let site = boot::site(place, db.clone(), Start { config, ..Start::default() }).await?;
    tokio::spawn(feeder::follow(Arc::clone(&site)));
    // The first answer does not wait for the planner to learn the tables' sizes.
    tokio::spawn(async move { db.analyze(&Ctx::system("start", &Clock::System)).await });
    if jobs {
        tokio::spawn(worker::work(Arc::clone(&site), mail.clone()));
    }
    // Fonts and the typesetter take a moment; the first reader of a PDF should not wait for them.
    tokio::task::spawn_blocking(mufakat_paper::warm_up);
    println!("Mufakat is open at http://{address}");
    for path in greeting {
        println!("First administrator, once: {public_url}{path}");
    }
    println!("Stop with Ctrl-C.");
    let app = serve::router(Arc::clone(&site)).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = Arc::clone(&site);
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            stop_signal().await;
            stopping.stopping.store(true, Ordering::Relaxed);
        })
        .await
        .map_err(Problem::internal)?;
    finish(&site).await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for the last writes, so that everything acknowledged is on disk.
async fn finish(site: &Arc<Site>) {
    let db = site.db.clone();
    let _ = tokio::task::spawn_blocking(move || db.close()).await;
}

async fn stop_signal() {
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        return drop(tokio::signal::ctrl_c().await);
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

async fn verify(place: &Place) -> Result<ExitCode> {
    let db = Db::open(&place.database_url(), &Options::default()).await?;
    let (ctx, mut head, mut count) = (Ctx::system("verify", &Clock::System), journal::Head::EMPTY, 0);
    loop {
        match db.read(&ctx, move |tx| journal::verify_stretch(tx, head)).await? {
            Ok((_, 0)) => break,
            Ok((next, entries)) => {
                head = next;
                count += entries;
            }
            Err(broken) => {
                println!("the journal is broken at entry {}: {}", broken.seq, broken.reason);
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    let files = place.open_files()?;
    let (mut after, mut sound, mut unsound) = (String::new(), 0, Vec::new());
    loop {
        let mark = after.clone();
        let hashes = db.read(&ctx, move |tx| mufakat_store::files::hashes_after(tx, &mark, 200)).await?;
        let Some(last) = hashes.last() else { break };
        after.clone_from(last);
        for hash in &hashes {
            if files.sound(hash).await? {
                sound += 1;
            } else {
                unsound.push(hash.clone());
            }
        }
    }
    println!("{count} journal entries form an unbroken chain; {sound} files match their hashes");
    for hash in &unsound {
        println!("file {hash} is missing or altered");
    }
    Ok(if unsound.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

const MANIFEST: &str = "manifest.json";

async fn back_up(place: &Place, to: &Path) -> Result<ExitCode> {
    if to.join(MANIFEST).exists() {
        return Err(Problem::Conflict { what: format!("{} holds a backup already", to.display()) });
    }
    let db = place.open(&Options::default()).await?;
    let target_place = Place::in_folder(to);
    let target = target_place.open(&Options::default()).await?;
    let sums = backup::copy(&db, &target, AREAS).await?;
    let ctx = Ctx::system("backup", &Clock::System);
    let files = backup::copy_files(&db, &ctx, &place.open_files()?, &target_place.open_files()?).await?;
    // Closed, the database is one file.
    target.close();
    drop(target);
    let manifest = serde_json::json!({ "version": env!("CARGO_PKG_VERSION"), "made_at": ctx.now.to_string(), "tables": sums, "files": files });
    let text = serde_json::to_string_pretty(&manifest).map_err(Problem::internal)?;
    std::fs::write(to.join(MANIFEST), text).map_err(Problem::internal)?;
    let rows: u64 = sums.iter().map(|sum| sum.rows).sum();
    println!("{rows} rows and {files} files are in {}", to.display());
    Ok(ExitCode::SUCCESS)
}

async fn restore(place: &Place, from: &Path) -> Result<ExitCode> {
    let text = std::fs::read_to_string(from.join(MANIFEST))
        .map_err(|error| Problem::Internal(format!("{}: {error}", from.display())))?;
    let manifest: serde_json::Value = serde_json::from_str(&text).map_err(Problem::internal)?;
    let expected: Vec<backup::TableSum> =
        serde_json::from_value(manifest["tables"].clone()).map_err(Problem::internal)?;
    let source_place = Place::in_folder(from);
    let source = Db::open(&source_place.database_url(), &Options::default()).await?;
    if backup::sums(&source, AREAS).await? != expected {
        return Err(Problem::Internal("the backup does not match its own checksums".into()));
    }
    let target = place.open(&Options::default()).await?;
    let sums = backup::copy(&source, &target, AREAS).await?;
    let ctx = Ctx::system("restore", &Clock::System);
    let files = backup::copy_files(&source, &ctx, &source_place.open_files()?, &place.open_files()?).await?;
    let rows: u64 = sums.iter().map(|sum| sum.rows).sum();
    println!("{rows} rows and {files} files are back; the search index is rebuilt when the server starts");
    Ok(ExitCode::SUCCESS)
}

async fn move_to(place: &Place, url: &str) -> Result<ExitCode> {
    let db = place.open(&Options::default()).await?;
    let target = Place { database: Some(url.to_owned()), ..place.clone() }.open(&Options::default()).await?;
    for sum in backup::copy(&db, &target, AREAS).await? {
        println!("{:>10} rows  {}  {}", sum.rows, &sum.checksum[..16], sum.table);
    }
    println!("both databases hold the same; start the server with --database from now on");
    Ok(ExitCode::SUCCESS)
}

async fn invite(place: &Place, act: UserAct) -> Result<ExitCode> {
    let UserAct::Invite { email, name, role, body, party, public_url } = act;
    let role = Role::parse(&role).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
        Problem::Malformed(format!("there is no role {role}; there are: {}", known.join(", ")))
    })?;
    let db = place.open(&Options::default()).await?;
    let ctx = Ctx::system("command line", &Clock::System);
    let secret = Entropy::System.secret();
    let body =
        body.map(
            |code| if mufakat_base::id::plausible(&code) { code } else { records::stable_id("body", &code) },
        );
    let (kept, grants) = (secret.clone(), vec![Grant { role, body, party }]);
    db.write(&ctx, move |tx| mufakat_parties::accounts::invite(tx, &email, &name, &grants, &kept).map(drop))
        .await?;
    db.close();
    println!("{}/invitation/{secret}", public_url.trim_end_matches('/'));
    Ok(ExitCode::SUCCESS)
}

async fn print_openapi(public_url: String) -> Result<ExitCode> {
    let folder = std::env::temp_dir().join(format!("mufakat-openapi-{}", std::process::id()));
    let place = Place::in_folder(&folder);
    let db = place.open(&Options::default()).await?;
    let start = Start {
        config: Config { public_url, ..Config::default() },
        index_in_memory: true,
        ..Start::default()
    };
    let site = boot::site(&place, db, start).await?;
    let text = serde_json::to_string_pretty(&openapi::document(&site)).map_err(Problem::internal)?;
    // Whoever reads only the beginning closes the pipe early: no fault of ours.
    let _ = writeln!(std::io::stdout(), "{text}");
    site.db.close();
    let _ = std::fs::remove_dir_all(&folder);
    Ok(ExitCode::SUCCESS)
}
