//! Only what was signed with our secret within the last five minutes gets in, whatever the headers hold.

#![no_main]

use bearings::secret::Secret;
use bearings::slack::Signatures;
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

const SECRET: &str = "0bv10us1yfakes1gn1ngsecret";

// The time, the signature and the body, a line each; the time and body are also signed correctly.
fuzz_target!(|bytes: &[u8]| {
    let signatures = Signatures::new(&Secret::from(SECRET));
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (time, signature) = (text(), text());
    let body = parts.next().unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(format!("v0:{time}:").as_bytes());
    mac.update(body);
    let right = mac.finalize().into_bytes().iter().fold("v0=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"));
    if signature != right {
        assert!(signatures.verify(body, &time, &signature).is_err());
    }
    // A fuzzer hits the five minutes around now only with a number of ten digits.
    if signatures.verify(body, &time, &right).is_ok() {
        assert!(time.parse::<i64>().is_ok());
    }
});
