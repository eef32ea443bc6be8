//! The context every act carries: who, when, in what language. Nothing in the house is ambient.

use jiff::Timestamp;
use serde::Serialize;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

/// What an account may be, per body or Member State.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Administrator,
    SecretaryGeneral,
    Officer,
    Chair,
    Delegate,
}

impl Role {
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::SecretaryGeneral, Self::Officer, Self::Chair, Self::Delegate];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::SecretaryGeneral => "secretary-general",
            Self::Officer => "officer",
            Self::Chair => "chair",
            Self::Delegate => "delegate",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// One role held: everywhere, or for one body, acting for one Member State.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grant {
    pub role: Role,
    pub body: Option<String>,
    pub party: Option<String>,
}

/// Who acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// `None` for the anonymous public and for the system itself.
    pub account: Option<String>,
    pub name: String,
    pub grants: Vec<Grant>,
    /// The process itself: loaders, jobs, the command line.
    pub system: bool,
    /// Scopes of an API token; `None` for a person at a browser.
    pub scopes: Option<Vec<String>>,
}

impl Actor {
    pub fn anonymous() -> Self {
        Self { name: "public".into(), ..Self::default() }
    }

    /// The process acting on its operator's behalf, named in the journal.
    pub fn system(name: &str) -> Self {
        Self { name: name.into(), system: true, ..Self::default() }
    }

    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Holds one of these roles everywhere or for this body.
    pub fn holds(&self, roles: &[Role], body: Option<&str>) -> bool {
        self.system
            || self.grants.iter().any(|grant| {
                roles.contains(&grant.role) && (grant.body.is_none() || grant.body.as_deref() == body)
            })
    }

    /// Refuses an act to everyone who holds none of these roles for this body.
    ///
    /// ```
    /// # use mufakat_store::{Actor, Role};
    /// assert!(Actor::anonymous().must(&[Role::Officer], None, "meeting.convene").is_err());
    /// ```
    pub fn must(&self, roles: &[Role], body: Option<&str>, action: &'static str) -> crate::Result<()> {
        self.must_with("write", roles, body, action)
    }

    /// The same for reading: a token that may only read passes.
    pub fn must_read(&self, roles: &[Role], body: Option<&str>, action: &'static str) -> crate::Result<()> {
        self.must_with("read", roles, body, action)
    }

    fn must_with(
        &self,
        scope: &str,
        roles: &[Role],
        body: Option<&str>,
        action: &'static str,
    ) -> crate::Result<()> {
        if self.holds(roles, body) && self.scope_allows(scope) {
            Ok(())
        } else if self.account.is_none() && !self.system {
            Err(crate::Problem::SignIn)
        } else {
            Err(crate::Problem::Forbidden { action })
        }
    }

    /// True unless an API token without that scope asks.
    pub fn scope_allows(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|have| have == scope))
    }

    /// Highest class seen without a named or body right: 0 public, 1 members, 3 secretariat.
    pub fn ceiling(&self) -> i64 {
        if self.system
            || self
                .grants
                .iter()
                .any(|g| matches!(g.role, Role::Administrator | Role::SecretaryGeneral | Role::Officer))
        {
            3
        } else {
            i64::from(self.grants.iter().any(|g| matches!(g.role, Role::Delegate | Role::Chair)))
        }
    }

    pub fn bodies(&self) -> Vec<String> {
        self.grants.iter().filter_map(|grant| grant.body.clone()).collect()
    }

    pub fn party(&self) -> Option<&str> {
        self.grants.iter().find_map(|grant| grant.party.as_deref())
    }
}

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// A test's clock, in microseconds, advanced by hand.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(micros) => {
                Timestamp::from_microsecond(micros.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }
}

/// Where randomness comes from.
#[derive(Clone, Debug, Default)]
pub enum Entropy {
    #[default]
    System,
    /// A test's repeatable numbers (`SplitMix64`).
    Seeded(Arc<Mutex<u64>>),
}

impl Entropy {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks for randomness")]
    pub fn fill<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        match self {
            Self::System => {
                getrandom::fill(&mut out).unwrap_or_else(|error| panic!("no randomness: {error}"));
            }
            Self::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                for chunk in out.chunks_mut(8) {
                    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                    let mut z = *state;
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
                }
            }
        }
        out
    }

    /// A secret of 256 bits as text for a cookie, a token or a link.
    pub fn secret(&self) -> String {
        use std::fmt::Write;
        self.fill::<32>().iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The context of one act.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub actor: Arc<Actor>,
    pub now: Timestamp,
    pub lang: String,
    pub entropy: Entropy,
    /// Statements run so far: the harness holds pages to a maximum.
    pub statements: Arc<AtomicU32>,
}

impl Ctx {
    pub fn new(actor: Actor, now: Timestamp) -> Self {
        Self {
            actor: Arc::new(actor),
            now,
            lang: "en".into(),
            entropy: Entropy::System,
            statements: Arc::new(AtomicU32::new(0)),
        }
    }

    /// The context of the process itself, named in the journal.
    pub fn system(name: &str, clock: &Clock) -> Self {
        Self::new(Actor::system(name), clock.now())
    }

    pub fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }
}
