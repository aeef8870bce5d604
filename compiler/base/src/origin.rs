//! Where a value was written.

/// Why a value is what it is, in the order of precedence from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum OriginKind {
    /// Nothing was written: a value that the compiler itself supplies.
    #[default]
    Builtin,
    /// A schema's default.
    Default,
    /// A schema's computed field.
    Computed,
    /// Contributed by a target.
    Contributed,
    /// Written in a lab or a profile.
    Written,
    /// Read from a file of data.
    Data,
}

/// A place in the sources, small enough to stand beside every leaf: 16 bytes, no heap.
///
/// `anchor` names the entry (an item, a block, a table's row) and `start..end` are bytes relative to it, so that an
/// edit above the entry changes no origin. Only the database can turn it into a [`crate::Span`].
///
/// Two values that differ only in where they were written are equal, so an origin never takes part in a
/// comparison: containers of values compare and hash without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Origin {
    /// The entry's number in the database; 0 is "nowhere".
    pub anchor: u32,
    /// First byte, relative to the entry.
    pub start: u32,
    /// One past the last byte, relative to the entry.
    pub end: u32,
    /// Why the value is what it is.
    pub kind: OriginKind,
}

impl Origin {
    /// No place: the compiler's own.
    pub const NOWHERE: Self = Self { anchor: 0, start: 0, end: 0, kind: OriginKind::Builtin };

    /// The same place for another reason.
    #[must_use]
    pub fn with_kind(self, kind: OriginKind) -> Self {
        Self { kind, ..self }
    }
}
