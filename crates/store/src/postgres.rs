//! PostgreSQL: how the pool is made and how a statement runs.

use crate::{Problem, Result, Value};
use bytes::BytesMut;
use deadpool_postgres::{ClientWrapper, Manager, ManagerConfig, Pool, RecyclingMethod};
use tokio_postgres::{
    NoTls,
    error::SqlState,
    types::{IsNull, ToSql, Type, to_sql_checked},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Values are written as the prepared statement's own types ask, in this one place.
impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => match *kind {
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::TEXT | Type::VARCHAR => number.to_string().to_sql(kind, out),
                _ => number.to_sql(kind, out),
            },
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A pool of connections for reading.
pub fn pool(url: &str, size: usize) -> Result<Pool> {
    let config: tokio_postgres::Config = url.parse().map_err(Problem::internal)?;
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    // A server on this machine needs no TLS and usually has none; any other gets it when it offers it
    // (`sslmode=require` insists).
    let local = config.get_hosts().iter().all(|host| match host {
        tokio_postgres::config::Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        tokio_postgres::config::Host::Unix(_) => true,
    });
    let manager = if local {
        Manager::from_config(config, NoTls, recycling)
    } else {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (tls, _) = MakeRustlsConnect::with_native_certs()
            .map_err(|_| Problem::internal("no root certificates on this machine"))?;
        Manager::from_config(config, tls, recycling)
    };
    Pool::builder(manager).max_size(size).build().map_err(Problem::internal)
}

pub async fn query(client: &ClientWrapper, sql: &str, params: &[Value]) -> Result<Vec<tokio_postgres::Row>> {
    let statement = client.prepare_cached(sql).await.map_err(|e| problem(&e))?;
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    client.query(&statement, &params).await.map_err(|e| problem(&e))
}

pub async fn execute(client: &ClientWrapper, sql: &str, params: &[Value]) -> Result<u64> {
    let statement = client.prepare_cached(sql).await.map_err(|e| problem(&e))?;
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    client.execute(&statement, &params).await.map_err(|e| problem(&e))
}

/// A driver's error as a situation.
pub fn problem(error: &tokio_postgres::Error) -> Problem {
    match error.as_db_error() {
        Some(db) if *db.code() == SqlState::UNIQUE_VIOLATION => {
            Problem::Conflict { what: db.constraint().unwrap_or_else(|| db.message()).to_owned() }
        }
        Some(db) => Problem::Internal(format!("{}: {}", db.code().code(), db.message())),
        None => Problem::internal(error),
    }
}

/// True for the errors that ask to run the transaction again: serialisation, deadlock, a lost line.
pub fn asks_again(problem: &Problem) -> bool {
    matches!(problem, Problem::Internal(text) if text.starts_with("40001") || text.starts_with("40P01") || text.contains("connection closed"))
}
