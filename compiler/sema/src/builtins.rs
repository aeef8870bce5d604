//! Everything that the language itself brings: properties, methods and functions, in one table.
//!
//! The checker takes types from here, the evaluator the names that it answers to, the reference its appendix. An
//! [`Op`] exists exactly if the table has it, and the evaluator can only implement what is an [`Op`].

use crate::ty::{Prim, Ty};
use std::sync::Arc;

/// What can be asked something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Receiver {
    /// `[T]` and `{T}`
    List,
    /// `{K: V}`, and the blocks of a kind
    Map,
    /// `Range<T>`
    Range,
    /// Any text.
    Text,
    /// A network.
    Cidr,
    /// An address.
    Ip,
    /// Address and port.
    Endpoint,
    /// A hardware address.
    Mac,
    /// A size.
    Size,
    /// A duration.
    Duration,
    /// A version.
    Version,
    /// `file("…")`
    File,
}

/// A type in terms of the receiver's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// This one.
    Prim(Prim),
    /// A list of these.
    ListOf(Prim),
    /// An item of the list or range.
    Item,
    /// A list of its items.
    Items,
    /// A list of the items of its items.
    Inner,
    /// A list of the map's keys.
    Keys,
    /// A list of the map's values.
    Values,
    /// Whatever the place expects.
    Expected,
    /// A secret of any kind.
    Secret,
}

/// A parameter of a method.
#[derive(Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, for the reference.
    pub name: &'static str,
    /// Its type.
    pub ty: Of,
}

/// A property or a method.
#[derive(Debug, PartialEq, Eq)]
pub struct Builtin {
    /// What the evaluator does.
    pub op: Op,
    /// What is asked.
    pub receiver: Receiver,
    /// Its name.
    pub name: &'static str,
    /// The parameters of a method; a property has none and no parentheses.
    pub params: Option<&'static [Param]>,
    /// What comes of it.
    pub result: Of,
    /// One line.
    pub doc: &'static str,
}

/// A function that needs no declaration.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What stands between the parentheses.
    pub takes: &'static str,
    /// One line.
    pub doc: &'static str,
}

macro_rules! builtins {
    (
        properties { $($pop:ident: $preceiver:ident.$pname:ident -> $presult:expr, $pdoc:literal;)* }
        methods { $($mop:ident: $mreceiver:ident.$mname:ident($($param:ident: $pty:expr),*) -> $mresult:expr, $mdoc:literal;)* }
    ) => {
        /// One thing that the evaluator can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Op { $(#[doc = $pdoc] $pop,)* $(#[doc = $mdoc] $mop,)* }

        /// All properties, then all methods, each by receiver.
        pub const ALL: &[Builtin] = &[
            $(Builtin {
                op: Op::$pop, receiver: Receiver::$preceiver, name: stringify!($pname), params: None,
                result: $presult, doc: $pdoc,
            },)*
            $(Builtin {
                op: Op::$mop, receiver: Receiver::$mreceiver, name: stringify!($mname),
                params: Some(&[$(Param { name: stringify!($param), ty: $pty }),*]),
                result: $mresult, doc: $mdoc,
            },)*
        ];
    };
}

const BOOL: Of = Of::Prim(Prim::Bool);
const INT: Of = Of::Prim(Prim::Int);
const IP: Of = Of::Prim(Prim::Ip);
const TEXT: Of = Of::Prim(Prim::Str);
const TEXTS: Of = Of::ListOf(Prim::Str);

builtins! {
    properties {
        ListCount: List.count -> INT, "How many items there are.";
        ListFirst: List.first -> Of::Item, "The first item; of an empty list an error.";
        ListLast: List.last -> Of::Item, "The last item; of an empty list an error.";
        ListSum: List.sum -> Of::Item, "All items added; of an empty list 0.";
        ListMin: List.min -> Of::Item, "The smallest item; of an empty list an error.";
        ListMax: List.max -> Of::Item, "The largest item; of an empty list an error.";
        ListSorted: List.sorted -> Of::Items, "The items from the smallest to the largest.";
        ListUnique: List.unique -> Of::Items, "Each item once, where it stands first.";
        ListFlat: List.flat -> Of::Inner, "The items of the lists in it, one list.";
        MapCount: Map.count -> INT, "How many keys there are.";
        MapKeys: Map.keys -> Of::Keys, "The keys, in natural order.";
        MapValues: Map.values -> Of::Values, "The values, in the order of their keys.";
        RangeFirst: Range.first -> Of::Item, "Where it begins.";
        RangeLast: Range.last -> Of::Item, "Where it ends; the end belongs to it.";
        RangeCount: Range.count -> INT, "How many values it has.";
        TextCount: Text.count -> INT, "How many characters there are.";
        TextLines: Text.lines -> TEXTS, "Its lines, without their ends.";
        TextUpper: Text.upper -> TEXT, "In upper case.";
        TextLower: Text.lower -> TEXT, "In lower case.";
        TextTrim: Text.trim -> TEXT, "Without blanks at both ends.";
        TextParent: Text.parent -> TEXT, "The folder of a path.";
        TextName: Text.name -> TEXT, "The last part of a path.";
        CidrPrefix: Cidr.prefix -> INT, "The length of its prefix.";
        CidrNetwork: Cidr.network -> IP, "Its address without the prefix.";
        CidrNetmask: Cidr.netmask -> IP, "Its prefix written as an address.";
        CidrFirst: Cidr.first -> IP, "Its first address.";
        CidrLast: Cidr.last -> IP, "Its last address.";
        CidrIsIpv6: Cidr.is_ipv6 -> BOOL, "Whether it is IPv6.";
        IpIsIpv6: Ip.is_ipv6 -> BOOL, "Whether it is IPv6.";
        EndpointIp: Endpoint.ip -> IP, "Its address.";
        EndpointPort: Endpoint.port -> INT, "Its port.";
        MacHexhyp: Mac.hexhyp -> TEXT, "In lower case with `-` between the bytes.";
        MacHexraw: Mac.hexraw -> TEXT, "In lower case with nothing between the bytes.";
        SizeBytes: Size.bytes -> INT, "The number of bytes.";
        SizeKib: Size.kib -> INT, "The number of KiB; a rest is an error.";
        SizeMib: Size.mib -> INT, "The number of MiB; a rest is an error.";
        SizeGib: Size.gib -> INT, "The number of GiB; a rest is an error.";
        DurationMs: Duration.ms -> INT, "The number of milliseconds.";
        DurationS: Duration.s -> INT, "The number of seconds; a rest is an error.";
        DurationMin: Duration.min -> INT, "The number of minutes; a rest is an error.";
        DurationH: Duration.h -> INT, "The number of hours; a rest is an error.";
        VersionMajor: Version.major -> INT, "Its first number.";
        VersionMinor: Version.minor -> INT, "Its second number, 0 if it has none.";
        VersionPatch: Version.patch -> INT, "Its third number, 0 if it has none.";
        FileText: File.text -> TEXT, "The text of the file.";
        FileLines: File.lines -> TEXTS, "The lines of the file, without their ends.";
        FileBytes: File.bytes -> Of::Prim(Prim::Bytes), "The bytes of the file, whatever they are.";
        FileJson: File.json -> Of::Expected, "The JSON of the file, as the place expects it.";
        FileYaml: File.yaml -> Of::Expected, "The YAML of the file, as the place expects it.";
        FileCsv: File.csv -> Of::Expected, "The rows of the file, as the place expects them.";
        FileSecret: File.secret -> Of::Secret, "The whole file as a secret.";
    }
    methods {
        ListJoin: List.join(separator: TEXT) -> TEXT, "The items as one text.";
        ListContains: List.contains(item: Of::Item) -> BOOL, "Whether the item is in it; `in` says the same.";
        TextSplit: Text.split(separator: TEXT) -> TEXTS, "The pieces between the separators.";
        TextReplace: Text.replace(part: TEXT, by: TEXT) -> TEXT, "With every such part replaced.";
        TextStartsWith: Text.starts_with(part: TEXT) -> BOOL, "Whether it begins with that.";
        TextEndsWith: Text.ends_with(part: TEXT) -> BOOL, "Whether it ends with that.";
        TextContains: Text.contains(part: TEXT) -> BOOL, "Whether that is part of it.";
        TextUnder: Text.under(folders: TEXTS) -> BOOL, "Whether the path is one of the folders or lies in one.";
        TextIndent: Text.indent(blanks: INT) -> TEXT, "With that many blanks before each line.";
        CidrHost: Cidr.host(number: INT) -> IP, "Its address of that number; -1 is the last.";
        CidrNumberOf: Cidr.number_of(address: IP) -> INT, "The number of an address in it.";
    }
}

/// A type that needs no declaration.
#[derive(Debug, PartialEq, Eq)]
pub struct Type {
    /// As it is written.
    pub name: &'static str,
    /// One line.
    pub doc: &'static str,
}

/// The types of the language.
pub const TYPES: &[Type] = &[
    Type { name: "Bool", doc: "`true` or `false`." },
    Type { name: "Int", doc: "A whole number of 64 bits: `12`, `1_000`, `0xff`." },
    Type { name: "Str", doc: "A text: `\"lan\"`." },
    Type { name: "Text", doc: "A text too; said of contents of files." },
    Type { name: "Bytes", doc: "The bytes of a file: `file(\"logo.png\").bytes`." },
    Type { name: "Size", doc: "A number of bytes: `8GiB`, `342MB`." },
    Type { name: "Duration", doc: "A time: `500ms`, `30min`." },
    Type { name: "Cpu", doc: "Processors: `2`, `500mcpu`." },
    Type { name: "Ip", doc: "An address: `10.0.0.4`, `fd00::4`." },
    Type { name: "Cidr", doc: "A network: `10.0.0.0/24`." },
    Type { name: "Endpoint", doc: "An address with a port: `10.0.0.5:5000`." },
    Type { name: "Mac", doc: "A hardware address: `02:00:00:00:00:04`." },
    Type { name: "Uuid", doc: "A UUID, in either case." },
    Type { name: "Digest", doc: "A digest: `sha256:` and 64 digits, `sha512:` and 128." },
    Type { name: "Mode", doc: "Permission bits: `0o644`." },
    Type { name: "Version", doc: "A version, kept as it is spelled: `1.9.1`." },
    Type { name: "Url", doc: "A Url, in quotes: `\"http://store/boot\"`." },
    Type { name: "Data", doc: "Open data: scalars, lists and maps of an open kind." },
    Type { name: "Systemd", doc: "The text of a systemd unit." },
    Type { name: "Sh", doc: "A shell script." },
    Type { name: "Json", doc: "JSON text." },
    Type { name: "Yaml", doc: "YAML text." },
    Type { name: "Toml", doc: "TOML text." },
    Type { name: "Ini", doc: "Text of sections and keys." },
    Type { name: "Target", doc: "A target with its options: `ignition { spec = 3.3.0 }`." },
    Type { name: "Profile", doc: "A profile, with its arguments." },
    Type { name: "Range<T>", doc: "From one value to another: `30000..32767`." },
    Type { name: "Secret<T>", doc: "A value that nothing public may hold." },
    Type { name: "Artifact<T>", doc: "The path of a promised file, below `http`, `tftp` or `operator`." },
];

/// The functions of the language.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "file", takes: "path: Str", doc: "A file of the project, to be read by one of its properties." },
    Function { name: "secrets", takes: "path: Str", doc: "A file of secrets: its keys, with a secret for each value." },
    Function {
        name: "secret",
        takes: "name: Str",
        doc: "A secret that the command line gives: `--secret NAME=env:VARIABLE`.",
    },
    Function { name: "built", takes: "path: Str", doc: "A file of the output, in a test: `.text`, `.json`." },
    Function {
        name: "expose",
        takes: "secret, reason = Str",
        doc: "The value of a secret, let out to everybody; recorded in the manifest.",
    },
];

/// The property or method `name` of a receiver.
pub fn find(receiver: Receiver, name: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|builtin| builtin.receiver == receiver && builtin.name == name)
}

/// Everything that a receiver can be asked.
pub fn names(receiver: Receiver) -> impl Iterator<Item = &'static str> {
    ALL.iter().filter(move |builtin| builtin.receiver == receiver).map(|builtin| builtin.name)
}

/// The function of that name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

impl Receiver {
    /// All, in the order of the reference.
    pub const ALL: &[Self] = &[
        Self::List,
        Self::Map,
        Self::Range,
        Self::Text,
        Self::Cidr,
        Self::Ip,
        Self::Endpoint,
        Self::Mac,
        Self::Size,
        Self::Duration,
        Self::Version,
        Self::File,
    ];

    /// What values of a type that is no union are asked as.
    pub fn of(ty: &Ty) -> Option<Self> {
        Some(match ty.peeled() {
            Ty::List(_) | Ty::Set(_) => Self::List,
            Ty::Map(_) => Self::Map,
            Ty::Range(_) => Self::Range,
            Ty::Artifact(_) => Self::Text,
            Ty::Prim(prim) => match prim {
                Prim::Cidr => Self::Cidr,
                Prim::Ip => Self::Ip,
                Prim::Endpoint => Self::Endpoint,
                Prim::Mac => Self::Mac,
                Prim::Size => Self::Size,
                Prim::Duration => Self::Duration,
                Prim::Version => Self::Version,
                prim if prim.is_text() => Self::Text,
                _ => return None,
            },
            _ => return None,
        })
    }
}

impl Of {
    /// The type for a receiver of this one. What cannot be told is [`Ty::Error`], which everything fits.
    pub fn for_receiver(self, receiver: &Ty) -> Ty {
        let list = |item: Ty| Ty::List(Arc::new(item));
        match (self, receiver.peeled()) {
            (Self::Prim(prim), _) => Ty::Prim(prim),
            (Self::Secret, _) => Ty::Secret(Arc::new(Ty::Error)),
            (Self::ListOf(prim), _) => list(Ty::Prim(prim)),
            (Self::Item, Ty::List(item) | Ty::Set(item) | Ty::Range(item)) => (**item).clone(),
            (Self::Items, Ty::List(item) | Ty::Set(item)) => list((**item).clone()),
            (Self::Inner, Ty::List(item) | Ty::Set(item)) => match item.peeled() {
                Ty::List(inner) | Ty::Set(inner) => list((**inner).clone()),
                Ty::Union(_) | Ty::Error => Ty::Error,
                _ => list((**item).clone()),
            },
            (Self::Keys, Ty::Map(map)) => list(map.0.clone()),
            (Self::Values, Ty::Map(map)) => list(map.1.clone()),
            _ => Ty::Error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_receiver_has_two_entries_of_one_name() {
        for (i, builtin) in ALL.iter().enumerate() {
            let first = ALL.iter().position(|b| b.receiver == builtin.receiver && b.name == builtin.name);
            assert_eq!(first, Some(i), "{builtin:?}");
        }
    }

    #[test]
    fn every_type_of_the_language_is_explained_in_the_order_of_the_reference() {
        let plain = TYPES.iter().map(|ty| ty.name).filter(|name| !name.contains('<'));
        let known = Prim::ALL.iter().map(|prim| prim.name());
        assert_eq!(plain.collect::<Vec<_>>(), known.collect::<Vec<_>>());
    }

    #[test]
    fn every_receiver_can_be_asked_something_and_every_entry_is_explained() {
        for receiver in Receiver::ALL {
            assert!(names(*receiver).count() > 0, "{receiver:?}");
        }
        for builtin in ALL {
            assert!(Receiver::ALL.contains(&builtin.receiver) && builtin.doc.ends_with('.'), "{builtin:?}");
        }
    }

    #[test]
    fn a_result_is_told_in_terms_of_the_receiver() {
        let list = |item: Ty| Ty::List(Arc::new(item));
        let sizes = list(Ty::Prim(Prim::Size));
        let of = |ty: &Ty, name: &str| find(Receiver::of(ty).unwrap(), name).unwrap().result.for_receiver(ty);
        assert_eq!(of(&sizes, "max"), Ty::Prim(Prim::Size));
        assert_eq!(of(&list(sizes.clone()), "flat"), sizes);
        let map = Ty::Map(Arc::new((Ty::Prim(Prim::Str), Ty::Prim(Prim::Ip))));
        assert_eq!(of(&map, "values"), list(Ty::Prim(Prim::Ip)));
    }
}
