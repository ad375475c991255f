//! What the weekly prompt promises.
