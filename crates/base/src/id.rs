//! Identities: sixteen characters of Crockford's base 32, sortable by time of making.

use serde::{Deserialize, Serialize};
use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters in an identity.
pub const ID_CHARS: usize = 16;

/// Makes an identity from a time (milliseconds) and forty random bits' worth of bytes.
pub fn make(millis: i64, random: [u8; 5]) -> String {
    let mut bits: u128 = (millis.max(0) as u128 & 0xffff_ffff_ffff) << 32;
    let tail = u128::from(random[0]) << 24
        | u128::from(random[1]) << 16
        | u128::from(random[2]) << 8
        | u128::from(random[3]);
    bits |= tail;
    encode(bits)
}

/// Makes the identity a fact of a loaded record always has: the same key gives the same identity.
pub fn from_hash(hash: &[u8; 32]) -> String {
    let mut bits: u128 = 0;
    for byte in &hash[..10] {
        bits = bits << 8 | u128::from(*byte);
    }
    encode(bits)
}

fn encode(bits: u128) -> String {
    (0..ID_CHARS).rev().map(|position| char::from(ALPHABET[(bits >> (position * 5) & 31) as usize])).collect()
}

/// True for text that could be an identity; anything else is not looked up.
pub fn plausible(text: &str) -> bool {
    text.len() == ID_CHARS && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// Declares a typed identity: `typed_id!(/** A meeting. */ MeetingId)` becomes a newtype over text,
/// so that a meeting's identity can't be handed where a body's is wanted.
#[macro_export]
macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self { Self(text.into()) }
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { out.write_str(&self.0) }
        }
    };
}

/// The identity of any record on the thread, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(String);

impl RecordId {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_sort_by_time_and_are_plausible() {
        let early = make(1_000, [255; 5]);
        let late = make(1_001, [0; 5]);
        assert!(early < late);
        assert!(plausible(&early) && plausible(&from_hash(&[7; 32])));
        assert!(!plausible("o-r-i-l") && !plausible("ilou000000000000"));
    }
}
