//! What modals and buttons carry for the bot: anything that comes back is read or rejected, and what is read
//! round-trips.

#![no_main]

use bearings::controls::form::{EvidenceForm, audience_of, audience_value, behaviour_of};
use bearings::controls::{Control, PutOff, team};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let form = EvidenceForm::parse(&text);
    let metadata = form.metadata();
    assert!(metadata.encode_utf16().count() <= 3_000, "Slack takes no more");
    let again = EvidenceForm::parse(&metadata);
    assert_eq!(form.edits, again.edits);
    assert!(form.likely.starts_with(&again.likely));
    assert_eq!(EvidenceForm::parse(&again.metadata()), again);
    if let Ok(edits) = team::edits(&text) {
        assert_eq!(team::edits(&team::metadata(edits)), Ok(edits));
    }
    if let Some(audience) = audience_of(&text) {
        assert_eq!(audience_of(&audience_value(&audience)), Some(audience));
    }
    let _ = behaviour_of(&text);
    if let Some(put_off) = PutOff::parse(&text) {
        assert_eq!(PutOff::parse(&put_off.value()), Some(put_off));
    }
    let (action_id, value) = text.split_once('\n').map_or((&*text, None), |(id, value)| (id, Some(value)));
    if let Some(control) = Control::parse(action_id, value) {
        assert_eq!(Control::parse(&control.action_id(), control.value()), Some(control));
    }
});
