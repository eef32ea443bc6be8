//! Passwords: argon2id with the parameters OWASP advises (19 MiB, 2 passes, 1 lane).

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use mufakat_base::{Problem, Result};
use mufakat_store::Entropy;

/// The argon2id string of a password; tens of milliseconds of work, so never inside a transaction
/// of the writer.
pub fn hash(password: &str, entropy: &Entropy) -> Result<String> {
    let salt: [u8; 16] = entropy.fill();
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(Problem::internal)
}

/// True when the password fits. No hash at all costs the same time, so that an answer does not
/// tell whether an account exists.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWRWJTmaaJObG6bF/rkuO1eY";
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODY));
    let fits =
        parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits() {
        let hash = hash("correct horse battery", &Entropy::System).expect("hash");
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("correct horse battery", Some(&hash)));
        assert!(
            !verify("wrong horse battery", Some(&hash))
                && !verify("x", None)
                && !verify("x", Some("nonsense"))
        );
    }
}
