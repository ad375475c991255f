//! Evidence: a user opens the form in one of several ways, types in it, submits it, or acts on an entry.

mod fields;
pub(super) mod form;
pub(super) mod journal;
pub(super) mod offers;
pub(super) mod submit;
