//! Records that the model and the contract both have, field by field under the same names.
//!
//! This file and its neighbours [`super::lower`] and [`super::lift`] name the contract's types through `super::wit`
//! alone. The parity test compiles them a second time against the SDK's types, so that a target gets the same input
//! natively as in the sandbox.

use super::wit;
use dlc_model as model;

/// From the model to the contract.
pub(super) trait Lower {
    /// The contract's type.
    type Wit;

    /// What crosses the boundary.
    fn lower(&self) -> Self::Wit;
}

/// From the contract to the model.
pub(super) trait Lift<W> {
    /// What came across.
    fn lift(from: W) -> Self;
}

impl<T: Lower> Lower for Vec<T> {
    type Wit = Vec<T::Wit>;

    fn lower(&self) -> Self::Wit {
        self.iter().map(T::lower).collect()
    }
}

impl<T: Lower> Lower for Option<T> {
    type Wit = Option<T::Wit>;

    fn lower(&self) -> Self::Wit {
        self.as_ref().map(T::lower)
    }
}

impl<W, T: Lift<W>> Lift<Vec<W>> for Vec<T> {
    fn lift(from: Vec<W>) -> Self {
        from.into_iter().map(T::lift).collect()
    }
}

impl<W, T: Lift<W>> Lift<Option<W>> for Option<T> {
    fn lift(from: Option<W>) -> Self {
        from.map(T::lift)
    }
}

/// Types that are the same on both sides.
macro_rules! same {
    ($($type:ty)*) => {$(
        impl Lower for $type {
            type Wit = $type;

            fn lower(&self) -> $type {
                self.clone()
            }
        }

        impl Lift<$type> for $type {
            fn lift(from: $type) -> Self {
                from
            }
        }
    )*};
}

same!(String bool u8 u16 u32 u64 i32 i64);

/// Open data travels as JSON text.
impl Lower for serde_json::Value {
    type Wit = String;

    fn lower(&self) -> String {
        self.to_string()
    }
}

/// `record!(down Record { fields })`: from the model to the contract; with `both` in both directions.
macro_rules! record {
    (down $type:ident { $($field:ident),* $(; $own:ident: $lowered:path)* }) => {
        impl Lower for model::$type {
            type Wit = wit::$type;

            fn lower(&self) -> wit::$type {
                wit::$type { $($field: self.$field.lower(),)* $($own: $lowered(&self.$own),)* }
            }
        }
    };
    (both $type:ident { $($field:ident),* }) => {
        record!(down $type { $($field),* });

        impl Lift<wit::$type> for model::$type {
            fn lift(from: wit::$type) -> Self {
                Self { $($field: Lift::lift(from.$field)),* }
            }
        }
    };
}

/// `variant!(down Variant { Case, CaseWithData(inner) })`, likewise; an enum is a variant without data.
macro_rules! variant {
    (down $type:ident { $($case:ident $(($inner:ident))?),* }) => {
        impl Lower for model::$type {
            type Wit = wit::$type;

            fn lower(&self) -> wit::$type {
                match self {
                    $(Self::$case $(($inner))? => wit::$type::$case $(($inner.lower()))?,)*
                }
            }
        }
    };
    (both $type:ident { $($case:ident $(($inner:ident))?),* }) => {
        variant!(down $type { $($case $(($inner))?),* });

        impl Lift<wit::$type> for model::$type {
            fn lift(from: wit::$type) -> Self {
                match from {
                    $(wit::$type::$case $(($inner))? => Self::$case $((Lift::lift($inner)))?,)*
                }
            }
        }
    };
}

pub(super) use {record, variant};

variant!(both Tree { Http, Tftp, Operator });
variant!(both Audience { Network, Operator });
variant!(both Contents { Text(inner), Bytes(inner), Secret(inner), Blob(inner), Remote(inner) });
record!(both Blob { handle, size, sha256, sha512 });
record!(both Remote { url, digest });
record!(both User {
    name, uid, comment, home, create_home, shell, primary_group, groups, member_of, admin, ssh_keys, password_hash, system
});
record!(both Group { name, gid, system });
record!(both File { path, contents, mode, owner, group, append, audience });
record!(both Directory { path, mode, owner, group });
record!(both Link { path, target, hard, owner, group });
record!(both Unit { name, enabled, masked, contents, dropins });
record!(both Dropin { name, contents });
record!(both Port { host, container, protocol });
variant!(both Protocol { Tcp, Udp });
record!(both Mount { path, source, filesystem, options, required });
variant!(both MountSource { Nfs(inner), Iscsi(inner), Nbd(inner), Device(inner), Tmpfs(inner) });
record!(both Nfs { server, address, path, version });
record!(both Iscsi { server, address, port, iqn, lun, initiator });
record!(both Nbd { server, address, port, export_name });
record!(both Device { path });
record!(both Tmpfs { size });
record!(both Command { name, run, when });
variant!(both CommandWhen { FirstBoot, EveryBoot });
