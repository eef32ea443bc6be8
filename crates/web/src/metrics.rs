//! What the server counts about itself, as Prometheus text.

use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

type Labels = Vec<(&'static str, String)>;

pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    duration: Histogram,
    pub journal_seq: Gauge,
    pub jobs_due: Gauge,
    pub index_behind: Gauge,
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("mufakat");
        let requests = Family::<Labels, Counter>::default();
        let duration = Histogram::new([0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0]);
        let (journal_seq, jobs_due, index_behind) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register("requests", "Requests answered, by route and status", requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time to make an answer",
            Unit::Seconds,
            duration.clone(),
        );
        registry.register("journal_seq", "Last journal entry committed", journal_seq.clone());
        registry.register("jobs_due", "Jobs due and not yet done", jobs_due.clone());
        registry.register(
            "index_behind",
            "Journal entries the search index has not seen",
            index_behind.clone(),
        );
        Self { registry, requests, duration, journal_seq, jobs_due, index_behind }
    }

    pub fn answered(&self, route: &str, status: u16, seconds: f64) {
        self.requests.get_or_create(&vec![("route", route.to_owned()), ("status", status.to_string())]).inc();
        self.duration.observe(seconds);
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = encode(&mut out, &self.registry);
        out
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
