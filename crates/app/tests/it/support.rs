//! Sites for the tests.

use mufakat::{
    boot::{self, Place, Start},
    feeder, profile,
    slices::AREAS,
};
use mufakat_store::{Clock, Ctx, Db, Engine, Entropy, Result, migrate};
use mufakat_testkit::Harness;
use mufakat_web::{Site, site::Config};
use std::{future::Future, path::PathBuf, pin::Pin, sync::Arc};

fn fill(db: Db, ctx: Ctx) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        migrate::migrate(&db, &ctx, AREAS).await?;
        let report = profile::load(&db, &ctx, "asean").await?;
        assert_eq!(report.rejects, [], "the public record loads whole");
        boot::demo(&db, &ctx).await
    })
}

fn build(
    folder: PathBuf,
    db: Db,
    clock: Clock,
    entropy: Entropy,
) -> Pin<Box<dyn Future<Output = Result<Arc<Site>>> + Send>> {
    Box::pin(async move {
        let config = Config {
            demo: true,
            rate_per_second: 0,
            show_statements: true,
            public_url: "http://mufakat.test".into(),
            ..Config::default()
        };
        boot::site(&Place::in_folder(&folder), db, Start { config, clock, entropy, index_in_memory: true })
            .await
    })
}

/// A site with the public record and the demonstration.
pub async fn harness(engine: Engine) -> Harness {
    Harness::new(engine, fill, build).await
}

/// The same, with everything in the search index.
pub async fn searchable(engine: Engine) -> Harness {
    let harness = harness(engine).await;
    feeder::rebuild(&harness.site).await.expect("the index is fed");
    harness
}

/// Runs an async test on each engine this run has.
pub fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Engine) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    for engine in mufakat_testkit::engines() {
        runtime.block_on(test(engine));
    }
}

/// The fields of a meeting that can be convened.
pub fn meeting(ordinal: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("body_code", "SOM"),
        ("ordinal", ordinal),
        ("own_title", "Meeting for a test"),
        ("start", "2027-03-02T09:00"),
        ("end", "2027-03-03T17:00"),
        ("zone", "Asia/Manila"),
        ("venue", "Conference hall"),
        ("city", "Manila"),
        ("country", "PH"),
        ("mode", "physical"),
        ("host", "PH"),
        ("chair", "PH"),
        ("class", "public"),
    ]
}

pub fn meeting_json(ordinal: i64) -> serde_json::Value {
    let mut json: serde_json::Map<String, serde_json::Value> =
        meeting("0").into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    json.insert("ordinal".into(), ordinal.into());
    json.into()
}
