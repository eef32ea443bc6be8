//! How often an address or an account may ask.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{net::IpAddr, num::NonZeroU32};

/// Passwords an address or an account may try in a minute.
const SIGN_INS_PER_MINUTE: u32 = 10;
/// Addresses remembered before the idle ones are forgotten.
const KEYS_MAX: usize = 50_000;

/// Who counts as one address: an IPv4 address, or the /64 an IPv6 host can choose from freely.
pub fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("address:{address}"),
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = address.segments();
                format!("address:{a:x}:{b:x}:{c:x}:{d:x}")
            },
            |v4| format!("address:{v4}"),
        ),
    }
}

pub struct Limits {
    requests: Option<DefaultKeyedRateLimiter<IpAddr>>,
    sign_ins: DefaultKeyedRateLimiter<String>,
}

impl Limits {
    pub fn new(per_second: u32) -> Self {
        let least = NonZeroU32::MIN;
        let sign_ins = Quota::per_minute(NonZeroU32::new(SIGN_INS_PER_MINUTE).unwrap_or(least));
        Self {
            // A page brings its style, fonts and pictures: a burst of a few pages is no attack.
            requests: NonZeroU32::new(per_second).map(|rate| {
                RateLimiter::keyed(
                    Quota::per_second(rate)
                        .allow_burst(rate.saturating_mul(NonZeroU32::new(6).unwrap_or(least))),
                )
            }),
            sign_ins: RateLimiter::keyed(sign_ins),
        }
    }

    pub fn request(&self, address: IpAddr) -> bool {
        self.requests.as_ref().is_none_or(|limiter| {
            if limiter.len() > KEYS_MAX {
                limiter.retain_recent();
            }
            limiter.check_key(&address).is_ok()
        })
    }

    /// Counts one try to sign in against a key: an address or an account.
    pub fn sign_in(&self, key: String) -> bool {
        if self.sign_ins.len() > KEYS_MAX {
            self.sign_ins.retain_recent();
        }
        self.sign_ins.check_key(&key).is_ok()
    }
}
