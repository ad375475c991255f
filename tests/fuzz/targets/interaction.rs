//! Any signed body is read or rejected without harm, and every control that is read round-trips.

#![no_main]

use bearings::controls::Control;
use bearings::secret::PrivateText;
use bearings::slack::inbound::{self, Inbound};
use libfuzzer_sys::fuzz_target;

/// Encodes only the bytes that have a meaning in a form.
fn encoded(bytes: &[u8]) -> Vec<u8> {
    let mut form = b"payload=".to_vec();
    for byte in bytes {
        match byte {
            b'%' | b'&' | b'+' | b'=' | b'#' => form.extend(format!("%{byte:02x}").bytes()),
            byte => form.push(*byte),
        }
    }
    form
}

fuzz_target!(|bytes: &[u8]| {
    let _ = inbound::slash_command(bytes);
    let _ = inbound::is_ssl_check(bytes);
    let _ = inbound::event(bytes);
    let _ = inbound::interaction(bytes);
    if let Ok(Inbound::BlockAction(pressed)) = inbound::interaction(&encoded(bytes)) {
        let value = pressed.value.as_ref().map(PrivateText::reveal);
        if let Some(control) = Control::parse(&pressed.action_id, value) {
            assert_eq!(Control::parse(&control.action_id(), control.value()), Some(control));
        }
    }
});
