//! Signs a request as Slack does.

use std::fmt::Write as _;

use bearings::clock::Clock;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Obviously fake; the scripts give the bot the same one.
pub const SECRET: &str = "0bv10us1yfakes1gn1ngsecret";

/// Returns the timestamp and the signature.
pub fn sign(body: &str) -> (String, String) {
    let at = Clock::system().now().timestamp();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key of any length");
    mac.update(format!("v0:{at}:{body}").as_bytes());
    let mut signature = String::from("v0=");
    for byte in mac.finalize().into_bytes() {
        write!(signature, "{byte:02x}").expect("memory");
    }
    (at.to_string(), signature)
}
