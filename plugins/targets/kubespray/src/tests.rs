//! What labs become, by the target's own front door.
